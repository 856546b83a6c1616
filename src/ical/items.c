#include "ical/items.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/str.h"
#include "ical/read.h"

#include "base/banned.h"

/* What is made while lines are read. */
struct making {
	struct ical_items *items;
	struct arena *arena;
	size_t item, zone; /* the number of the last component of the kind */
};

/* A line of an event, and the event. */
struct place {
	struct ical_item *item;
	const struct ical_read_line *line;
	struct arena *arena;
};

/* Room for one more of n things of size; the memory before is the arena's. */
static void *
make_room(struct arena *arena, void *v, size_t n, size_t *room, size_t size)
{
	void *more;

	if (n < *room)
		return v;
	*room = n ? n * 2 : 4;
	more = arena_array(arena, *room, size);
	if (n)
		memcpy(more, v, n * size);
	return more;
}

static void
set_text(const struct place *p, const char **text)
{
	const char *said = ical_read_trimmed(
	    ical_read_text(p->line->value, p->arena), p->arena);

	if (!*text && *said)
		*text = said;
}

static void
take_uid(const struct place *p)
{
	set_text(p, &p->item->uid);
}

static void
take_summary(const struct place *p)
{
	set_text(p, &p->item->summary);
}

static void
take_description(const struct place *p)
{
	set_text(p, &p->item->description);
}

static void
take_location(const struct place *p)
{
	set_text(p, &p->item->location);
}

static void
take_url(const struct place *p)
{
	set_text(p, &p->item->url);
}

/* The first of the values at value; of a period its beginning. */
static struct ical_when
read_when(struct arena *arena, const char *value, const char *tzid)
{
	struct ical_when when = { 0 };
	const char *text = ical_read_trimmed(
	    arena_strndup(arena, value, strcspn(value, "/,")), arena);

	when.is_set = ical_read_time(text, &when.wall_us, &when.is_utc);
	when.is_day = !strchr(text, 'T');
	when.tzid = when.is_utc || when.is_day ? NULL : tzid;
	return when;
}

static const char *
tzid_of(const struct place *p)
{
	return ical_read_param(p->line, "TZID", p->arena);
}

static void
set_when(const struct place *p, struct ical_when *when)
{
	if (!when->is_set)
		*when = read_when(p->arena, p->line->value, tzid_of(p));
}

static void
take_start(const struct place *p)
{
	set_when(p, &p->item->start);
}

static void
take_end(const struct place *p)
{
	set_when(p, &p->item->end);
}

static void
take_date(const struct place *p)
{
	set_when(p, &p->item->date);
	p->item->is_onward |= ical_read_param(p->line, "RANGE", p->arena) !=
			      NULL;
}

static void
take_duration(const struct place *p)
{
	p->item->duration = ical_duration_read(
	    ical_read_trimmed(p->line->value, p->arena));
}

static void
add_dates(const struct place *p, struct ical_whens *to)
{
	const char *value = p->line->value, *tzid = tzid_of(p);
	struct ical_when when;

	for (; *value && to->n < ICAL_DATES_MAX; value += *value == ',') {
		when = read_when(p->arena, value, tzid);
		value += strcspn(value, ",");
		if (!when.is_set)
			continue;
		to->v = make_room(
		    p->arena, to->v, to->n, &to->room, sizeof(*to->v));
		to->v[to->n++] = when;
	}
}

static void
take_rdate(const struct place *p)
{
	add_dates(p, &p->item->rdates);
}

static void
take_exdate(const struct place *p)
{
	add_dates(p, &p->item->exdates);
}

static void
take_rule(const struct place *p)
{
	if (p->item->n_rules++ == 0)
		p->item->rrule = ical_read_trimmed(p->line->value, p->arena);
}

static void
take_status(const struct place *p)
{
	const char *word = ical_read_trimmed(p->line->value, p->arena);

	if (strcasecmp(word, "CANCELLED") == 0)
		p->item->status = ICAL_CANCELLED;
	else if (strcasecmp(word, "TENTATIVE") == 0)
		p->item->status = ICAL_TENTATIVE;
}

static void
take_transparency(const struct place *p)
{
	p->item->is_free = strcasecmp(
			       ical_read_trimmed(p->line->value, p->arena),
			       "TRANSPARENT") == 0;
}

static void
take_class(const struct place *p)
{
	p->item->is_private = strcasecmp(
				  ical_read_trimmed(p->line->value, p->arena),
				  "PUBLIC") != 0;
}

/* A number of degrees, up to most either way. */
static bool
read_degrees(const char **p, char end_at, double most, double *out)
{
	char *end;

	if (!strchr("+-.0123456789", **p))
		return false;
	*out = strtod(*p, &end);
	if (end == *p || *end != end_at || !(*out >= -most && *out <= most))
		return false;
	*p = end + (end_at != '\0');
	return true;
}

static void
take_place(const struct place *p)
{
	const char *text = ical_read_trimmed(p->line->value, p->arena);

	p->item->has_place = read_degrees(&text, ';', 90, &p->item->lat) &&
			     read_degrees(&text, '\0', 180, &p->item->lon);
}

static const struct {
	const char *name;
	void (*take)(const struct place *p);
} lines[] = {
	{ "UID", take_uid },
	{ "SUMMARY", take_summary },
	{ "DESCRIPTION", take_description },
	{ "LOCATION", take_location },
	{ "URL", take_url },
	{ "DTSTART", take_start },
	{ "DTEND", take_end },
	{ "DURATION", take_duration },
	{ "RECURRENCE-ID", take_date },
	{ "RRULE", take_rule },
	{ "RDATE", take_rdate },
	{ "EXDATE", take_exdate },
	{ "STATUS", take_status },
	{ "TRANSP", take_transparency },
	{ "CLASS", take_class },
	{ "GEO", take_place },
};

static void
take_item(struct making *m, size_t number, const struct ical_read_line *line)
{
	struct ical_items *items = m->items;
	struct place p = { NULL, line, m->arena };

	if (number > m->item && items->n == ICAL_ITEMS_MAX) {
		items->is_cut = true;
		return;
	}
	if (number > m->item) {
		items->v = make_room(m->arena, items->v, items->n, &items->room,
		    sizeof(*items->v));
		items->n++;
		m->item = number;
	}
	if (number < m->item) /* one of them is in another */
		return;
	p.item = &items->v[items->n - 1];
	for (size_t i = 0; i < N_OF(lines); i++)
		if (str_eq(line->name, lines[i].name))
			lines[i].take(&p);
}

static void
take_zone(struct making *m, size_t number, const struct ical_read_line *line)
{
	struct ical_items *items = m->items;
	struct ical_zone *zone;

	if (number > m->zone && items->n_zones == ICAL_ZONES_MAX)
		return;
	if (number > m->zone) {
		items->zones = make_room(m->arena, items->zones, items->n_zones,
		    &items->zone_room, sizeof(*items->zones));
		items->n_zones++;
		m->zone = number;
	}
	zone = &items->zones[items->n_zones - 1];
	if (str_eq(line->name, "TZID"))
		zone->tzid = ical_read_trimmed(line->value, m->arena);
	else if (str_eq(line->name, "X-LIC-LOCATION"))
		zone->location = ical_read_trimmed(line->value, m->arena);
}

struct ical_items
ical_items_read(const char *text, struct arena *arena)
{
	struct ical_items items = { 0 };
	struct making m = { .items = &items, .arena = arena };
	struct ical_reader r = ical_reader(text, arena);
	struct ical_read_line line;
	size_t number;

	while (ical_read_next(&r, &line)) {
		items.is_calendar |= r.depth && strcasecmp(r.open[0].name,
						    "VCALENDAR") == 0;
		number = ical_read_in(&r, "VEVENT");
		if (number)
			take_item(&m, number, &line);
		number = ical_read_in(&r, "VTIMEZONE");
		if (number)
			take_zone(&m, number, &line);
	}
	items.is_cut |= *r.p != '\0';
	return items;
}
