/*
 * Nothing is merged in memory: the members of the result are written as they
 * are found, each from the values that say something of it.
 */
#include "json/merge.h"

#include "base/bug.h"

#include "base/banned.h"

/* What is said of one value, the first first. */
struct layers {
	const struct json_value *v[JSON_MERGE_MAX];
	size_t n;
	bool has_base; /* the first is no patch: a null in it is a value */
};

/* Members of the layer i of some that are objects. */
struct members {
	struct json_writer *w;
	const struct layers *of;
	size_t i;
};

static void write_value(struct json_writer *w, const struct json_value *v);

static bool
write_member(void *ctx, const char *name, const struct json_value *value)
{
	struct json_writer *w = ctx;

	json_key(w, name);
	write_value(w, value);
	return true;
}

static void
write_value(struct json_writer *w, const struct json_value *v)
{
	const char *text;
	size_t len;

	switch (json_type(v)) {
	case JSON_NULL:
		json_write_null(w);
		break;
	case JSON_BOOL:
		json_write_bool(w, json_bool(v));
		break;
	case JSON_INT:
		json_write_int(w, json_int(v));
		break;
	case JSON_REAL:
		json_write_real(w, json_real(v));
		break;
	case JSON_TEXT:
		text = json_text(v, &len);
		json_write_text_n(w, text, len);
		break;
	case JSON_ARRAY:
		json_open(w, '[');
		for (size_t i = 0; i < json_array_len(v); i++)
			write_value(w, json_array_at(v, i));
		json_close(w, ']');
		break;
	case JSON_OBJECT:
		json_open(w, '{');
		json_each_member(v, write_member, w);
		json_close(w, '}');
		break;
	}
}

/* What the layers say of a member. */
static struct layers
said_of(const struct layers *of, const char *name)
{
	struct layers said = { 0 };

	for (size_t i = 0; i < of->n; i++) {
		const struct json_value *v = json_member(of->v[i], name);

		if (v && said.n == 0)
			said.has_base = of->has_base && i == 0;
		if (v)
			said.v[said.n++] = v;
	}
	return said;
}

static bool
is_taken_away(const struct layers *said)
{
	return json_type(said->v[said->n - 1]) == JSON_NULL &&
	       !(said->has_base && said->n == 1);
}

static void write_layers(struct json_writer *w, const struct layers *of);

/* A member that no layer before has. */
static bool
write_merged_member(void *ctx, const char *name, const struct json_value *value)
{
	const struct members *m = ctx;
	struct layers said;

	(void)value;
	for (size_t i = 0; i < m->i; i++)
		if (json_member(m->of->v[i], name))
			return true;
	said = said_of(m->of, name);
	if (is_taken_away(&said))
		return true;
	json_key(m->w, name);
	write_layers(m->w, &said);
	return true;
}

/* Behind the last that is no object, which ends what was said before. */
static struct layers
objects_of(const struct layers *of)
{
	struct layers objects = { .has_base = of->has_base };
	size_t first = of->n;

	while (first && json_type(of->v[first - 1]) == JSON_OBJECT)
		first--;
	if (first)
		objects.has_base = false;
	for (size_t i = first; i < of->n; i++)
		objects.v[objects.n++] = of->v[i];
	return objects;
}

static void
write_layers(struct json_writer *w, const struct layers *of)
{
	struct layers objects = objects_of(of);

	if (objects.n == 0) {
		write_value(w, of->v[of->n - 1]);
		return;
	}
	json_open(w, '{');
	for (size_t i = 0; i < objects.n; i++)
		json_each_member(objects.v[i], write_merged_member,
		    &(struct members){ w, &objects, i });
	json_close(w, '}');
}

void
json_write_merged(
    struct json_writer *w, const struct json_value *const *values, size_t n)
{
	struct layers all = { .n = n, .has_base = true };

	bug_if(n == 0 || n > JSON_MERGE_MAX);
	for (size_t i = 0; i < n; i++)
		all.v[i] = values[i];
	write_layers(w, &all);
}
