/*
 * GET /ui: rows that are for a client, merged in one order: what is for its
 * version, the closest alone; then for its patch; then for its place. Last
 * comes what is worked out of them and the time.
 */
#include "api/ui.h"

#include <ctype.h>
#include <string.h>

#include "api/exchange.h"
#include "api/reply.h"
#include "base/bug.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/timezone.h"
#include "generated/api.h"
#include "generated/query/ui.h"
#include "http/etag.h"
#include "json/merge.h"

#include "base/banned.h"

enum {
	ROWS_MAX = JSON_MERGE_MAX - 2,
	PARTS_MAX = 3, /* of a version */
	DIGITS_MAX = 4,
	PLACE_MAX = 256,
	SAID_BYTES = 4096,
	ANSWER_BYTES = 4 << 20
};

/* An answer that is being made. */
struct answer {
	struct call *call;
	const char *versions[PARTS_MAX]; /* the whole one, and its parts */
	const char *patch, *place;
	int64_t at_us;
	bool has_time;
	struct q_ui_config_for_row *rows;
	size_t n_rows;
	const struct json_value *layers[JSON_MERGE_MAX];
	size_t n_layers;
	const char *timezone;
};

/*
 * The client.
 */

static bool
is_version(const char *text)
{
	size_t parts = 0, digits = 0;

	for (;; text++) {
		if (isdigit((unsigned char)*text) && digits < DIGITS_MAX) {
			digits++;
			continue;
		}
		if (digits == 0 || ++parts > PARTS_MAX)
			return false;
		if (*text != '.')
			return *text == '\0';
		digits = 0;
	}
}

/* "1.5.2", "1.5" and "1". */
static void
read_version(struct answer *a, const char *version)
{
	size_t n = 0;

	if (!version || !is_version(version))
		version = "1.0";
	do {
		const char *dot = strrchr(version, '.');

		a->versions[n++] = version;
		version = dot ? arena_strndup(a->call->arena, version,
				    (size_t)(dot - version))
			      : NULL;
	} while (version);
}

/* Its words in lower case, each between spaces. */
static const char *
words_of(struct call *call, const char *place)
{
	size_t n = strlen(place);
	char *out = arena_alloc(call->arena, n + 3);

	out[0] = ' ';
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)place[i];

		out[i + 1] = c < 0x80 && !isalnum(c) ? ' ' : (char)tolower(c);
	}
	memcpy(out + n + 1, " ", 2);
	return out;
}

static void
read_client(struct answer *a, const struct api_ui_client *client)
{
	read_version(a, client->version);
	a->patch = client->patch ? client->patch : "";
	a->place = client->place ? client->place : "";
	a->has_time = client->time && clock_parse(client->time, &a->at_us);
	if (!a->has_time)
		a->at_us = a->call->now_us;
	a->timezone = "UTC";
}

/*
 * The rows.
 */

/* How close a row is to the version: 0 is any, 3 a whole one of three parts. */
static int
closeness(const struct q_ui_config_for_row *row)
{
	int n = 1;

	if (str_eq(row->app_version, "*"))
		return 0;
	for (const char *p = row->app_version; (p = strchr(p, '.')); p++)
		n++;
	return n;
}

static enum err
add_layer(struct answer *a, const char *json)
{
	bug_if(a->n_layers == JSON_MERGE_MAX);
	return json_parse(a->call->arena, json, strlen(json), a->call->fault,
	    &a->layers[a->n_layers++]);
}

static bool
is_base(const struct q_ui_config_for_row *row)
{
	return !*row->patch_id && !*row->location;
}

static enum err
add_base(struct answer *a)
{
	const struct q_ui_config_for_row *best = NULL;

	for (size_t i = 0; i < a->n_rows; i++)
		if (is_base(&a->rows[i]) &&
		    (!best || closeness(&a->rows[i]) > closeness(best)))
			best = &a->rows[i];
	return add_layer(a, best ? best->config : "{}");
}

static enum err
add_patches(struct answer *a)
{
	enum err err = ERR_OK;

	for (int close = 0; close <= PARTS_MAX; close++)
		for (size_t i = 0; !err && i < a->n_rows; i++)
			if (*a->rows[i].patch_id && !*a->rows[i].location &&
			    closeness(&a->rows[i]) == close)
				err = add_layer(a, a->rows[i].config);
	return err;
}

/* They come by their priority. */
static enum err
add_places(struct answer *a)
{
	enum err err = ERR_OK;

	for (size_t i = 0; !err && i < a->n_rows; i++) {
		if (!*a->rows[i].location)
			continue;
		if (a->rows[i].timezone)
			a->timezone = a->rows[i].timezone;
		err = add_layer(a, a->rows[i].config);
	}
	return err;
}

static enum err
load(struct answer *a)
{
	enum err err = q_ui_config_for(a->call->db, .exact = a->versions[0],
	    .part = a->versions[1], .whole = a->versions[2], .patch = a->patch,
	    .place = words_of(a->call, a->place), .at = a->at_us,
	    .limit = ROWS_MAX - 1, &a->rows, &a->n_rows);

	if (!err)
		err = add_base(a);
	if (!err)
		err = add_patches(a);
	return err ? err : add_places(a);
}

/*
 * What is worked out.
 */

static const char *
part_of_day(const struct answer *a)
{
	const struct zone *zone = timezone_find(a->timezone);
	int64_t time_us;

	clock_split(zone ? zone_to_wall(zone, a->at_us) : a->at_us, &time_us);
	time_us /= CLOCK_HOUR_US;
	return time_us < 5    ? "night"
	       : time_us < 12 ? "morning"
	       : time_us < 17 ? "afternoon"
	       : time_us < 21 ? "evening"
			      : "night";
}

/* What the last layer says that says something: what is no greeting ends what
 * others said before. */
static const char *
greeting_of(const struct answer *a)
{
	const char *part = part_of_day(a);

	for (size_t i = a->n_layers; i-- > 0;) {
		const struct json_value *v = json_member(
		    a->layers[i], "greetings");

		if (!v)
			continue;
		if (json_type(v) != JSON_OBJECT)
			return NULL;
		v = json_member(v, part);
		if (v)
			return json_type(v) == JSON_TEXT ? json_text(v, NULL)
							 : NULL;
	}
	return NULL;
}

static void
write_said(struct json_writer *w, const struct answer *a)
{
	const char *greeting = greeting_of(a);

	json_open(w, '{');
	json_member_text(w, "greeting", greeting ? greeting : "");
	json_member_text(w, "timezone", a->timezone);
	json_key(w, "metadata");
	json_open(w, '{');
	json_member_text(w, "version", a->versions[0]);
	json_member_text(w, "patchId", a->patch);
	json_member_text(w, "location", a->place);
	json_close(w, '}');
	json_close(w, '}');
}

static void
write_times(struct json_writer *w, const struct answer *a)
{
	json_open(w, '{');
	json_key(w, "serverTime");
	json_write_time(w, a->call->now_us);
	json_key(w, "metadata");
	json_open(w, '{');
	json_key(w, "clientTime");
	json_write_time(w, a->at_us);
	json_key(w, "responseTime");
	json_write_time(w, a->call->now_us);
	json_close(w, '}');
	json_close(w, '}');
}

static enum err
add_written(struct answer *a,
    void (*write)(struct json_writer *w, const struct answer *a))
{
	struct json_writer w;
	struct buf b;
	enum err err;

	buf_init(&b, SAID_BYTES);
	w = json_writer(&b);
	write(&w, a);
	err = add_layer(a, arena_strdup(a->call->arena, buf_text(&b)));
	buf_release(&b);
	return err;
}

/* That of all but the times: what is the same a minute later. */
static void
make_etag(const struct answer *a, char etag[HTTP_ETAG_SIZE])
{
	struct json_writer w;
	struct buf b;

	buf_init(&b, ANSWER_BYTES);
	w = json_writer(&b);
	json_write_merged(&w, a->layers, a->n_layers);
	http_etag_format(etag, 0, b.p, b.len);
	buf_release(&b);
}

enum err
api_ui_reply(struct call *call, const struct api_ui_client *client)
{
	char etag[HTTP_ETAG_SIZE];
	struct answer a = { .call = call };
	struct json_writer w;
	enum err err;

	read_client(&a, client);
	err = load(&a);
	if (!err)
		err = add_written(&a, write_said);
	if (err)
		return err;
	make_etag(&a, etag);
	if (reply_is_known(call, etag))
		return ERR_OK;
	err = add_written(&a, write_times);
	if (err)
		return err;
	w = reply_json(call);
	json_write_merged(&w, a.layers, a.n_layers);
	return ERR_OK;
}

enum err
api_ui_get(struct call *call, const struct api_ui_get_in *in)
{
	struct http_response *r = api_exchange_of(call)->response;
	enum err err = api_ui_reply(
	    call, &(struct api_ui_client){ .version = in->x_app_version,
		      .patch = in->x_patch_id,
		      .place = in->x_location,
		      .time = in->x_time });

	if (err)
		return err;
	http_response_header(r, "Cache-Control", "max-age=60");
	http_response_header(
	    r, "Vary", "X-App-Version, X-Patch-ID, X-Location, X-Time");
	return ERR_OK;
}
