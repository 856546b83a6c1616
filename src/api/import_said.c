#include "api/import.h"

#include <string.h>

#include "api/said.h"
#include "app/recurrence.h"
#include "base/clock.h"
#include "base/str.h"
#include "json/write.h"
#include "text/shown.h"

#include "base/banned.h"

/* The contract's, and how much JSON may be made of one event. */
enum {
	TITLE_MAX = 200,
	PLACE_MAX = 200,
	LOCATION_MAX = 500,
	DESCRIPTION_MAX = 10000,
	JSON_MAX = 256 * 1024
};

/* What is said of an event beside its texts and times. */
enum said { NEW, CHANGE, DATE };

/* At most max characters, those that are none as spaces. */
static const char *
line_of(struct arena *arena, const char *text, size_t max)
{
	char *line = arena_strndup(arena, text, text_cut(text, max));

	for (char *p = line; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = ' ';
	return line;
}

static void
put_text(struct json_writer *w, const char *key, const char *text)
{
	json_key(w, key);
	json_write_text(w, text);
}

static void
put_json(struct json_writer *w, const char *key, const char *json)
{
	json_key(w, key);
	json_write_raw(w, json, strlen(json));
}

/* Where the text ends with what Hearth adds to it when it writes a calendar
 * (app/calendar_text.h): the address of the event's page. */
static size_t
without_page(struct call *call, const char *text, const char *url)
{
	const char *pages = arena_printf(
	    call->arena, "%s/events/", call->conf->public_url);
	size_t len = strlen(text), url_len = url ? strlen(url) : 0;

	if (!url || !str_has_prefix(url, pages) || len < url_len ||
	    !str_eq(text + len - url_len, url))
		return len;
	for (len -= url_len; len && text[len - 1] == '\n';)
		len--;
	return len;
}

static void
put_description(
    struct json_writer *w, struct call *call, const struct ical_item *item)
{
	const char *text = item->description;
	size_t len = text ? without_page(call, text, item->url) : 0;

	if (len)
		text = arena_strndup(call->arena, text, len);
	json_key(w, "description");
	if (len)
		json_write_text_n(w, text, text_cut(text, DESCRIPTION_MAX));
	else
		json_write_null(w);
}

/* A place on Earth is a venue, which has a name. */
static void
put_place(
    struct json_writer *w, struct arena *arena, const struct ical_item *item)
{
	bool is_venue = item->has_place && item->location;

	put_text(w, "location",
	    item->location && !is_venue
		? line_of(arena, item->location, LOCATION_MAX)
		: NULL);
	json_key(w, "venue");
	if (!is_venue) {
		json_write_null(w);
		return;
	}
	json_open(w, '{');
	put_text(w, "name", line_of(arena, item->location, PLACE_MAX));
	json_key(w, "lat");
	json_write_real(w, item->lat);
	json_key(w, "lon");
	json_write_real(w, item->lon);
	json_close(w, '}');
}

/* What a calendar elsewhere says may lie beyond what can be written here. */
static enum err
refuse_year(struct call *call)
{
	return fault(call->fault, ERR_VALIDATION_FAILED,
	    "It has a time that is not of the years 1 to 9999.");
}

static enum err
put_times(
    struct json_writer *w, struct call *call, const struct app_calendar_time *t)
{
	if (!clock_can_format(t->start_us) || !clock_can_format(t->end_us))
		return refuse_year(call);
	json_key(w, "start_time");
	json_write_time(w, t->start_us);
	json_key(w, "end_time");
	json_write_time(w, t->end_us);
	return ERR_OK;
}

/* They ascend. */
static bool
can_format(const struct rule_recurrence_dates *dates)
{
	return !dates->n || (clock_can_format(dates->wall_us[0]) &&
				clock_can_format(dates->wall_us[dates->n - 1]));
}

static enum err
put_recurrence(struct json_writer *w, struct api_import *c,
    const struct api_import_item *i)
{
	struct rule_recurrence_set set;
	enum err err;

	if (!app_calendar_item_recurs(i->item))
		return ERR_OK;
	err = app_calendar_item_recurrence(&c->source, i->item, &i->time,
	    i->exdates, i->n_exdates, c->call->fault, &set);
	if (err)
		return err;
	if (!can_format(&set.rdates) || !can_format(&set.exdates))
		return refuse_year(c->call);
	put_text(w, "rrule", app_recurrence_rrule(c->call, set.rule));
	put_json(w, "rdates", app_recurrence_json(c->call, &set.rdates));
	put_json(w, "exdates", app_recurrence_json(c->call, &set.exdates));
	return ERR_OK;
}

/* Nobody else sees what was somewhere else only theirs, or is said to be. */
static void
put_home(struct json_writer *w, const struct api_import *c,
    const struct ical_item *item)
{
	bool is_group = !uuid_is_nil(c->group.v);

	json_key(w, "draft");
	json_write_bool(w, true);
	put_text(w, "visibility",
	    is_group && !item->is_private ? "group" : "private");
	if (is_group) {
		json_key(w, "group_id");
		json_write_uuid(w, c->group.v);
	}
}

static enum err
write_said(struct json_writer *w, struct api_import *c,
    const struct api_import_item *i, enum said said)
{
	struct arena *arena = c->call->arena;
	const struct ical_item *item = i->item;
	enum err err;

	json_open(w, '{');
	if (item->summary)
		put_text(w, "title", line_of(arena, item->summary, TITLE_MAX));
	if (!i->is_own) {
		put_description(w, c->call, item);
		put_place(w, arena, item);
	}
	err = put_times(w, c->call, &i->time);
	if (!err && said != DATE) {
		put_text(w, "timezone", i->time.timezone);
		err = put_recurrence(w, c, i);
	}
	if (said == NEW)
		put_home(w, c, item);
	json_close(w, '}');
	return err;
}

static enum err
say(struct api_import *c, const struct api_import_item *i, enum said said,
    struct event_id id, void *out)
{
	struct call *call = c->call;
	struct json_writer w;
	struct buf json;
	enum err err;

	buf_init(&json, JSON_MAX);
	w = json_writer(&json);
	err = write_said(&w, c, i, said);
	if (!err)
		err = api_said_read(call,
		    said == NEW ? "event_create" : "event_patch", id.v, &json,
		    out);
	buf_release(&json);
	return err;
}

enum err
api_import_new(struct api_import *c, const struct api_import_item *i,
    struct api_event_create_in *out)
{
	*out = (struct api_event_create_in){ 0 };
	return say(c, i, NEW, (struct event_id){ 0 }, out);
}

enum err
api_import_change(struct api_import *c, const struct api_import_item *i,
    struct event_id id, struct api_event_patch_in *out)
{
	*out = (struct api_event_patch_in){ 0 };
	return say(c, i, CHANGE, id, out);
}

enum err
api_import_date(struct api_import *c, const struct api_import_item *i,
    struct event_id id, struct api_event_patch_in *out)
{
	*out = (struct api_event_patch_in){ 0 };
	return say(c, i, DATE, id, out);
}
