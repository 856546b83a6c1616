/*
 * A page begins after a row, which is known by the columns that the list is
 * ordered by. They travel in a cursor, which has room for one number (or time),
 * one id and one text.
 */
#include "gen/query_page.h"

#include <string.h>

#include "base/str.h"
#include "gen/query_field.h"

#include "base/banned.h"

static bool
find_column(const struct gen_query_fields *out, const char *name, size_t *i)
{
	for (*i = 0; *i < out->n; ++*i)
		if (str_eq(out->v[*i].name, name))
			return true;
	return false;
}

/* Which of the three a column takes in a cursor; 0: it cannot stand there. */
static char
room_of(const struct gen_query_field *field)
{
	const char *type = field->type->type;

	if (field->nullable)
		return 0;
	if (str_eq(type, "DB_TIME") || str_eq(type, "DB_INT"))
		return 'n';
	if (str_eq(type, "DB_UUID"))
		return 'u';
	return str_eq(type, "DB_TEXT") ? 't' : 0;
}

static bool
add_key(struct gen_query_set *set, struct gen_query *q, const char *name,
    char rooms[GEN_KEYS_MAX])
{
	struct gen_query_page *page = &q->page;
	const struct gen_query_field *field;
	size_t column;

	if (!find_column(&q->out, name, &column))
		return gen_error_set(&set->error, page->at,
		    "\"%s\" is not a column of \"out:\"", name);
	field = &q->out.v[column];
	if (!room_of(field))
		return gen_error_set(&set->error, page->at,
		    "\"%s\" cannot order pages: want a time, int, id or text "
		    "that is never NULL",
		    name);
	for (size_t i = 0; i < page->n; i++)
		if (rooms[i] == room_of(field))
			return gen_error_set(&set->error, page->at,
			    "a cursor holds one time or int, one id, one text");
	rooms[page->n] = room_of(field);
	page->keys[page->n++] = column;
	return true;
}

/* An input for each key, "after_id user_id". */
static bool
add_inputs(struct gen_query_set *set, struct gen_query *q, const char *prefix)
{
	for (size_t i = 0; i < q->page.n; i++) {
		const struct gen_query_field *field =
		    &q->out.v[q->page.keys[i]];
		const char *input = arena_printf(set->arena, "%s_%s %s", prefix,
		    field->member, field->type->word);

		if (!gen_query_fields_add(
			set, q->page.at, &q->in, input, false))
			return false;
	}
	return true;
}

bool
gen_query_page_add(struct gen_query_set *set, struct gen_query *q)
{
	char rooms[GEN_KEYS_MAX], *save;
	char *copy = arena_strdup(set->arena, q->page.text);
	bool is_unique = false;

	if (q->kind != GEN_QUERY_MANY)
		return gen_error_set(
		    &set->error, q->page.at, "only a :many has pages");
	for (const char *name = strtok_r(copy, ", \t", &save); name;
	     name = strtok_r(NULL, ", \t", &save)) {
		if (str_eq(name, "unique") && !*save)
			is_unique = true;
		else if (str_eq(name, "desc") &&
			 (!*save || str_eq(save, "unique")))
			q->page.is_descending = true;
		else if (str_eq(name, "since") && !*save)
			q->page.has_since = true;
		else if (!add_key(set, q, name, rooms))
			return false;
	}
	if (q->page.n == 0)
		return gen_error_set(&set->error, q->page.at,
		    "want \"-- page: column, column [desc] [unique]\"");
	if (rooms[q->page.n - 1] != 'u' && !is_unique)
		return gen_error_set(&set->error, q->page.at,
		    "of rows that are alike in \"%s\" a page may skip some: "
		    "let an id come last, or say \"unique\" if none are alike",
		    q->page.text);
	if (q->page.is_descending && memchr(rooms, 't', q->page.n))
		return gen_error_set(&set->error, q->page.at,
		    "no text comes last, where descending pages begin");
	q->page.n_inputs = q->page.n * (q->page.has_since ? 2 : 1) + 1;
	return add_inputs(set, q, "after") &&
	       (!q->page.has_since || add_inputs(set, q, "since")) &&
	       gen_query_fields_add(
		   set, q->page.at, &q->in, "limit int", false);
}
