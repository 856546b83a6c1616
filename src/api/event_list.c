/*
 * Lists of events.
 */
#include <string.h>

#include "api/list.h"
#include "api/near.h"
#include "api/reply.h"
#include "api/sight.h"
#include "generated/api.h"
#include "generated/query/event.h"
#include "rule/words.h"

#include "base/banned.h"

/* What all queries with filters take, and those of a circle. */
typedef struct {
	struct user_id viewer, organizer_id;
	struct category_id category_id;
	struct space_id cluster_id, group_id;
	struct event_id series_id;
	bool is_next, is_host;
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

static void
set_circle(event_filter *f, const struct api_near *near)
{
	struct opt_int *const cells[RULE_PLACE_CELLS] = { &f->cell_1,
		&f->cell_2, &f->cell_3, &f->cell_4, &f->cell_5, &f->cell_6,
		&f->cell_7, &f->cell_8 };

	for (size_t i = 0; i < near->place.n; i++)
		*cells[i] = (struct opt_int){ true, near->place.cells[i] };
	f->lat = near->lat;
	f->lon = near->lon;
	f->reach = near->reach;
}

static int
count_filters(const struct api_event_list_in *in)
{
	return (in->status != NO_EVENT_STATUS) +
	       !uuid_is_nil(in->organizer_id.v) +
	       !uuid_is_nil(in->category_id.v) +
	       !uuid_is_nil(in->cluster_id.v) + !uuid_is_nil(in->group_id.v) +
	       !uuid_is_nil(in->series_id.v) + (in->near != NULL) +
	       (in->host != NO_EVENT_HOST_FILTER);
}

static bool
is_next(const struct api_event_list_in *in)
{
	return in->dates == SERIES_DATES_NEXT;
}

/* How many events a page may pass over: none, when all that the index of the
 * one filter gives pass it. */
static int
count_passed_over(const struct api_event_list_in *in, const char *words)
{
	if (*words)
		return EXAMINED_FOR_WORDS;
	return count_filters(in) > 1 || in->near || is_next(in) ||
		       in->host != NO_EVENT_HOST_FILTER
		   ? EXAMINED
		   : 0;
}

/* Whether somebody asks for something: a search that was left empty is none. */
static bool
is_search(const char *q)
{
	return q && q[strspn(q, " ")];
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
	if (!uuid_is_nil(in->series_id.v))
		return REPLY_BY(series);
	if (in->host != NO_EVENT_HOST_FILTER)
		return REPLY_BY(host);
	if (!uuid_is_nil(in->group_id.v))
		return REPLY_BY(group);
	if (!uuid_is_nil(in->cluster_id.v))
		return REPLY_BY(cluster);
	if (!uuid_is_nil(in->organizer_id.v))
		return REPLY_BY(organizer);
	if (in->near)
		return reply_near(call, in, f, size);
	if (!uuid_is_nil(in->category_id.v))
		return REPLY_BY(category);
	if (!*f->words)
		return in->status ? REPLY_BY(status) : REPLY_BY(listed);
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
		.from = is_next(in) && !in->from.set ? call->now_us
						     : api_list_from(in->from),
		.to = api_list_to(in->to),
		.status = in->status,
		.series_id = in->series_id,
		.is_next = is_next(in),
		.is_host = in->host != NO_EVENT_HOST_FILTER,
		.organizer_id = in->organizer_id,
		.category_id = in->category_id,
		.cluster_id = in->cluster_id,
		.group_id = in->group_id,
		.words = "",
	};
	struct api_near near;
	enum err err;

	if (is_search(in->q)) {
		f.words = rule_words_asked(call->arena, in->q);
		if (!*f.words)
			return reply_no_rows(call); /* signs alone */
	}
	f.examined = in->limit + 1 + count_passed_over(in, f.words);
	err = api_near_read(call, in->near, in->radius_m, &near);
	if (err)
		return err;
	set_circle(&f, &near);
	return reply_filtered(call, in, &f, near.place.size);
}

/* What is not over at a time, by the simplest statement that is right for the
 * caller. */
static enum err
reply_from(struct call *call, const struct api_event_list_in *in, int64_t to,
    unsigned sight)
{
	int64_t from = in->from.v;

#define REPLY_FROM(query)                                            \
	reply_list_from(call,                                        \
	    Q_event_list_##query(.viewer = call->user, .from = from, \
		.to = to),                                           \
	    in->limit, in->cursor, from)
	if (!sight)
		return REPLY_FROM(from);
	if (sight == API_SIGHT_SPACES)
		return REPLY_FROM(shared_from);
	return REPLY_FROM(seen_from);
}

/* The same of all times. */
static enum err
reply_all(struct call *call, const struct api_event_list_in *in, int64_t to,
    unsigned sight)
{
#define REPLY_ALL(query)                                                       \
	reply_list(call, Q_event_list_##query(.viewer = call->user, .to = to), \
	    in->limit, in->cursor)
	if (uuid_is_nil(call->user.v))
		return reply_list(
		    call, Q_event_list_public(.to = to), in->limit, in->cursor);
	if (!sight)
		return REPLY_ALL(listed);
	if (sight == API_SIGHT_SPACES)
		return REPLY_ALL(shared);
	return REPLY_ALL(seen);
}

static enum err
reply_seen(
    struct call *call, const struct api_event_list_in *in, unsigned sight)
{
	int64_t to = api_list_to(in->to);

	return in->from.set ? reply_from(call, in, to, sight)
			    : reply_all(call, in, to, sight);
}

enum err
api_event_list(struct call *call, const struct api_event_list_in *in)
{
	unsigned sight;
	enum err err;

	if (in->host && uuid_is_nil(call->user.v))
		return reply_no_rows(call);
	if (is_search(in->q) || count_filters(in) > 0 || is_next(in))
		return search(call, in);
	sight = api_sight(call);
	err = reply_seen(call, in, sight);
	if (err != ERR_RETRY || api_sight(call) == sight)
		return err;
	db_rollback(call->db); /* the statement that was dropped */
	return reply_seen(call, in, api_sight(call));
}

enum err
api_event_list_mine(struct call *call, const struct api_event_list_mine_in *in)
{
	int64_t from = api_list_from(in->from), to = api_list_to(in->to);

	return in->series ? reply_list(call,
				Q_event_list_my_series(.viewer = call->user,
				    .from = from, .to = to),
				in->limit, in->cursor)
			  : reply_list(call,
				Q_event_list_mine(.viewer = call->user,
				    .from = from, .to = to),
				in->limit, in->cursor);
}
