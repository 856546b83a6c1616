/*
 * With whom the caller is matched.
 */
#include <math.h>
#include <string.h>

#include "api/cursor.h"
#include "api/list.h"
#include "api/match.h"
#include "api/reply.h"
#include "generated/api.h"

#include "base/banned.h"

/* Of those who suit best some may not be shown: so many more are looked at, and
 * so many at once at the most. */
enum { MORE = 32, AT_ONCE = 256 };

typedef struct q_match_people_row person_row;

/* Those who may be shown, in their order. */
struct page {
	struct app_match_found v[API_MATCH_PAGE_MAX];
	const person_row *people[API_MATCH_PAGE_MAX];
	size_t n;
};

static const char *
ids_of(struct arena *arena, const struct app_match_found *found, size_t n)
{
	struct uuid *ids = arena_array(arena, n, sizeof(*ids));

	for (size_t i = 0; i < n; i++)
		ids[i] = found[i].id.v;
	return api_list_uuids(arena, (struct check_uuids){ ids, n });
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
    const struct app_match_found *found, size_t n, struct page *page,
    size_t wanted)
{
	person_row *rows;
	size_t n_rows;
	enum err err = q_match_people(call->db, .viewer = call->user,
	    .clusters = search->clusters, .ids = ids_of(call->arena, found, n),
	    &rows, &n_rows);

	for (size_t i = 0; !err && i < n && page->n < wanted; i++) {
		const person_row *row = row_of(rows, n_rows, found[i].id);

		if (!row)
			continue;
		page->people[page->n] = row;
		page->v[page->n++] = found[i];
	}
	return err;
}

/* Until there are as many as wanted, or nobody is left. */
static enum err
fill(struct call *call, const struct app_match_search *search,
    const struct app_match_found *after, struct page *page, size_t wanted)
{
	struct app_match_found *found = arena_array(
	    call->arena, AT_ONCE, sizeof(*found));
	size_t most = wanted + MORE < AT_ONCE ? wanted + MORE : AT_ONCE, n;
	struct app_match_found last;
	enum err err;

	do {
		n = app_match_search_next(search, after, found, most);
		err = n ? add_shown(call, search, found, n, page, wanted)
			: ERR_OK;
		if (n)
			last = found[n - 1];
		after = &last;
	} while (!err && page->n < wanted && n == most);
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

static void
write_rounded(struct json_writer *w, const char *key, double v)
{
	json_key(w, key);
	json_write_real(w, round(v * 10000) / 10000);
}

static void
write_text(struct json_writer *w, const char *key, const char *text)
{
	json_key(w, key);
	if (text)
		json_write_text(w, text);
	else
		json_write_null(w);
}

static void
write_person(struct json_writer *w, const person_row *p)
{
	json_open(w, '{');
	json_key(w, "id");
	json_write_uuid(w, p->id.v);
	write_text(w, "first_name", p->first_name);
	write_text(w, "last_name", p->last_name);
	write_text(w, "name", p->name);
	write_text(w, "image_url", p->image_url);
	write_text(w, "bio", p->bio);
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
	write_person(w, person);
	write_rounded(w, "score", found->score);
	json_key(w, "parts");
	json_open(w, '{');
	write_rounded(w, "interests", found->parts.interests);
	write_rounded(w, "free_time", found->parts.free_time);
	write_rounded(w, "groups", found->parts.groups);
	json_close(w, '}');
	json_key(w, "reasons");
	api_match_write_reasons(w, found, reasons);
	json_close(w, '}');
}

static enum err
reply(struct call *call, const struct app_match_search *search,
    const struct page *page, size_t limit)
{
	size_t n = page->n < limit ? page->n : limit;
	struct api_match_reasons reasons = { 0 };
	enum err err = api_match_read_reasons(
	    call, search, ids_of(call->arena, page->v, n), &reasons);
	struct json_writer w;
	struct db_keys last;

	if (err)
		return err;
	w = reply_json(call);
	json_open(&w, '[');
	for (size_t i = 0; i < n; i++)
		write_match(&w, &page->v[i], page->people[i], &reasons);
	json_close(&w, ']');
	if (page->n > limit) {
		last = keys_of(&page->v[n - 1]);
		reply_next(call, &last);
	}
	return ERR_OK;
}

enum err
api_match_user_list(struct call *call, const struct api_match_user_list_in *in)
{
	struct page *page = arena_new(call->arena, struct page);
	struct app_match_found after;
	struct app_match_search search;
	enum err err = read_cursor(call, in->cursor, &after);

	if (!err)
		err = app_match_search(call, in->cluster_id, &search);
	if (!err)
		err = fill(call, &search, in->cursor ? &after : NULL, page,
		    (size_t)in->limit + 1);
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
