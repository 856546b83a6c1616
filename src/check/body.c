/*
 * The walk over a JSON body. It never stops at a fault: the next member may
 * have another.
 */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "check/walk.h"
#include "json/read.h"

#include "base/banned.h"

static bool
fail_type(struct check_walk *w, const char *wanted, const struct json_value *v)
{
	return check_walk_fail(w, "type", "Must be %s, not %s.", wanted,
	    json_type_name(json_type(v)));
}

/* The text of v, or NULL after a complaint. */
static const char *
text_of(struct check_walk *w, const struct check_value *value,
    const struct json_value *v)
{
	enum json_type type = json_type(v);

	if (type == JSON_TEXT)
		return json_text(v, NULL);
	if (value->takes_digits && (type == JSON_INT || type == JSON_REAL))
		return json_digits(v);
	fail_type(
	    w, value->takes_digits ? "a string or a number" : "a string", v);
	return NULL;
}

static const void *
walk_object(struct check_walk *w, const struct check_object *o,
    const struct json_value *v)
{
	char *out;

	if (json_type(v) != JSON_OBJECT) {
		fail_type(w, "an object", v);
		return NULL;
	}
	out = arena_alloc(w->arena, o->size);
	check_body_object(w, o, v, out);
	return out;
}

/* 10.0 and 1e1 are integers too (JSON Schema 2020-12, 6.1.1). */
static bool
read_int(struct check_walk *w, const struct check_value *value,
    const struct json_value *v, int64_t *n)
{
	if (json_whole(v, n))
		return check_value_int(w, value, *n);
	return fail_type(w, "an integer", v);
}

/* One item of an array of texts, integers or ids, into slot i. */
static void
walk_item(struct check_walk *w, const struct check_value *item,
    const struct json_value *v, void *items, size_t i)
{
	const char *s;

	if (item->kind == CHECK_INT) {
		(void)read_int(w, item, v, (int64_t *)items + i);
		return;
	}
	s = text_of(w, item, v);
	if (!s)
		return;
	if (item->kind == CHECK_UUID) {
		(void)check_value_uuid(w, s, (struct uuid *)items + i);
		return;
	}
	if (check_value_text(w, item, &s))
		((const char **)items)[i] = s;
}

static size_t
item_size(const struct check_value *item)
{
	switch (item->kind) {
	case CHECK_INT:
		return sizeof(int64_t);
	case CHECK_UUID:
		return sizeof(struct uuid);
	case CHECK_OBJECT:
		return item->object->size;
	default:
		return sizeof(const char *);
	}
}

static void
walk_items(struct check_walk *w, const struct check_value *item,
    const struct json_value *v, char *items, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct json_value *one = json_array_at(v, i);
		size_t up = check_walk_down(w, "/%zu", i);

		if (item->kind != CHECK_OBJECT)
			walk_item(w, item, one, items, i);
		else if (json_type(one) != JSON_OBJECT)
			fail_type(w, "an object", one);
		else
			check_body_object(w, item->object, one,
			    items + i * item->object->size);
		check_walk_up(w, up);
	}
}

static void
walk_array(struct check_walk *w, const struct check_field *f,
    const struct json_value *v, char *out)
{
	unsigned before = w->n_faults;
	bool is_merge_patch = w->is_merge_patch;
	void *items;
	size_t n;

	if (json_type(v) != JSON_ARRAY) {
		fail_type(w, "an array", v);
		return;
	}
	n = json_array_len(v);
	if (!check_value_count(w, &f->value, n))
		return;
	items = arena_array(w->arena, n, item_size(f->value.items));
	/* a patch replaces an array as a whole (RFC 7396) */
	w->is_merge_patch = false;
	walk_items(w, f->value.items, v, items, n);
	w->is_merge_patch = is_merge_patch;
	if (w->n_faults == before && check_value_items(w, &f->value, items, n))
		check_store_array(f, out, items, n);
}

static void
walk_number(struct check_walk *w, const struct check_field *f,
    const struct json_value *v, char *out)
{
	enum json_type type = json_type(v);
	int64_t n;

	if (f->value.kind == CHECK_INT) {
		if (read_int(w, &f->value, v, &n))
			check_store_int(f, out, n);
		return;
	}
	if (type != JSON_INT && type != JSON_REAL)
		fail_type(w, "a number", v);
	else if (check_value_real(w, &f->value, json_real(v)))
		check_store_real(f, out, json_real(v));
}

/* Texts, and what is written as one. */
static void
walk_text(struct check_walk *w, const struct check_field *f,
    const struct json_value *v, char *out)
{
	const char *s = text_of(w, &f->value, v);
	struct uuid u;
	int64_t us;

	if (!s)
		return;
	if (f->value.kind == CHECK_TIME) {
		if (check_value_time(w, s, &us))
			check_store_time(f, out, us);
	} else if (f->value.kind == CHECK_UUID) {
		if (check_value_uuid(w, s, &u))
			check_store_uuid(f, out, u);
	} else if (check_value_text(w, &f->value, &s)) {
		if (f->value.kind == CHECK_WORD)
			check_store_word(
			    f, out, word_find(f->value.list, s, strlen(s)));
		else
			check_store_text(f, out, s);
	}
}

static void
walk_value(struct check_walk *w, const struct check_field *f,
    const struct json_value *v, char *out)
{
	switch (f->value.kind) {
	case CHECK_INT:
	case CHECK_REAL:
		walk_number(w, f, v, out);
		break;
	case CHECK_BOOL:
		if (json_type(v) != JSON_BOOL)
			fail_type(w, "true or false", v);
		else
			check_store_bool(f, out, json_bool(v));
		break;
	case CHECK_ARRAY:
		walk_array(w, f, v, out);
		break;
	case CHECK_OBJECT:
		check_store_object(f, out, walk_object(w, f->value.object, v));
		break;
	case CHECK_JSON:
		if (json_type(v) != JSON_OBJECT)
			fail_type(w, "an object", v);
		else
			check_store_object(f, out, v);
		break;
	default:
		walk_text(w, f, v, out);
	}
}

static void
walk_null(struct check_walk *w, const struct check_field *f, char *out)
{
	if (f->value.is_nullable)
		return;
	if (w->is_merge_patch && !f->is_required)
		check_store_initial(f, out); /* back to what it was made
						with */
	else
		check_walk_fail(w, "null", "Must not be null.");
}

static void
walk_member(struct check_walk *w, const struct check_field *f,
    const struct json_value *v, char *out)
{
	if (!v) {
		if (w->is_merge_patch)
			return;
		if (f->is_required)
			check_walk_fail(w, "required", "Is required.");
		check_store_initial(f, out);
		return;
	}
	*(bool *)(out + f->has) = true;
	if (json_type(v) == JSON_NULL)
		walk_null(w, f, out);
	else
		walk_value(w, f, v, out);
}

static bool
has_all(const struct json_value *v, const char *const *names)
{
	for (; *names; names++) {
		const struct json_value *m = json_member(v, *names);

		if (!m || json_type(m) == JSON_NULL)
			return false;
	}
	return true;
}

/* "Needs token, or email and code." */
static void
fail_any_of(struct check_walk *w, const char *const *const *any)
{
	char text[FAULT_TEXT] = "";
	size_t len = 0;

	for (size_t i = 0; any[i]; i++)
		for (size_t k = 0; any[i][k] && len < sizeof(text); k++)
			len += (size_t)snprintf(text + len, sizeof(text) - len,
			    "%s%s",
			    k	? " and "
			    : i ? ", or "
				: "",
			    any[i][k]);
	check_walk_fail(w, "required", "Needs %s.", text);
}

void
check_body_object(struct check_walk *w, const struct check_object *o,
    const struct json_value *v, char *out)
{
	const char *const *const *any = o->any_of;

	for (size_t i = 0; i < o->n_fields; i++) {
		const struct check_field *f = &o->fields[i];
		size_t up = check_walk_down(w, "/%s", f->name);

		walk_member(w, f, json_member(v, f->name), out);
		check_walk_up(w, up);
	}
	if (!any || w->is_merge_patch)
		return;
	while (*any && !has_all(v, *any))
		any++;
	if (!*any)
		fail_any_of(w, o->any_of);
}
