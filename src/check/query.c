/*
 * Query strings. A field that is given twice counts once, the first time,
 * unless it is an array; a comma means nothing; unknown fields are ignored.
 */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "check/walk.h"

#include "base/banned.h"

struct pair {
	const char *name;
	const char *value; /* NULL: not percent-encoded UTF-8 */
};

struct pairs {
	struct pair *v;
	size_t n;
};

static const char *
decode(struct arena *arena, const char *s, size_t len)
{
	char *out = arena_alloc(arena, len + 1);
	size_t out_len;

	if (!str_percent_decode(s, len, true, out, &out_len) ||
	    !str_is_utf8(out, out_len))
		return NULL;
	return out;
}

static struct pairs
split(struct arena *arena, const char *query)
{
	struct pairs pairs = { .n = 0 };
	size_t max = 1;

	for (const char *p = query; *p; p++)
		max += *p == '&';
	pairs.v = arena_array(arena, max, sizeof(*pairs.v));
	while (*query) {
		size_t len = strcspn(query, "&");
		size_t name_len = strcspn(query, "=&");
		size_t skip = name_len < len ? name_len + 1 : len;
		const char *name = decode(arena, query, name_len);

		if (name && *name)
			pairs.v[pairs.n++] = (struct pair){ name,
				decode(arena, query + skip, len - skip) };
		query += len + (query[len] == '&');
	}
	return pairs;
}

/* The next value of the field from *i on; false when there is none. */
static bool
next_value(
    const struct pairs *pairs, const char *name, size_t *i, const char **value)
{
	for (; *i < pairs->n; (*i)++) {
		if (!str_eq(pairs->v[*i].name, name))
			continue;
		*value = pairs->v[(*i)++].value;
		return true;
	}
	return false;
}

static bool
read_int(struct check_walk *w, const struct check_value *v, const char *s,
    int64_t *n)
{
	if (str_to_whole(s, n))
		return check_value_int(w, v, *n);
	return check_walk_fail(w, "type", "Must be an integer.");
}

static bool
read_real(
    struct check_walk *w, const struct check_value *v, const char *s, double *n)
{
	char *end;

	*n = 0;
	/* strtod takes more than decimal numbers do: spaces, hex, nan */
	if (*s && strspn(s, "0123456789+-.eE") == strlen(s)) {
		*n = strtod(s, &end);
		if (!*end)
			return check_value_real(w, v, *n);
	}
	return check_walk_fail(w, "type", "Must be a number.");
}

/* A '+' before the offset that the client did not encode is a space by now. */
static bool
read_time(struct check_walk *w, const char *s, int64_t *us)
{
	size_t len = strlen(s);
	char *mended;

	if (len < 20 || s[len - 6] != ' ')
		return check_value_time(w, s, us);
	mended = arena_strdup(w->arena, s);
	mended[len - 6] = '+';
	return check_value_time(w, mended, us);
}

void
check_query_value(
    struct check_walk *w, const struct check_field *f, const char *s, char *out)
{
	const struct check_value *v = &f->value;
	struct uuid u;
	double real;
	int64_t n;

	switch (v->kind) {
	case CHECK_INT:
		if (read_int(w, v, s, &n))
			check_store_int(f, out, n);
		break;
	case CHECK_REAL:
		if (read_real(w, v, s, &real))
			check_store_real(f, out, real);
		break;
	case CHECK_BOOL:
		if (str_eq(s, "true") || str_eq(s, "false"))
			check_store_bool(f, out, str_eq(s, "true"));
		else
			check_walk_fail(w, "type", "Must be true or false.");
		break;
	case CHECK_TIME:
		if (read_time(w, s, &n))
			check_store_time(f, out, n);
		break;
	case CHECK_UUID:
		if (check_value_uuid(w, s, &u))
			check_store_uuid(f, out, u);
		break;
	case CHECK_WORD:
		if (check_value_text(w, v, &s))
			check_store_word(
			    f, out, word_find(v->list, s, strlen(s)));
		break;
	default:
		if (check_value_text(w, v, &s))
			check_store_text(f, out, s);
	}
}

static bool
fail_encoding(struct check_walk *w)
{
	return check_walk_fail(w, "format", "Must be percent-encoded UTF-8.");
}

/* One item of a repeated field, into slot i. */
static void
read_item(struct check_walk *w, const struct check_value *item, const char *s,
    void *items, size_t i)
{
	if (!s)
		fail_encoding(w);
	else if (item->kind == CHECK_INT)
		(void)read_int(w, item, s, (int64_t *)items + i);
	else if (item->kind == CHECK_UUID)
		(void)check_value_uuid(w, s, (struct uuid *)items + i);
	else if (check_value_text(w, item, &s))
		((const char **)items)[i] = s;
}

static void
read_array(struct check_walk *w, const struct check_field *f,
    const struct pairs *pairs, char *out)
{
	unsigned before = w->n_faults;
	size_t n = 0, at = 0;
	const char *s;
	void *items;

	while (next_value(pairs, f->name, &at, &s))
		n++;
	if (n == 0 && !f->is_required)
		return;
	if (!check_value_count(w, &f->value, n))
		return;
	items = arena_array(w->arena, n, sizeof(struct uuid));
	at = 0;
	for (size_t i = 0; next_value(pairs, f->name, &at, &s); i++)
		read_item(w, f->value.items, s, items, i);
	if (w->n_faults == before && check_value_items(w, &f->value, items, n))
		check_store_array(f, out, items, n);
}

static void
read_field(struct check_walk *w, const struct check_field *f,
    const struct pairs *pairs, char *out)
{
	const char *s;
	size_t at = 0;

	if (f->value.kind == CHECK_ARRAY) {
		read_array(w, f, pairs, out);
		return;
	}
	if (!next_value(pairs, f->name, &at, &s)) {
		if (f->is_required)
			check_walk_fail(w, "required", "Is required.");
		check_store_initial(f, out);
		return;
	}
	if (s)
		check_query_value(w, f, s, out);
	else
		fail_encoding(w);
}

void
check_query_fields(struct check_walk *w, const struct check_field *fields,
    size_t n, const char *query, char *out)
{
	struct pairs pairs = split(w->arena, query);

	for (size_t i = 0; i < n; i++) {
		size_t up = check_walk_down(w, "?%s", fields[i].name);

		read_field(w, &fields[i], &pairs, out);
		check_walk_up(w, up);
	}
}
