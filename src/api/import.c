/*
 * POST /calendar/imports: events that people bring from calendars elsewhere,
 * all in one transaction. What of them cannot be is left out and named.
 */
#include "api/import.h"

#include <string.h>

#include "api/event.h"
#include "api/reply.h"
#include "app/throttle.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/timezone.h"
#include "conf/url.h"
#include "crypt/digest.h"
#include "generated/query/calendar_import.h"
#include "generated/query/member.h"
#include "generated/query/user.h"

#include "base/banned.h"

enum { MADE_MAX = 500, PER_HOUR = 30 };

struct outcome {
	enum calendar_import_result result;
	const char *reason; /* NULL: none */
};

struct run {
	struct api_import import;
	struct ical_items items;
	struct outcome *outcomes; /* of each item */
	int64_t counts[CALENDAR_IMPORT_RESULT_SKIPPED + 1];
};

/* What is known here of an event that is brought again. */
struct known {
	struct event_id id; /* nil: nothing */
	enum event_status status;
	bool is_own; /* made here */
	unsigned char hash[CRYPT_SHA256_SIZE];
};

static void
end(struct run *r, size_t i, enum calendar_import_result result,
    const char *reason)
{
	r->outcomes[i] = (struct outcome){ result, reason };
	r->counts[result]++;
}

static enum err
skip(struct run *r, size_t i, const char *reason)
{
	end(r, i, CALENDAR_IMPORT_RESULT_SKIPPED, reason);
	return ERR_OK;
}

/* What is wrong with one event is said of it. */
static enum err
refuse(struct run *r, size_t i, enum err err)
{
	struct call *call = r->import.call;
	const struct fault *f = call->fault;
	const char *reason;

	reason = f->n_items ? arena_printf(call->arena, "%s: %s",
				  f->items[0].pointer + 1, f->items[0].detail)
			    : arena_strdup(call->arena,
				  *f->detail ? f->detail : err_title(err));
	fault_clear(call->fault);
	return skip(r, i, reason);
}

/* Of an event that cannot be nothing remains; what is wrong with Hearth ends
 * all. */
static enum err
end_part(struct run *r, size_t i, enum err err)
{
	enum err ended;

	if (err && err_status(err) >= 500)
		return err;
	ended = db_end_part(r->import.call->db, !err);
	return ended || !err ? ended : refuse(r, i, err);
}

/* Whether it says something else of one date of another item, and of which. */
static bool
is_part(const struct run *r, size_t i, size_t *whole)
{
	const struct ical_item *v = r->items.v;

	if (!v[i].date.is_set || !v[i].uid)
		return false;
	for (*whole = 0; *whole < r->items.n; ++*whole)
		if (!v[*whole].date.is_set && str_eq(v[*whole].uid, v[i].uid))
			return true;
	return false;
}

static int64_t
date_of(struct run *r, const struct ical_item *part,
    const struct app_calendar_time *whole)
{
	int64_t time_us;

	clock_split(whole->start_wall, &time_us);
	return app_calendar_item_wall(
	    &r->import.source, &part->date, whole->timezone, time_us);
}

/* The dates of a series that others of the items cancel. */
static void
leave_out(struct run *r, size_t whole, struct api_import_item *item)
{
	const struct ical_item *v = r->items.v;
	int64_t *exdates = arena_array(
	    r->import.source.arena, ICAL_DATES_MAX, sizeof(*exdates));

	item->exdates = exdates;
	for (size_t i = 0; i < r->items.n; i++)
		if (item->n_exdates < ICAL_DATES_MAX && v[i].date.is_set &&
		    v[i].status == ICAL_CANCELLED && !v[i].is_onward &&
		    str_eq(v[i].uid, v[whole].uid))
			exdates[item->n_exdates++] = date_of(
			    r, &v[i], &item->time);
}

/* An event of this server's, which its organizer takes along. */
static enum err
find_own(struct run *r, const char *uid, struct known *known)
{
	struct call *call = r->import.call;
	struct q_calendar_import_own_row row;
	char text[UUID_TEXT_SIZE];
	struct event_id id;
	enum err err;

	if (strlen(uid) < sizeof(text) || uid[sizeof(text) - 1] != '@' ||
	    !str_eq(uid + sizeof(text),
		conf_url_authority(call->arena, call->conf->public_url)))
		return ERR_NOT_FOUND;
	str_copy(text, sizeof(text), uid);
	if (!uuid_parse(text, &id.v))
		return ERR_NOT_FOUND;
	err = q_calendar_import_own(
	    call->db, .viewer = call->user, .id = id, &row);
	if (err)
		return err;
	known->id = row.event_id;
	known->status = row.status;
	known->is_own = true;
	return ERR_OK;
}

static struct bytes
hash_of(const struct known *known)
{
	return (struct bytes){ known->hash, sizeof(known->hash) };
}

/* What an item is known by: a date without its series is one of several. */
static const char *
key_of(struct run *r, const struct ical_item *item)
{
	return item->date.is_set
		   ? arena_printf(r->import.call->arena, "%s\n%lld", item->uid,
			 (long long)item->date.wall_us)
		   : item->uid;
}

static enum err
find(struct run *r, const char *key, struct known *known)
{
	struct call *call = r->import.call;
	struct q_calendar_import_find_row row;
	enum err err;

	*known = (struct known){ 0 };
	crypt_sha256(key, strlen(key), known->hash);
	err = q_calendar_import_find(
	    call->db, .viewer = call->user, .uid_hash = hash_of(known), &row);
	if (err == ERR_NOT_FOUND) {
		err = find_own(r, key, known);
	} else if (!err) {
		known->id = row.event_id;
		known->status = row.status;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err
make(struct run *r, const struct api_import_item *item,
    const struct known *known)
{
	struct call *call = r->import.call;
	struct api_event_create_in in;
	struct api_event_new new;
	enum err err = api_import_new(&r->import, item, &in);

	if (!err)
		err = api_event_prepare(call, &in.body, &new);
	if (!err)
		err = api_event_make(call, &in.body, &new);
	return err ? err
		   : q_calendar_import_add(call->db, .viewer = call->user,
			 .uid_hash = hash_of(known), .event = new.id, NULL);
}

static enum err
change(struct run *r, struct api_import_item *item, const struct known *known)
{
	struct api_event_patch_in in;
	enum err err;

	if (known->status != EVENT_STATUS_DRAFT)
		return fault(r->import.call->fault, ERR_INVALID_TRANSITION,
		    "It is no draft any more: change it here.");
	item->is_own = known->is_own;
	err = api_import_change(&r->import, item, known->id, &in);
	return err ? err
		   : api_event_change(r->import.call, known->id, &in.body);
}

static bool
is_twice(const struct run *r, size_t i)
{
	const struct ical_item *v = r->items.v;

	for (size_t j = 0; j < i; j++)
		if (v[j].date.is_set == v[i].date.is_set &&
		    v[j].date.wall_us == v[i].date.wall_us &&
		    str_eq(v[j].uid, v[i].uid))
			return true;
	return false;
}

static const char onward[] =
    "It is of all dates behind one, too: change the series here.";

/* Why an item cannot be looked at; NULL when it can. */
static const char *
flaw(struct run *r, size_t i, struct api_import_item *item)
{
	const struct ical_item *v = &r->items.v[i];

	if (!v->uid)
		return "It has no UID.";
	if (v->status == ICAL_CANCELLED)
		return "It is cancelled.";
	if (v->is_onward)
		return onward;
	if (is_twice(r, i))
		return "The calendar has it twice.";
	if (r->counts[CALENDAR_IMPORT_RESULT_CREATED] +
		r->counts[CALENDAR_IMPORT_RESULT_UPDATED] >=
	    MADE_MAX)
		return arena_printf(r->import.call->arena,
		    "An import takes %d events; send it in another one.",
		    MADE_MAX);
	*item = (struct api_import_item){ .item = v };
	if (!app_calendar_item_time(&r->import.source, v, &item->time))
		return "It does not say when it takes place.";
	/* no draft of it could be published, and nothing counts these */
	return !app_calendar_item_recurs(v) &&
		       item->time.end_us <= r->import.call->now_us
		   ? "It is over."
		   : NULL;
}

static enum err
bring(struct run *r, size_t i, struct api_import_item *item)
{
	static const char guessed[] =
	    "Its time zone is not known here: it is read in yours.";
	struct known known = { 0 };
	enum err err = ERR_OK;
	bool is_new;

	if (item->item->date.is_set)
		err = find(r, item->item->uid, &known);
	if (!err && !uuid_is_nil(known.id.v))
		return skip(r, i, "Its series is here: bring that with it.");
	if (!err)
		err = find(r, key_of(r, item->item), &known);
	is_new = uuid_is_nil(known.id.v);
	if (!err)
		err = is_new ? make(r, item, &known) : change(r, item, &known);
	if (!err)
		end(r, i,
		    is_new ? CALENDAR_IMPORT_RESULT_CREATED
			   : CALENDAR_IMPORT_RESULT_UPDATED,
		    item->time.is_guessed ? guessed : NULL);
	return err;
}

static enum err
take_whole(struct run *r, size_t i)
{
	struct api_import_item item;
	const char *why = flaw(r, i, &item);
	enum err err;

	if (why)
		return skip(r, i, why);
	if (app_calendar_item_recurs(item.item))
		leave_out(r, i, &item);
	err = db_begin_part(r->import.call->db);
	return err ? err : end_part(r, i, bring(r, i, &item));
}

static enum err
change_date(struct run *r, size_t i, struct api_import_item *item,
    const struct app_calendar_time *whole)
{
	struct call *call = r->import.call;
	struct q_calendar_import_date_row date;
	struct api_event_patch_in in;
	struct known known;
	enum err err = find(r, item->item->uid, &known);

	if (!err)
		err = q_calendar_import_date(call->db, .series = known.id,
		    .wall = date_of(r, item->item, whole), &date);
	if (err == ERR_NOT_FOUND)
		return skip(r, i, "Its series has no such date yet, or none.");
	item->is_own = known.is_own;
	if (!err)
		err = api_import_date(&r->import, item, date.id, &in);
	if (!err)
		err = api_event_change(call, date.id, &in.body);
	if (!err)
		end(r, i, r->outcomes[i].result, NULL);
	return err;
}

/* Once its series is there. */
static enum err
take_part(struct run *r, size_t i, size_t whole)
{
	const struct ical_item *v = r->items.v;
	struct api_import_item item = { .item = &v[i] };
	struct app_calendar_time of;
	enum err err;

	r->outcomes[i].result = r->outcomes[whole].result;
	if (r->outcomes[whole].result == CALENDAR_IMPORT_RESULT_SKIPPED)
		return skip(r, i, "Its series is left out.");
	if (v[i].is_onward)
		return skip(r, i, onward);
	if (v[i].status == ICAL_CANCELLED) {
		end(r, i, r->outcomes[i].result, NULL);
		return ERR_OK;
	}
	if (!app_calendar_item_time(&r->import.source, &v[whole], &of) ||
	    !app_calendar_item_time(&r->import.source, &v[i], &item.time))
		return skip(r, i, "It does not say when it takes place.");
	err = db_begin_part(r->import.call->db);
	return err ? err : end_part(r, i, change_date(r, i, &item, &of));
}

static enum err
take_all(struct run *r)
{
	enum err err = ERR_OK;
	size_t whole;

	for (size_t i = 0; !err && i < r->items.n; i++)
		if (!is_part(r, i, &whole))
			err = take_whole(r, i);
	for (size_t i = 0; !err && i < r->items.n; i++)
		if (is_part(r, i, &whole))
			err = take_part(r, i, whole);
	return err;
}

/* What a dry run does is done and undone: so it says what would be. */
static enum err
take_dry(struct run *r)
{
	struct db *db = r->import.call->db;
	enum err err = db_begin_part(db);

	if (!err)
		err = take_all(r);
	return err ? err : db_end_part(db, false);
}

static void
write_item(
    struct json_writer *w, const struct ical_item *item, struct outcome outcome)
{
	json_open(w, '{');
	json_key(w, "uid");
	json_write_text(w, item->uid);
	json_key(w, "title");
	json_write_text(w, item->summary);
	json_key(w, "result");
	json_write_text(
	    w, word_text(&calendar_import_result_words, (int)outcome.result));
	json_key(w, "reason");
	json_write_text(w, outcome.reason);
	json_close(w, '}');
}

static enum err
reply(const struct run *r)
{
	static const char *const names[] = { NULL, "created", "updated",
		"skipped" };
	struct json_writer w = reply_json(r->import.call);

	json_open(&w, '{');
	for (size_t i = 1; i < N_OF(names); i++) {
		json_key(&w, names[i]);
		json_write_int(&w, r->counts[i]);
	}
	json_key(&w, "items");
	json_open(&w, '[');
	for (size_t i = 0; i < r->items.n; i++)
		write_item(&w, &r->items.v[i], r->outcomes[i]);
	json_close(&w, ']');
	json_close(&w, '}');
	return ERR_OK;
}

/* One import of a person at a time, in the order of all locks: whose it is
 * before their events. */
static enum err
hold(struct run *r)
{
	struct call *call = r->import.call;
	struct q_member_hold_row member;
	struct q_user_lock_row user;
	enum err err = q_member_hold(
	    call->db, .space = r->import.group, .user = call->user, &member);

	if (err == ERR_NOT_FOUND)
		err = ERR_OK;
	if (!err)
		err = q_user_lock(call->db, .id = call->user, &user);
	return err ? err
		   : app_throttle_by_user(call, APP_THROTTLE_IMPORT, PER_HOUR,
			 "Too many imports within an hour.");
}

static enum err
read_calendar(struct run *r, struct bytes body)
{
	struct call *call = r->import.call;
	struct q_calendar_import_reader_row reader;
	enum err err = q_calendar_import_reader(
	    call->db, .viewer = call->user, &reader);

	if (err)
		return err;
	r->items = ical_items_read(
	    arena_strndup(call->arena, body.p, body.len), call->arena);
	r->import.source = (struct app_calendar_source){ .items = &r->items,
		.timezone = timezone_find(reader.timezone) ? reader.timezone
							   : "UTC",
		.arena = call->arena };
	r->outcomes = arena_array(
	    call->arena, r->items.n, sizeof(*r->outcomes));
	if (!r->items.is_calendar || memchr(body.p, '\0', body.len))
		return fault(
		    call->fault, ERR_VALIDATION_FAILED, "This is no calendar.");
	return r->items.is_cut
		   ? fault(call->fault, ERR_VALIDATION_FAILED,
			 "The calendar has too much in it: %d events and %d "
			 "lines are the most.",
			 ICAL_ITEMS_MAX, APP_CALENDAR_LINES_MAX)
		   : ERR_OK;
}

enum err
api_calendar_import(struct call *call, const struct api_calendar_import_in *in)
{
	struct run r = { .import = { .call = call, .group = in->group_id } };
	enum err err = hold(&r);

	if (!err)
		err = read_calendar(&r, in->body);
	if (!err)
		err = in->dry_run ? take_dry(&r) : take_all(&r);
	return err ? err : reply(&r);
}
