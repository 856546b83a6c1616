/*
 * As a single answer fares (app/rsvp.c), but that what a single one is refused
 * for leaves the date as it is.
 */
#include "rule/standing.h"

#include "rule/rsvp.h"
#include "rule/seats.h"

#include "base/banned.h"

/* The seats that are held so far. */
static int64_t
held(const struct rule_standing_date *date)
{
	return rule_rsvp_seats(date->status, date->party_size);
}

static enum rsvp_status
attend(const struct rule_standing_date *date, int64_t party_size)
{
	bool waits = date->status == RSVP_STATUS_WAITLISTED;
	int64_t more = party_size - held(date);

	if (party_size > date->max_party && party_size > date->party_size)
		return NO_RSVP_STATUS;
	if (more <= 0)
		return RSVP_STATUS_ATTENDING;
	if (!rule_seats_could_hold(date->capacity, party_size))
		return NO_RSVP_STATUS;
	if (!waits && rule_seats_are_free(
			  date->capacity, date->taken, date->waiting, more))
		return RSVP_STATUS_ATTENDING;
	return waits ||
		       (date->waitlist && date->status != RSVP_STATUS_ATTENDING)
		   ? RSVP_STATUS_WAITLISTED
		   : NO_RSVP_STATUS;
}

enum rsvp_status
rule_standing_status(const struct rule_standing_date *date,
    enum rsvp_status asked, int64_t party_size)
{
	bool declines = date->status && asked == RSVP_STATUS_NOT_ATTENDING;

	if ((date->status && !date->is_standing) || (!date->takes && !declines))
		return NO_RSVP_STATUS;
	return asked == RSVP_STATUS_ATTENDING ? attend(date, party_size)
					      : asked;
}

void
rule_standing_move(struct rule_standing_date *date, enum rsvp_status to,
    int64_t party_size, int64_t *taken, int64_t *waiting)
{
	*taken = rule_rsvp_seats(to, party_size) - held(date);
	*waiting = (to == RSVP_STATUS_WAITLISTED) -
		   (date->status == RSVP_STATUS_WAITLISTED);
	date->taken += *taken;
	date->waiting += *waiting;
}
