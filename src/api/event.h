/*
 * What the handlers of events share.
 */
#ifndef API_EVENT_H
#define API_EVENT_H

#include "app/event_state.h"
#include "generated/api.h"
#include "generated/query/event.h"
#include "rule/recurrence.h"

/* What an organizer writes; the same for all ways of writing it. */
typedef struct q_event_for_write_row api_event_row;

/* The row with what the input has: every member of a replacement, the given
 * ones of a merge patch. Nobody takes away what they were not shown by sending
 * back what they were. */
void api_event_merge(api_event_row *e, const struct api_event_input *in,
    bool is_patch, struct arena *arena);

/* An event that is to be made. */
struct api_event_new {
	struct event_id id;
	api_event_row row;
	struct rule_recurrence_set set; /* of a series */
};

/* What may keep the caller from making it is looked at, and nothing of it
 * written. Needs a transaction. ERR_VALIDATION_FAILED, ERR_TIMEZONE_UNKNOWN,
 * ERR_END_BEFORE_START, ERR_RRULE_INVALID, ERR_FORBIDDEN, ERR_BANNED,
 * ERR_INVALID_TRANSITION. */
MUST_CHECK enum err api_event_prepare(struct call *call,
    const struct api_event_input *in, struct api_event_new *out);
/* Makes what was prepared. ERR_VALIDATION_FAILED for categories that are not
 * known, ERR_RRULE_INVALID when no date of a series is ahead. */
MUST_CHECK enum err api_event_make(struct call *call,
    const struct api_event_input *in, struct api_event_new *new);

/* Changes of an event, of a series all of it, what the input has, as a merge
 * patch; tells nobody. Errors are those of the operation event_patch. */
MUST_CHECK enum err api_event_change(
    struct call *call, struct event_id id, const struct api_event_input *in);

/* Whether the caller may change an event, asked before anything is locked: who
 * may not makes nobody wait. ERR_NOT_FOUND, ERR_FORBIDDEN. */
MUST_CHECK enum err api_event_ask(struct call *call, struct event_id id);

/* Locks an event for the caller, who may change it. ERR_NOT_FOUND,
 * ERR_FORBIDDEN, ERR_PRECONDITION_FAILED. */
MUST_CHECK enum err api_event_load(
    struct call *call, struct event_id id, api_event_row *e);

/* The event as people are told of it, and its state. Lives as long as e. */
struct app_event_state api_event_state(
    struct event_id id, const api_event_row *e);

/* What the contract's tables cannot say; all faults at once. It fills in what
 * clocks show where the event is. start_before:
 * where it began until now; INT64_MIN of a new one. ERR_VALIDATION_FAILED,
 * ERR_TIMEZONE_UNKNOWN, ERR_END_BEFORE_START. */
MUST_CHECK enum err api_event_check(
    struct call *call, api_event_row *e, int64_t start_before);

/* Who may make events is said by the space that one is in, else by the server;
 * fills in the cluster of a group. Errors are those of app_home_check. */
MUST_CHECK enum err api_event_check_home(struct call *call, api_event_row *e);

/* Whether the space that it is in lets the caller show it to others; errors
 * are those of app_home_check. */
MUST_CHECK enum err api_event_check_seen(
    struct call *call, const api_event_row *e);

/* The same of a change, which may say where the event was made, and nothing
 * else. ERR_VALIDATION_FAILED. */
MUST_CHECK enum err api_event_check_change(
    struct call *call, const api_event_row *was, api_event_row *is);

/* When the clock has something to do with it, once it is published: never with
 * a series, whose dates are looked at. */
MUST_CHECK enum err api_event_due(
    struct call *call, const api_event_row *e, struct opt_time *due_at);

/* The same, and never with what is not published. */
MUST_CHECK enum err api_event_due_if_published(
    struct call *call, const api_event_row *e, struct opt_time *due_at);

/* Fills the list that filters read; n ids were given, in the place of those
 * that it had. ERR_VALIDATION_FAILED. */
MUST_CHECK enum err api_event_set_categories(struct call *call,
    struct event_id id, const char *ids, size_t n, const char *had);

/* What the caller sees of an event that they have just changed, perhaps so
 * that they find it no more. */
MUST_CHECK enum err api_event_reply(struct call *call, struct event_id id);

#endif
