/*
 * What follows when somebody may no more be where they were: what they organize
 * there passes to others, and what they have answered is taken away.
 */
#ifndef APP_DEPARTURE_H
#define APP_DEPARTURE_H

#include "app/call.h"
#include "app/notice.h"
#include "generated/id/space.h"

/* An event that passes to somebody, and the space that it was made in. */
struct app_handover {
	struct app_notice_event event;
	struct user_id heir;
	struct space_id space;
};

/* They organize it from now on, and are told. Nobody is named by it, or has
 * answered it, whom they do not see. Needs a transaction that has the row of
 * the event. */
MUST_CHECK enum err app_departure_hand_over(
    struct call *call, const struct app_handover *to);

/* What follows needs a transaction in which the membership, the invitation or
 * whatever else it was has gone already: an answer that was on its way by it
 * has then been given, or is refused. */

/* Events for the members of a space that somebody has left, published and not
 * over, get another organizer: the first of their co-hosts who is a member,
 * else its owner. They are told; who is apart from them by a block is named in
 * the event, and comes to it, no more. ERR_RETRY. */
MUST_CHECK enum err app_departure_pass_on(
    struct call *call, struct space_id space, struct user_id user);

/*
 * Of a space that goes: a page of the events that were made in it leave it, *n
 * is how many. Those that lie ahead are cancelled, and who answered is told;
 * where it was for members, who answered stays a guest.
 */
MUST_CHECK enum err app_departure_empty(
    struct call *call, struct space_id space, int64_t *n);

/*
 * Takes all answers of somebody to events that are not over and not for them,
 * whatever the reason, and takes them out of such sparks, turns and polls;
 * those who wait for the seats get them. What is in a space that bans them
 * names them no more. ERR_RETRY.
 */
MUST_CHECK enum err app_departure_release(
    struct call *call, struct user_id user);

/* Has it done once more soon: neither an answer of somebody who is no member
 * nor whoever names them in an event holds what whoever bans them would wait
 * for. */
MUST_CHECK enum err app_departure_release_again(
    struct call *call, struct user_id user);

#define APP_DEPARTURE_JOB "departure"
/* An app_job_fn: app_departure_release. */
MUST_CHECK enum err app_departure_run(struct call *call, const char *payload);

#endif
