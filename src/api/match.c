/*
 * With whom the caller is matched.
 */
#include <string.h>

#include "api/cursor.h"
#include "api/match.h"
#include "api/reply.h"
#include "generated/api.h"
#include "json/ids.h"

#include "base/banned.h"

/* Of those who suit best some may not be shown: so many more are looked at, so
 * many at once at the most, and so many times. */
enum { MORE = 32, AT_ONCE = 256, ROUNDS = 16 };

typedef struct q_match_people_row person_row;

const char *
api_match_ids(
    struct arena *arena, const struct app_match_found *found, size_t n)
{
	return JSON_IDS(arena, found, id.v, n);
}

static const person_row *
row_of(const person_row *rows, size_t n, struct user_id id)
{
	for (size_t i = 0; i < n; i++)
		if (uuid_eq(rows[i].id.v, id.v))
			return &rows[i];
	return NULL;
}

static enum err
add_shown(struct call *call, const struct app_match_search *search,
    const struct app_match_found *found, size_t n, struct api_match_page *page,
    size_t wanted)
{
	person_row *rows;
	size_t n_rows;
	enum err err = q_match_people(call->db, .viewer = call->user,
	    .clusters = search->clusters,
	    .ids = api_match_ids(call->arena, found, n), &rows, &n_rows);

	for (size_t i = 0; !err && i < n && page->n < wanted; i++) {
		const person_row *row = row_of(rows, n_rows, found[i].id);

		if (!row)
			continue;
		page->people[page->n] = row;
		page->v[page->n++] = found[i];
	}
	return err;
}

enum err
api_match_fill(struct call *call, const struct app_match_search *search,
    const struct app_match_found *after, struct api_match_page *page,
    size_t wanted)
{
	struct app_match_found *found = arena_array(
	    call->arena, AT_ONCE, sizeof(*found));
	size_t most = wanted + MORE < AT_ONCE ? wanted + MORE : AT_ONCE;
	enum err err = ERR_OK;

	page->is_cut = true;
	for (int i = 0; !err && i < ROUNDS && page->n < wanted && page->is_cut;
	     i++) {
		size_t n = app_match_search_next(search, after, found, most);

		page->is_cut = n == most;
		if (!n)
			break;
		page->last = found[n - 1];
		after = &page->last;
		err = add_shown(call, search, found, n, page, wanted);
	}
	return err;
}

/* A score is a part of where a page ended, bit for bit. */
static struct db_keys
keys_of(const struct app_match_found *found)
{
	struct db_keys keys = { .id = found->id.v };

	memcpy(&keys.number, &found->score, sizeof(keys.number));
	return keys;
}

static enum err
read_cursor(
    struct call *call, const char *cursor, struct app_match_found *after)
{
	struct db_keys keys = { 0 };
	enum err err = api_cursor_read(call, cursor, &keys);

	after->id = (struct user_id){ keys.id };
	memcpy(&after->score, &keys.number, sizeof(after->score));
	return err;
}

void
api_match_write_person(struct json_writer *w, const person_row *p)
{
	json_open(w, '{');
	json_key(w, "id");
	json_write_uuid(w, p->id.v);
	json_member_text(w, "first_name", p->first_name);
	json_member_text(w, "last_name", p->last_name);
	json_member_text(w, "name", p->name);
	json_member_text(w, "image_url", p->image_url);
	json_member_text(w, "bio", p->bio);
	json_key(w, "tags");
	json_write_raw(w, p->tags, strlen(p->tags));
	json_close(w, '}');
}

static void
write_match(struct json_writer *w, const struct app_match_found *found,
    const person_row *person, const struct api_match_reasons *reasons)
{
	json_open(w, '{');
	json_key(w, "user");
	api_match_write_person(w, person);
	api_match_write_part(w, "score", found->score);
	json_key(w, "parts");
	json_open(w, '{');
	api_match_write_part(w, "interests", found->parts.interests);
	api_match_write_part(w, "free_time", found->parts.free_time);
	api_match_write_part(w, "groups", found->parts.groups);
	json_close(w, '}');
	json_key(w, "reasons");
	api_match_write_reasons(w, &found, 1, reasons);
	json_close(w, '}');
}

static enum err
reply(struct call *call, const struct app_match_search *search,
    const struct api_match_page *page, size_t limit)
{
	size_t n = page->n < limit ? page->n : limit;
	struct api_match_reasons reasons = { 0 };
	enum err err = api_match_read_reasons(
	    call, search, api_match_ids(call->arena, page->v, n), &reasons);
	struct json_writer w;
	struct db_keys last;

	if (err)
		return err;
	w = reply_json(call);
	json_open(&w, '[');
	for (size_t i = 0; i < n; i++)
		write_match(&w, &page->v[i], page->people[i], &reasons);
	json_close(&w, ']');
	if (page->n > limit || page->is_cut) {
		last = keys_of(page->n > limit ? &page->v[n - 1] : &page->last);
		reply_next(call, &last);
	}
	return ERR_OK;
}

enum err
api_match_user_list(struct call *call, const struct api_match_user_list_in *in)
{
	struct api_match_page *page = arena_new(
	    call->arena, struct api_match_page);
	struct app_match_found after;
	struct app_match_search search;
	enum err err = read_cursor(call, in->cursor, &after);

	if (!err)
		err = app_match_search(call, in->cluster_id, &search);
	if (!err)
		err = api_match_fill(call, &search, in->cursor ? &after : NULL,
		    page, (size_t)in->limit + 1);
	return err ? err : reply(call, &search, page, (size_t)in->limit);
}

enum err
api_match_dismissal_put(
    struct call *call, const struct api_match_dismissal_put_in *in)
{
	struct q_match_other_row other;
	enum err err = q_match_other(
	    call->db, .id = in->user_id, .viewer = call->user, &other);

	if (!err)
		err = q_match_dismissal_put(call->db, .viewer = call->user,
		    .other = other.id, .now = call->now_us, NULL);
	return err ? err : reply_none(call);
}

enum err
api_match_dismissal_remove(
    struct call *call, const struct api_match_dismissal_remove_in *in)
{
	struct q_match_other_row other;
	enum err err = q_match_other(
	    call->db, .id = in->user_id, .viewer = call->user, &other);

	if (!err)
		err = q_match_dismissal_remove(
		    call->db, .viewer = call->user, .other = other.id, NULL);
	return err ? err : reply_none(call);
}
