/*
 * api.c, first part: the tables that check/ walks. What belongs to one value
 * only (its words, its pattern, its items) is a compound literal in place.
 */
#include "gen/contract.h"

#include <string.h>

#include "base/str.h"
#include "gen/contract_c.h"

#include "base/banned.h"

static void
put_words(struct buf *out, struct json_object *words)
{
	buf_str(out, ",\n\t    .words = (const char *const[]){ ");
	for (size_t i = 0; i < json_object_array_length(words); i++) {
		struct json_object *v = json_object_array_get_idx(words, i);

		if (!v)
			continue; /* null is is_nullable */
		contract_c_string(out, json_object_get_string(v));
		buf_str(out, ", ");
	}
	buf_str(out, "NULL }");
}

/* The list, and the words of it that are allowed here. */
static void
put_word(struct contract *c, struct buf *out, const struct contract_value *v)
{
	const char *prefix = contract_list_prefix(c), *name = v->list->name;

	buf_printf(out, ", .list = &%s%s_words", prefix, name);
	if (v->words == v->list->words)
		buf_printf(out, ", .words = %s%s_texts + 1", prefix, name);
	else
		put_words(out, v->words);
}

static const char *
format_name(const char *format)
{
	static const char *const names[][2] = { { "email", "CHECK_EMAIL" },
		{ "uri", "CHECK_URI" }, { "date", "CHECK_DATE" },
		{ "time", "CHECK_TIME_OF_DAY" },
		{ "timezone", "CHECK_TIMEZONE" }, { "name", "CHECK_NAME" },
		{ "prose", "CHECK_PROSE" }, { "code", "CHECK_CODE" },
		{ "phone", "CHECK_PHONE" }, { "language", "CHECK_LANGUAGE" },
		{ "position", "CHECK_POSITION" } };
	size_t i = 0;

	while (!str_eq(names[i][0], format))
		i++;
	return names[i][1];
}

static void
put_text(struct buf *out, const struct contract_value *v)
{
	buf_printf(out, ", .min = %jd, .max = %jd", (intmax_t)v->min,
	    (intmax_t)v->max);
	if (v->takes_digits)
		buf_str(out, ", .takes_digits = true");
	if (v->format)
		buf_printf(out, ", .format = %s", format_name(v->format));
	if (v->pattern) {
		buf_str(out, ",\n\t    .pattern = &(struct check_pattern){"
			     " .text = ");
		contract_c_string(out, v->pattern);
		buf_str(out, " }");
	}
	if (v->words)
		put_words(out, v->words);
}

static void
put_value(struct contract *c, struct buf *out, const struct contract_value *v)
{
	static const char *const kinds[] = { [KIND_TEXT] = "TEXT",
		[KIND_INT] = "INT",
		[KIND_REAL] = "REAL",
		[KIND_BOOL] = "BOOL",
		[KIND_TIME] = "TIME",
		[KIND_UUID] = "UUID",
		[KIND_WORD] = "WORD",
		[KIND_OBJECT] = "OBJECT",
		[KIND_ARRAY] = "ARRAY",
		[KIND_JSON] = "JSON" };

	buf_printf(out, "{ .kind = CHECK_%s", kinds[v->kind]);
	if (v->is_nullable)
		buf_str(out, ", .is_nullable = true");
	if (v->kind == KIND_TEXT)
		put_text(out, v);
	if (v->kind == KIND_WORD)
		put_word(c, out, v);
	if (v->kind == KIND_INT || v->kind == KIND_ARRAY)
		buf_printf(out, ", .min = %jd, .max = %jd", (intmax_t)v->min,
		    (intmax_t)v->max);
	if (v->kind == KIND_REAL)
		buf_printf(out, ", .real_min = %.17g, .real_max = %.17g",
		    v->real_min, v->real_max);
	if (v->kind == KIND_OBJECT)
		buf_printf(out, ", .object = &%s_object", v->object->name);
	if (v->kind == KIND_ARRAY) {
		if (v->is_unique)
			buf_str(out, ", .is_unique = true");
		buf_str(out, ",\n\t    .items = &(const struct check_value)");
		put_value(c, out, v->items);
	}
	buf_str(out, " }");
}

static void
put_initial(struct contract *c, struct buf *out, const struct contract_value *v)
{
	buf_str(out, ".has_initial = true, ");
	switch (v->kind) {
	case KIND_INT:
	case KIND_BOOL:
		buf_printf(out, ".initial_int = %jd,\n\t  ",
		    (intmax_t)json_object_get_int64(v->initial));
		break;
	case KIND_REAL:
		buf_printf(out, ".initial_real = %.17g,\n\t  ",
		    json_object_get_double(v->initial));
		break;
	case KIND_WORD:
		buf_printf(out, ".initial_int = %s,\n\t  ",
		    contract_list_enumerator(
			c, v->list, json_object_get_string(v->initial)));
		break;
	default:
		buf_str(out, ".initial_text = ");
		contract_c_string(out, json_object_get_string(v->initial));
		buf_str(out, ",\n\t  ");
	}
}

static void
put_field(struct contract *c, struct buf *out, const char *structure,
    bool has_has, const struct contract_member *m)
{
	const char *p = c->prefix;

	buf_printf(out,
	    "\t{ .name = \"%s\",\n\t  .offset = offsetof(struct"
	    " %s_%s, %s),\n\t  ",
	    m->sent ? m->sent : m->name, p, structure, m->name);
	if (has_has)
		buf_printf(out, ".has = offsetof(struct %s_%s, has.%s),\n\t  ",
		    p, structure, m->name);
	else
		buf_str(out, ".has = CHECK_NO_HAS,\n\t  ");
	if (m->is_required)
		buf_str(out, ".is_required = true,\n\t  ");
	if (contract_c_is_optional(m))
		buf_str(out, ".is_optional = true,\n\t  ");
	if (m->value.initial)
		put_initial(c, out, &m->value);
	buf_str(out, ".value = ");
	put_value(c, out, &m->value);
	buf_str(out, " },\n");
}

/* static const struct check_field <name>[] of members; none when n is 0. */
static void
put_fields(struct contract *c, struct buf *out, const char *name,
    const char *structure, bool has_has, const struct contract_member *members,
    size_t n)
{
	if (!n)
		return;
	buf_printf(out, "\nstatic const struct check_field %s[] = {\n", name);
	for (size_t i = 0; i < n; i++)
		put_field(c, out, structure, has_has, &members[i]);
	buf_str(out, "};\n");
}

static void
put_any_of(struct buf *out, struct json_object *any)
{
	buf_str(out, "\t.any_of = (const char *const *const[]){\n");
	for (size_t i = 0; i < json_object_array_length(any); i++) {
		struct json_object *names;

		json_object_object_get_ex(
		    json_object_array_get_idx(any, i), "required", &names);
		buf_str(out, "\t\t(const char *const[]){ ");
		for (size_t k = 0; k < json_object_array_length(names); k++)
			buf_printf(out, "\"%s\", ",
			    json_object_get_string(
				json_object_array_get_idx(names, k)));
		buf_str(out, "NULL },\n");
	}
	buf_str(out, "\t\tNULL },\n");
}

static void
put_shape(struct contract *c, struct buf *out, const struct contract_shape *s)
{
	put_fields(c, out, arena_printf(&c->arena, "%s_fields", s->name),
	    s->name, true, s->members, s->n_members);
	buf_printf(out,
	    "\nstatic const struct check_object %s_object = {\n"
	    "\t.fields = %s_fields,\n\t.n_fields = %zu,\n"
	    "\t.size = sizeof(struct %s_%s),\n",
	    s->name, s->name, s->n_members, c->prefix, s->name);
	if (s->any_of)
		put_any_of(out, s->any_of);
	buf_str(out, "};\n");
}

static void
put_raw(struct buf *out, const struct contract_operation *op)
{
	buf_printf(out,
	    "\nstatic const struct check_raw %s_raw = {\n"
	    "\t.media = (const char *const[]){ ",
	    op->id);
	json_object_object_foreach(op->raw->content, type, media)
	{
		(void)media;
		contract_c_string(out, type);
		buf_str(out, ", ");
	}
	buf_printf(out,
	    "NULL },\n\t.max = %zu, .is_file = %s, .is_piece = %s,\n"
	    "\t.is_picture = %s, .is_required = %s,\n};\n",
	    op->raw->max, op->raw->is_file ? "true" : "false",
	    op->raw->is_piece ? "true" : "false",
	    op->raw->is_picture ? "true" : "false",
	    op->is_body_required ? "true" : "false");
}

/* The one of its functions that the table calls what. */
static void
put_function(struct contract *c, struct buf *out,
    const struct contract_operation *op, const char *what, const char *suffix)
{
	buf_printf(out,
	    "\nstatic enum err\n%s_%s(struct call *call, const"
	    " void *in)\n{\n\treturn %s_%s%s(call, in);\n}\n",
	    what, op->id, c->prefix, op->id, suffix);
}

static void
put_input(
    struct contract *c, struct buf *out, const struct contract_operation *op)
{
	const char *in = arena_printf(&c->arena, "%s_in", op->id);

	put_fields(c, out, arena_printf(&c->arena, "%s_path", op->id), in,
	    false, op->params, op->n_params);
	put_fields(c, out, arena_printf(&c->arena, "%s_query", op->id), in,
	    false, op->query, op->n_query);
	put_fields(c, out, arena_printf(&c->arena, "%s_header", op->id), in,
	    false, op->headers, op->n_headers);
	if (op->raw)
		put_raw(out, op);
	put_function(c, out, op, "call", "");
	if (op->raw && op->raw->is_file)
		put_function(c, out, op, "ask", "_ask");
}

void
contract_write_tables(struct contract *c, struct buf *out)
{
	buf_printf(out,
	    "/*\n * The contract as tables. Generated by"
	    " src/gen/contract.c; do not edit.\n */\n#include \"%s.h\"\n\n"
	    "#include <stddef.h>\n\n#include \"api/operation.h\"\n",
	    c->prefix);
	for (struct contract_shape *s = c->shapes; s; s = s->next)
		put_shape(c, out, s);
	for (size_t i = 0; i < c->n_operations; i++)
		put_input(c, out, &c->operations[i]);
}
