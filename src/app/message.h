/*
 * What members of groups write to each other. Messages of a group are numbered
 * under the lock of its row, so they become visible in the order of their
 * numbers: whoever has read one can have all before it.
 */
#ifndef APP_MESSAGE_H
#define APP_MESSAGE_H

#include "app/space.h"
#include "generated/query/message.h"

/* A group, for who may read what is written there: its active members, and who
 * moderates messages, for whom *sees_all is true. ERR_NOT_FOUND, ERR_BANNED,
 * ERR_FORBIDDEN. */
MUST_CHECK enum err app_message_require_reader(
    struct call *call, struct space_id group, bool *sees_all);

/* Notes that the caller, a member, has read up to a message of the group.
 * Needs a transaction. As above; ERR_VALIDATION_FAILED at /message_id. */
MUST_CHECK enum err app_message_mark_read(
    struct call *call, struct space_id group, struct message_id id);

struct app_message {
	const char *content;
	struct message_id reply_to; /* nil: it answers none */
};

/*
 * Adds a message of the caller's, whose id it writes to *id. Needs a
 * transaction. ERR_NOT_FOUND, ERR_BANNED, ERR_FORBIDDEN,
 * ERR_INVALID_TRANSITION while the group is closing, ERR_RATE_LIMITED,
 * ERR_VALIDATION_FAILED at /reply_to_id.
 */
MUST_CHECK enum err app_message_add(struct call *call, struct space_id group,
    const struct app_message *message, struct message_id *id);

typedef struct q_message_for_write_row app_message_row;

/* A message that is about to change, and what the caller may in its group. */
struct app_message_held {
	struct app_space space;
	app_message_row row;
	bool sees_all;
};

/* Locks the group and then the message, for who reads there or wrote it. Needs
 * a transaction. ERR_NOT_FOUND, ERR_BANNED, ERR_FORBIDDEN. */
MUST_CHECK enum err app_message_hold(struct call *call, struct space_id group,
    struct message_id id, struct app_message_held *held);

/* Other words for one that is held. ERR_BANNED, ERR_FORBIDDEN,
 * ERR_INVALID_TRANSITION. */
MUST_CHECK enum err app_message_edit(struct call *call,
    const struct app_message_held *held, const char *content);

/* Removes what one that is held says, also while the group is closing; fine
 * when that has happened. ERR_BANNED, ERR_FORBIDDEN. */
MUST_CHECK enum err app_message_remove(struct call *call, struct space_id group,
    const struct app_message_held *held);

enum { APP_MESSAGE_REMOVE_DAYS = 7 };

/* Removes what somebody wrote within the last APP_MESSAGE_REMOVE_DAYS in a
 * group, or in all of a cluster, whose row is locked. Needs a transaction. */
MUST_CHECK enum err app_message_remove_of(
    struct call *call, struct space_id space, struct user_id user);

/*
 * What is so of messages elsewhere, too (app/spark_message.h).
 */

/* One message of the caller's at a time, so that what is counted of theirs is
 * right. Needs a transaction. */
MUST_CHECK enum err app_message_hold_author(struct call *call);
/* With the author held: ERR_RATE_LIMITED when they have written much. */
MUST_CHECK enum err app_message_check_rate(struct call *call);
/* Other words for one that is locked. ERR_FORBIDDEN, ERR_INVALID_TRANSITION. */
MUST_CHECK enum err app_message_reword(
    struct call *call, const app_message_row *row, const char *content);
/* Removes what one that is locked says, and keeps in the log that it was not
 * its author who did; space: where it was. Fine when that has happened. */
MUST_CHECK enum err app_message_clear(
    struct call *call, struct space_id space, const app_message_row *row);

#endif
