/*
 * Changes to answers to dates of one series, worked out from rows that are
 * locked, and written by two statements whatever their number: one for the
 * seats, one for the answers.
 */
#ifndef APP_STANDING_CHANGE_H
#define APP_STANDING_CHANGE_H

#include "app/call.h"
#include "generated/id/event.h"
#include "generated/words.h"
#include "json/list.h"
#include "rule/standing.h"

struct app_standing_changes {
	struct call *call;
	struct event_id series;
	struct json_list list;
	size_t n;		/* of them */
	bool moves;		/* seats, or people who wait */
	struct event_id *lines; /* of dates, which may move on */
	size_t n_lines;
};

/* None yet, of at most so many. They are ended by one of the functions below.
 */
void app_standing_begin(struct app_standing_changes *c, struct call *call,
    struct event_id series, size_t most);

/* One answer that becomes another. */
struct app_standing_change {
	struct event_id date;
	struct user_id user;
	enum rsvp_status to;
	int64_t party_size;
	struct opt_int version; /* of the answer so far; not set: none */
};

/* Adds one; date, as it is before, is then as it is after it. */
void app_standing_add(struct app_standing_changes *c,
    const struct app_standing_change *change, struct rule_standing_date *date);

/* What follows needs a transaction in which the dates are locked. ERR_RETRY
 * when somebody has changed an answer since it was read. */

/* Writes the answers, and seats those who wait and now can be. */
MUST_CHECK enum err app_standing_write(struct app_standing_changes *c);

/* Takes the answers back instead, which are all of those of one person that
 * stand on dates ahead. */
MUST_CHECK enum err app_standing_drop(
    struct app_standing_changes *c, struct user_id user);

#endif
