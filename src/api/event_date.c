/*
 * A date that says nothing but its times has empty texts; one that says more
 * has all of them, since its document is its own then.
 */
#include "api/event_date.h"

#include "app/search.h"
#include "base/str.h"
#include "base/timezone.h"
#include "rule/recurrence.h"
#include "rule/series.h"

#include "base/banned.h"

/* What both rows have, by the bit that says that a date has it of its own. */
#define TEXTS(X)                                \
	X(RULE_SERIES_TITLE, title)             \
	X(RULE_SERIES_DESCRIPTION, description) \
	X(RULE_SERIES_PLACE, location)          \
	X(RULE_SERIES_PLACE, venue_name)        \
	X(RULE_SERIES_PLACE, venue_address)     \
	X(RULE_SERIES_ONLINE_URL, online_url)   \
	X(RULE_SERIES_IMAGE, image_url)

bool
api_event_is_date(const api_event_row *e)
{
	return !uuid_is_nil(e->series_id.v);
}

enum err
api_event_date_borrow(
    struct call *call, api_event_row *e, api_event_lender *from)
{
	enum err err = q_event_lender(call->db, .id = e->series_id, from);

	if (err)
		return err;
#define BORROW(bit, member)          \
	if (!(e->overrides & (bit))) \
		e->member = from->member;
	TEXTS(BORROW)
#undef BORROW
	e->category_ids = from->category_ids;
	e->tags = from->tags;
	e->rrule = from->rrule;
	return ERR_OK;
}

static bool
is_same_real(struct opt_real a, struct opt_real b)
{
	return a.set == b.set && (!a.set || (a.v >= b.v && a.v <= b.v));
}

/* Until when it would be answered if it did not say. */
static struct opt_time
closes_at(const api_event_row *e, const api_event_lender *from)
{
	return (struct opt_time){ from->rsvp_closes_at.set,
		e->start_time - (from->start_time - from->rsvp_closes_at.v) };
}

static bool
closes_by_itself(const api_event_row *e, const api_event_lender *from)
{
	struct opt_time at = closes_at(e, from);

	return e->rsvp_closes_before.set != from->rsvp_closes_before.set ||
	       e->rsvp_closes_before.v != from->rsvp_closes_before.v ||
	       e->rsvp_closes_at.set != at.set ||
	       (at.set && e->rsvp_closes_at.v != at.v);
}

void
api_event_date_close(api_event_row *e, const struct api_event_input *in,
    const api_event_lender *from)
{
	if ((e->overrides & RULE_SERIES_CLOSING) || in->has.rsvp_closes_at ||
	    in->has.rsvp_closes_before)
		return;
	e->rsvp_closes_before = from->rsvp_closes_before;
	e->rsvp_closes_at = closes_at(e, from);
}

void
api_event_date_follow(api_event_row *e, const struct api_event_input *in,
    bool is_patch, const api_event_lender *from)
{
#define SAID(member) (!is_patch || in->has.member)
#define FOLLOW(member)    \
	if (SAID(member)) \
		e->member = from->member;
	FOLLOW(title)
	FOLLOW(description)
	FOLLOW(location)
	FOLLOW(online_url)
	FOLLOW(image_url)
	FOLLOW(capacity)
	FOLLOW(waitlist)
	FOLLOW(max_party)
	FOLLOW(attendee_list)
#undef FOLLOW
	if (SAID(venue)) {
		e->venue_name = from->venue_name;
		e->venue_address = from->venue_address;
		e->venue_lat = from->venue_lat;
		e->venue_lon = from->venue_lon;
	}
	if (SAID(rsvp_closes_at) || SAID(rsvp_closes_before)) {
		e->rsvp_closes_before = from->rsvp_closes_before;
		e->rsvp_closes_at = closes_at(e, from);
	}
#undef SAID
}

/* Whether it takes place when its series has it, also in a night in which
 * clocks are set. */
static bool
is_on_time(const api_event_row *e, const api_event_lender *from)
{
	int64_t start_us, end_us;

	rule_recurrence_times(timezone_find(from->timezone), e->recurrence_id.v,
	    from->end_wall.v - from->start_wall.v, &start_us, &end_us);
	return e->start_time == start_us && e->end_time == end_us;
}

static int64_t
settings_of(const api_event_row *e, const api_event_lender *from)
{
	int64_t bits = 0;

	if (!is_on_time(e, from))
		bits |= RULE_SERIES_TIME;
	if (closes_by_itself(e, from))
		bits |= RULE_SERIES_CLOSING;
	if (e->capacity.set != from->capacity.set ||
	    e->capacity.v != from->capacity.v)
		bits |= RULE_SERIES_CAPACITY;
	if (e->waitlist != from->waitlist || e->max_party != from->max_party ||
	    e->attendee_list != from->attendee_list)
		bits |= RULE_SERIES_ANSWERS;
	if (!is_same_real(e->venue_lat, from->venue_lat) ||
	    !is_same_real(e->venue_lon, from->venue_lon))
		bits |= RULE_SERIES_PLACE;
	return bits;
}

/* What a date says otherwise than its series. */
static int64_t
overrides_of(const api_event_row *e, const api_event_lender *from)
{
	int64_t bits = settings_of(e, from);

#define COMPARE(bit, member)                  \
	if (!str_eq(e->member, from->member)) \
		bits |= (bit);
	TEXTS(COMPARE)
#undef COMPARE
	return bits;
}

static enum err
check_same(
    struct call *call, bool is_same, const char *pointer, enum err so_far)
{
	if (is_same)
		return so_far;
	fault_item(call->fault, ERR_VALIDATION_FAILED, pointer, "of_series",
	    "All dates of a series have the same: change the series.");
	return fault(call->fault, ERR_VALIDATION_FAILED,
	    "That is the same for all dates of a series: change the series.");
}

static enum err
check_alike(
    struct call *call, const api_event_row *e, const api_event_lender *from)
{
	enum err err = check_same(
	    call, str_eq(e->timezone, from->timezone), "/timezone", ERR_OK);

	err = check_same(
	    call, e->visibility == from->visibility, "/visibility", err);
	err = check_same(
	    call, str_eq(e->reminders, from->reminders), "/reminders", err);
	err = check_same(
	    call, e->guest_rsvp == from->guest_rsvp, "/guest_rsvp", err);
	err = check_same(call, e->attendees_upload == from->attendees_upload,
	    "/attendees_upload", err);
	err = check_same(call,
	    e->reconfirm_before_hours.v == from->reconfirm_before_hours.v &&
		e->reconfirm_for_hours.v == from->reconfirm_for_hours.v,
	    "/reconfirm", err);
	err = check_same(call, str_eq(e->category_ids, from->category_ids),
	    "/category_ids", err);
	return check_same(call, str_eq(e->tags, from->tags), "/tags", err);
}

static void
empty_texts(api_event_row *e)
{
#define EMPTY(bit, member) e->member = NULL;
	TEXTS(EMPTY)
#undef EMPTY
	e->title = "";
	e->category_ids = e->tags = "[]";
	e->rrule = NULL;
}

enum err
api_event_index(struct call *call, struct event_id id, const api_event_row *e)
{
	return app_search_add(call, id,
	    &(struct app_search_texts){ .title = e->title,
		.location = e->location,
		.venue_name = e->venue_name,
		.description = e->description });
}

enum err
api_event_date_set(struct call *call, struct event_id id,
    const api_event_row *e, const api_event_lender *from,
    struct opt_time due_at)
{
	api_event_row own = *e;
	int64_t bits = overrides_of(e, from);
	enum err err = check_alike(call, e, from);

	if (!(bits & RULE_SERIES_WHOLE))
		empty_texts(&own);
	if (!err)
		err = q_event_set_date(call->db, .id = id,
		    Q_FIELDS_event_input(&own), Q_FIELDS_event_walls(&own),
		    .rrule = own.rrule, .overrides = bits, .due_at = due_at,
		    .now = call->now_us, NULL);
	if (err)
		return err;
	return bits & RULE_SERIES_WORDS
		   ? api_event_index(call, id, e)
		   : q_event_forget_words(call->db, .id = id, NULL);
}
