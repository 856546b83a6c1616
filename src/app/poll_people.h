/*
 * Whom a poll asks, and what they say.
 */
#ifndef APP_POLL_PEOPLE_H
#define APP_POLL_PEOPLE_H

#include "app/poll.h"

/* What follows needs a transaction in which the poll is locked, or new. */

struct app_poll_person {
	struct user_id user;
	bool is_required;
};

/*
 * Asks these people, in place of those who were, and whoever made the poll:
 * what others have said goes, and who is new is told. ERR_VALIDATION_FAILED at
 * /people/… for who is no member of where the poll was made, or else not seen
 * by the caller.
 */
MUST_CHECK enum err app_poll_set_people(struct call *call,
    const app_poll_row *poll, const struct app_poll_person *people, size_t n);

/* Asks all members of its group whom the caller sees. ERR_VALIDATION_FAILED at
 * /group_id when they are more than APP_POLL_PEOPLE_MAX. */
MUST_CHECK enum err app_poll_ask_group(
    struct call *call, const app_poll_row *poll);

struct app_poll_vote {
	struct poll_option_id option;
	enum poll_answer answer;
};

/* What the caller says, in place of what they have said before.
 * ERR_VALIDATION_FAILED at /votes/… for a time that the poll does not have, or
 * that is there twice. */
MUST_CHECK enum err app_poll_vote(struct call *call, const app_poll_row *poll,
    const struct app_poll_vote *votes, size_t n, bool shares_busy);

/* The caller has said nothing, and shares nothing. */
MUST_CHECK enum err app_poll_unvote(
    struct call *call, const app_poll_row *poll);

#endif
