/*
 * Events: lists, and what their organizers do with them.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "api/condition.h"
#include "api/list.h"
#include "api/reply.h"
#include "app/announcement.h"
#include "app/search.h"
#include "app/seats.h"
#include "app/user.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/timezone.h"
#include "generated/api.h"
#include "generated/query/event.h"
#include "rule/permission.h"
#include "rule/place.h"
#include "rule/rsvp.h"
#include "rule/transition.h"
#include "rule/words.h"

#include "base/banned.h"

#define EVENTS_PATH "/api/v1/events"

/* What an organizer writes; the same for all ways of writing it. */
typedef struct q_event_for_write_row event_row;

/* Lists */

/* What all queries with filters take, and those of a circle. */
typedef struct {
	struct user_id viewer, organizer_id;
	struct category_id category_id;
	enum event_status status;
	const char *words;
	int64_t from, to, examined;
	struct opt_real lat, lon, reach;
	struct opt_int cell_1, cell_2, cell_3, cell_4, cell_5, cell_6, cell_7,
	    cell_8;
} event_filter;

enum {
	EXAMINED = 40,		 /* events that a page may pass over ... */
	EXAMINED_FOR_WORDS = 20, /* ... and when each is read for words */
	FOUND_MAX = 1001	 /* one more than rare words may find */
};

static enum err
read_place(struct call *call, const char *near, double *lat, double *lon)
{
	char *comma;

	*lat = strtod(near, &comma); /* the contract's format has passed */
	*lon = strtod(comma + 1, NULL);
	if (fabs(*lat) <= 90 && fabs(*lon) <= 180)
		return ERR_OK;
	fault_item(call->fault, ERR_VALIDATION_FAILED, "?near", "out_of_range",
	    "Latitude is -90..90, longitude -180..180.");
	return fault(call->fault, ERR_VALIDATION_FAILED,
	    "near is not a place on Earth.");
}

static enum err
read_circle(struct call *call, const struct api_event_list_in *in,
    event_filter *f, enum rule_place_size *size)
{
	struct opt_int *const cells[RULE_PLACE_CELLS] = { &f->cell_1,
		&f->cell_2, &f->cell_3, &f->cell_4, &f->cell_5, &f->cell_6,
		&f->cell_7, &f->cell_8 };
	struct rule_place place;
	double lat, lon;
	enum err err;

	if (!in->near)
		return ERR_OK;
	err = read_place(call, in->near, &lat, &lon);
	if (err)
		return err;
	rule_place_around(lat, lon, in->radius_m, &place);
	for (size_t i = 0; i < place.n; i++)
		*cells[i] = (struct opt_int){ true, place.cells[i] };
	f->lat = (struct opt_real){ true, lat };
	f->lon = (struct opt_real){ true, lon };
	f->reach = (struct opt_real){ true, place.reach };
	*size = place.size;
	return ERR_OK;
}

static int
count_filters(const struct api_event_list_in *in)
{
	return (in->status != NO_EVENT_STATUS) +
	       !uuid_is_nil(in->organizer_id.v) +
	       !uuid_is_nil(in->category_id.v) + (in->near != NULL);
}

/* How many events a page may pass over: none, when all that the index of the
 * one filter gives pass it. */
static int
count_passed_over(const struct api_event_list_in *in, const char *words)
{
	if (*words)
		return EXAMINED_FOR_WORDS;
	return count_filters(in) > 1 || in->near ? EXAMINED : 0;
}

/* Whether somebody asks for something: a search that was left empty is none. */
static bool
is_search(const char *q)
{
	return q && q[strspn(q, " ")];
}

static enum err
reply_no_events(struct call *call)
{
	struct json_writer w = reply_json(call);

	json_open(&w, '[');
	json_close(&w, ']');
	return ERR_OK;
}

/* The page of one of the queries that take f: by a filter, or by cells. */
#define REPLY_BY(filter)                                                     \
	reply_list_from(call,                                                \
	    Q_event_filter_##filter(Q_FIELDS_event_filter_in(f)), in->limit, \
	    in->cursor, f->from)
#define REPLY_BY_CELLS(size)                                     \
	reply_list_from(call,                                    \
	    Q_event_filter_##size(                               \
		Q_FIELDS_event_filter_in(f), Q_FIELDS_cells(f)), \
	    in->limit, in->cursor, f->from)

static enum err
reply_near(struct call *call, const struct api_event_list_in *in,
    const event_filter *f, enum rule_place_size size)
{
	switch (size) {
	case RULE_PLACE_STREET:
		return REPLY_BY_CELLS(street);
	case RULE_PLACE_TOWN:
		return REPLY_BY_CELLS(town);
	case RULE_PLACE_REGION:
		return REPLY_BY_CELLS(region);
	default:
		return REPLY_BY_CELLS(country);
	}
}

/* By the index of the filter that few events are likely to pass; words, when no
 * other is left, by theirs too. */
static enum err
reply_filtered(struct call *call, const struct api_event_list_in *in,
    const event_filter *f, enum rule_place_size size)
{
	if (!uuid_is_nil(in->organizer_id.v))
		return REPLY_BY(organizer);
	if (in->near)
		return reply_near(call, in, f, size);
	if (!uuid_is_nil(in->category_id.v))
		return REPLY_BY(category);
	if (!*f->words)
		return REPLY_BY(status);
	return reply_lists_from(call,
	    Q_event_filter_listed(Q_FIELDS_event_filter_in(f)),
	    Q_event_found(Q_FIELDS_event_filter_in(f), .found = FOUND_MAX),
	    in->limit, in->cursor, f->from);
}

/* With conditions, and perhaps words. */
static enum err
search(struct call *call, const struct api_event_list_in *in)
{
	event_filter f = {
		.viewer = call->user,
		.from = api_list_from(in->from),
		.to = api_list_to(in->to),
		.status = in->status,
		.organizer_id = in->organizer_id,
		.category_id = in->category_id,
		.words = "",
	};
	enum rule_place_size size = RULE_PLACE_STREET;
	enum err err;

	if (is_search(in->q)) {
		f.words = rule_words_asked(call->arena, in->q);
		if (!*f.words)
			return reply_no_events(call); /* signs alone */
	}
	f.examined = in->limit + 1 + count_passed_over(in, f.words);
	err = read_circle(call, in, &f, &size);
	return err ? err : reply_filtered(call, in, &f, size);
}

enum err
api_event_list(struct call *call, const struct api_event_list_in *in)
{
	int64_t to = api_list_to(in->to);

	if (is_search(in->q) || count_filters(in) > 0)
		return search(call, in);
	if (in->from.set)
		return reply_list_from(call,
		    Q_event_list_from(.viewer = call->user, .from = in->from.v,
			.to = to),
		    in->limit, in->cursor, in->from.v);
	if (uuid_is_nil(call->user.v))
		return reply_list(
		    call, Q_event_list_public(.to = to), in->limit, in->cursor);
	return reply_list(call, Q_event_list(.viewer = call->user, .to = to),
	    in->limit, in->cursor);
}

enum err
api_event_list_mine(struct call *call, const struct api_event_list_mine_in *in)
{
	return reply_list(call,
	    Q_event_list_mine(.viewer = call->user,
		.from = api_list_from(in->from), .to = api_list_to(in->to)),
	    in->limit, in->cursor);
}

enum err
api_event_get(struct call *call, const struct api_event_get_in *in)
{
	return reply_one(call, Q_event_get(.id = in->id, .viewer = call->user));
}

/* Writing */

static enum err
index_words(struct call *call, struct event_id id, const event_row *e)
{
	return app_search_add(call, id,
	    &(struct app_search_texts){ .title = e->title,
		.location = e->location,
		.venue_name = e->venue_name,
		.description = e->description });
}

/* A merge patch goes into the venue too (RFC 7396); null takes it away. */
static void
merge_venue(event_row *e, const struct api_venue *in, bool is_patch)
{
	static const struct api_venue none;
	bool all = !is_patch || !in;

	if (!in)
		in = &none;
	if (all || in->has.name)
		e->venue_name = in->name;
	if (all || in->has.address)
		e->venue_address = in->address;
	if (all || in->has.lat)
		e->venue_lat = in->lat;
	if (all || in->has.lon)
		e->venue_lon = in->lon;
}

/* The row with what the input has: every member of a replacement, the given
 * ones of a merge patch. Nobody takes away what they were not shown by sending
 * back what they were. */
static void
merge(event_row *e, const struct api_event_input *in, bool is_patch,
    struct arena *arena)
{
	enum event_visibility before = e->visibility;
	const char *hidden = is_patch || e->shows_url ? NULL : e->online_url;

#define TAKES(member) (!is_patch || in->has.member)
#define TAKE(member)       \
	if (TAKES(member)) \
		e->member = in->member;
	API_EVENT_INPUT_MEMBERS(TAKE)
#undef TAKE
	if (!e->visibility) /* nothing turns public because it was left out */
		e->visibility = before ? before : EVENT_VISIBILITY_PUBLIC;
	if (!e->online_url)
		e->online_url = hidden;
	if (TAKES(venue))
		merge_venue(e, in->venue, is_patch);
	if (TAKES(category_ids))
		e->category_ids = api_list_uuids(arena, in->category_ids);
	if (TAKES(tags))
		e->tags = api_list_texts(arena, in->tags);
#undef TAKES
}

static bool
is_venue_unnamed(const event_row *e)
{
	return !e->venue_name &&
	       (e->venue_address || e->venue_lat.set || e->venue_lon.set);
}

/* Whether a new start lies in the years that the contract names. Lists are by
 * start: what began long ago would stand first in them. */
static bool
is_in_reach(const struct call *call, const event_row *e)
{
	const int64_t year = 365 * CLOCK_DAY_US;

	return e->start_time >= call->now_us - 10 * year &&
	       e->start_time <= call->now_us + 100 * year;
}

/* What the contract's tables cannot say; all faults at once. */
static enum err
check(struct call *call, const event_row *e, int64_t start_before)
{
	struct fault *f = call->fault;
	enum err err = ERR_OK;

	if (is_venue_unnamed(e))
		err = fault_item(f, ERR_VALIDATION_FAILED, "/venue/name",
		    "required", "Is required.");
	if (!timezone_is_known(e->timezone))
		err = api_condition_timezone(call, "/timezone");
	if (e->start_time != start_before && !is_in_reach(call, e))
		err = fault_item(f, ERR_VALIDATION_FAILED, "/start_time",
		    "out_of_range",
		    "Not more than 10 years ago or 100 years ahead.");
	if (e->end_time <= e->start_time) {
		fault_item(f, ERR_END_BEFORE_START, "/end_time",
		    "end_before_start", "The end must come after the start.");
		err = fault(f, ERR_END_BEFORE_START,
		    "The end must come after the start.");
	}
	return f->n_items > 1 ? fault(f, ERR_VALIDATION_FAILED,
				    "Several values are not valid.")
			      : err;
}

/* Fills the list that filters read; n ids were given. */
static enum err
set_categories(struct call *call, struct event_id id, const char *ids, size_t n)
{
	int64_t added;
	enum err err;

	err = q_event_remove_categories(call->db, .id = id, NULL);
	if (err || n == 0)
		return err;
	err = q_event_add_categories(call->db, .id = id, .ids = ids, &added);
	if (err || (size_t)added == n)
		return err;
	fault_item(call->fault, ERR_VALIDATION_FAILED, "/category_ids",
	    "unknown", "Use ids of GET /categories, each once.");
	return fault(call->fault, ERR_VALIDATION_FAILED,
	    "Some categories are not known.");
}

static enum err
add(struct call *call, struct event_id id, const event_row *e)
{
	enum err err;

	err = q_event_add(call->db, .id = id, .organizer_id = call->user,
	    .status = e->status, .capacity = e->capacity,
	    Q_FIELDS_event_input(e), .now = call->now_us, NULL);
	return err ? err : index_words(call, id, e);
}

enum err
api_event_create(struct call *call, const struct api_event_create_in *in)
{
	struct event_id id = { uuid_new() };
	event_row e = { .status = in->body.draft ? EVENT_STATUS_DRAFT
						 : EVENT_STATUS_PUBLISHED };
	enum err err;

	merge(&e, &in->body, false, call->arena);
	err = check(call, &e, INT64_MIN);
	if (!err)
		err = app_user_become_organizer(call);
	if (!err)
		err = add(call, id, &e);
	if (!err)
		err = set_categories(
		    call, id, e.category_ids, in->body.category_ids.n);
	if (err)
		return err;
	return reply_created(call, Q_event_get(.id = id, .viewer = call->user),
	    EVENTS_PATH, id.v);
}

/* What the caller sees of an event that they have just changed, perhaps so that
 * they find it no more. */
static enum err
reply_written(struct call *call, struct event_id id)
{
	return reply_one(call, Q_event_written(.id = id, .viewer = call->user));
}

/* Locks the event for somebody who may change it. */
static enum err
load_for_write(struct call *call, struct event_id id, event_row *e)
{
	enum err err;

	err = q_event_for_write(call->db, .id = id, .viewer = call->user, e);
	return err ? err
		   : rule_require(
			 &(struct rule_access){ e->is_visible, e->permissions },
			 RULE_EVENTS_MANAGE, call->fault);
}

static enum err
set(struct call *call, struct event_id id, const event_row *e)
{
	enum err err;

	err = q_event_set(call->db, .id = id, Q_FIELDS_event_input(e),
	    .now = call->now_us, NULL);
	return err ? err : index_words(call, id, e);
}

static enum err
change(struct call *call, struct event_id id, const struct api_event_input *in,
    bool is_patch)
{
	int64_t start_before;
	event_row e;
	enum err err;

	err = load_for_write(call, id, &e);
	if (!err)
		err = api_condition_check(call, e.version);
	if (err)
		return err;
	if (e.status == EVENT_STATUS_CANCELLED)
		return fault(call->fault, ERR_INVALID_TRANSITION,
		    "A cancelled event stays as it is.");
	start_before = e.start_time;
	merge(&e, in, is_patch, call->arena);
	err = check(call, &e, start_before);
	if (!err)
		err = set(call, id, &e);
	if (!err) /* whoever gets a seat by it is told of the event as it is now
		   */
		err = app_seats_set_capacity(call, id, e.capacity);
	if (!err && (!is_patch || in->has.category_ids))
		err = set_categories(
		    call, id, e.category_ids, in->category_ids.n);
	return err ? err : reply_written(call, id);
}

enum err
api_event_put(struct call *call, const struct api_event_put_in *in)
{
	return change(call, in->id, &in->body, false);
}

enum err
api_event_patch(struct call *call, const struct api_event_patch_in *in)
{
	return change(call, in->id, &in->body, true);
}

/* Tells those who answered, unless the event is over, or they know already. */
static enum err
announce(struct call *call, enum rule_notice kind, struct event_id id,
    const event_row *e)
{
	const char *place = e->location	    ? e->location
			    : e->venue_name ? e->venue_name
					    : e->venue_address;

	if (!rule_rsvp_event_is_ahead(e->status, e->end_time, call->now_us))
		return ERR_OK;
	return app_announcement_add(call, kind,
	    &(struct app_notice_event){ .id = id,
		.title = e->title,
		.timezone = e->timezone,
		.place = place,
		.start_time = e->start_time });
}

enum err
api_event_delete(struct call *call, const struct api_event_delete_in *in)
{
	event_row e;
	enum err err;

	err = load_for_write(call, in->id, &e);
	if (!err)
		err = api_condition_check(call, e.version);
	if (!err)
		err = announce(call, RULE_NOTICE_EVENT_GONE, in->id, &e);
	if (!err)
		err = q_event_forget_words(call->db, .id = in->id, NULL);
	if (!err)
		err = q_event_remove(call->db, .id = in->id, NULL);
	return err ? err : reply_none(call);
}

static enum err
move(struct call *call, struct event_id id, enum rule_verb verb)
{
	event_row e;
	int to;
	enum err err;

	err = load_for_write(call, id, &e);
	if (!err)
		err = api_condition_check(call, e.version);
	if (!err)
		err = rule_transition_find(
		    &rule_event_machine, verb, (int)e.status, call->fault, &to);
	if (!err)
		err = q_event_set_status(call->db, .id = id,
		    .status = (enum event_status)to, .now = call->now_us, NULL);
	if (!err && to == EVENT_STATUS_CANCELLED)
		err = announce(call, RULE_NOTICE_EVENT_CANCELLED, id, &e);
	return err ? err : reply_written(call, id);
}

enum err
api_event_publish(struct call *call, const struct api_event_publish_in *in)
{
	return move(call, in->id, RULE_PUBLISH);
}

enum err
api_event_cancel(struct call *call, const struct api_event_cancel_in *in)
{
	return move(call, in->id, RULE_CANCEL);
}
