/*
 * api.h: what handlers see. One struct for each object that clients send, one
 * for the input of each operation, one prototype for each handler.
 */
#include "gen/contract.h"

#include <ctype.h>
#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "gen/contract_c.h"
#include "gen/id.h"

#include "base/banned.h"

bool
contract_c_is_optional(const struct contract_member *m)
{
	switch (m->value.kind) {
	case KIND_INT:
	case KIND_REAL:
	case KIND_BOOL:
	case KIND_TIME:
		return m->value.is_nullable ||
		       !(m->is_required || m->value.initial);
	default:
		return false; /* NULL, nil or empty says it */
	}
}

void
contract_c_string(struct buf *out, const char *s)
{
	buf_char(out, '"');
	for (; *s; s++) {
		unsigned char u = (unsigned char)*s;

		if (u == '"' || u == '\\' || u == '?')
			buf_printf(out, "\\%c", u);
		else if (u < 0x20 || u >= 0x7f)
			buf_printf(out, "\\%03o", u);
		else
			buf_char(out, (char)u);
	}
	buf_char(out, '"');
}

const char *
contract_c_upper(struct contract *c, const char *s)
{
	char *out = arena_strdup(&c->arena, s);

	for (char *p = out; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	return out;
}

/* A comment of wrapped words; what closes a comment is broken up. */
static void
put_comment(struct buf *out, const char *text)
{
	size_t column = 2;

	buf_str(out, "/*");
	while (*text) {
		size_t len = strcspn(text, " \t\r\n");

		if (column + len + 1 > 76) {
			buf_str(out, "\n *");
			column = 2;
		}
		buf_char(out, ' ');
		for (size_t i = 0; i < len; i++) {
			buf_char(out, text[i]);
			if (text[i] == '*' && text[i + 1] == '/')
				buf_char(out, ' ');
			if (text[i] == '/' && text[i + 1] == '*')
				buf_char(out, ' ');
		}
		column += len + 1;
		text += len;
		text += strspn(text, " \t\r\n");
	}
	buf_str(out, " */\n");
}

static void
put_array(struct contract *c, struct buf *out, const struct contract_member *m)
{
	const struct contract_value *items = m->value.items;

	if (items->kind == KIND_OBJECT)
		buf_printf(out,
		    "\tstruct {\n\t\tconst struct %s_%s *v;\n"
		    "\t\tsize_t n;\n\t} %s;\n",
		    c->prefix, items->object->name, m->name);
	else
		buf_printf(out, "\tstruct check_%s %s;\n",
		    items->kind == KIND_TEXT  ? "texts"
		    : items->kind == KIND_INT ? "ints"
					      : "uuids",
		    m->name);
}

static void
put_member(struct contract *c, struct buf *out, const struct contract_member *m)
{
	static const struct {
		const char *plain, *optional;
	} types[] = {
		[KIND_INT] = { "int64_t", "struct opt_int" },
		[KIND_REAL] = { "double", "struct opt_real" },
		[KIND_BOOL] = { "bool", "struct opt_bool" },
		[KIND_TIME] = { "int64_t", "struct opt_time" },
	};

	switch (m->value.kind) {
	case KIND_TEXT:
		buf_printf(out, "\tconst char *%s;\n", m->name);
		break;
	case KIND_WORD:
		buf_printf(out, "\tenum %s%s %s;\n", contract_list_prefix(c),
		    m->value.list->name, m->name);
		break;
	case KIND_UUID:
		buf_printf(out, "\tstruct %s%s %s;\n",
		    m->value.id_kind ? m->value.id_kind : "uuid",
		    m->value.id_kind ? "_id" : "", m->name);
		break;
	case KIND_OBJECT:
		buf_printf(out, "\tconst struct %s_%s *%s;\n", c->prefix,
		    m->value.object->name, m->name);
		break;
	case KIND_ARRAY:
		put_array(c, out, m);
		break;
	case KIND_JSON:
		buf_printf(out, "\tconst struct json_value *%s;\n", m->name);
		break;
	default:
		buf_printf(out, "\t%s %s;\n",
		    contract_c_is_optional(m) ? types[m->value.kind].optional
					      : types[m->value.kind].plain,
		    m->name);
	}
}

static void
put_shape(struct contract *c, struct buf *out, const struct contract_shape *s)
{
	buf_char(out, '\n');
	if (s->description)
		put_comment(out, s->description);
	buf_printf(out, "struct %s_%s {\n", c->prefix, s->name);
	for (size_t i = 0; i < s->n_members; i++)
		put_member(c, out, &s->members[i]);
	buf_str(out, "\tstruct {\n");
	for (size_t i = 0; i < s->n_members; i++)
		buf_printf(out, "\t\tbool %s;\n", s->members[i].name);
	buf_str(out, "\t} has;\n};\n");
}

/* Whether the member is one value, and kept: what a macro can copy. */
static bool
is_plain(const struct contract_member *m)
{
	return m->value.kind < KIND_OBJECT && !m->value.is_write_only;
}

static void
put_members_macro(
    struct contract *c, struct buf *out, const struct contract_shape *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_members; i++) {
		if (!is_plain(&s->members[i]))
			continue;
		if (n++ == 0)
			buf_printf(out,
			    "\n/* X(member) for each that is one value. */\n"
			    "#define %s_%s_MEMBERS(X)",
			    contract_c_upper(c, c->prefix),
			    contract_c_upper(c, s->name));
		buf_printf(out, " \\\n\tX(%s)", s->members[i].name);
	}
	if (n)
		buf_char(out, '\n');
}

static void
put_operation(
    struct contract *c, struct buf *out, const struct contract_operation *op)
{
	const char *p = c->prefix;

	buf_printf(out, "\nstruct %s_%s_in {\n", p, op->id);
	for (size_t i = 0; i < op->n_params; i++)
		put_member(c, out, &op->params[i]);
	for (size_t i = 0; i < op->n_query; i++)
		put_member(c, out, &op->query[i]);
	for (size_t i = 0; i < op->n_headers; i++)
		put_member(c, out, &op->headers[i]);
	if (op->body)
		buf_printf(out, "\tstruct %s_%s body;\n", p, op->body->name);
	if (op->raw)
		buf_printf(out, "\tstruct %s body;\n",
		    op->raw->is_file ? "check_file" : "bytes");
	if (op->body && !op->is_body_required)
		buf_str(out, "\tbool has_body;\n");
	if (!op->body && !op->raw && !op->n_params && !op->n_query &&
	    !op->n_headers)
		buf_str(out, "\tchar nothing;\n");
	buf_str(out, "};\n\n");
	put_comment(
	    out, arena_printf(&c->arena, "%s %s: %s",
		     contract_c_upper(c, op->method), op->path, op->summary));
	buf_printf(out,
	    "enum err %s_%s(struct call *call,\n"
	    "    const struct %s_%s_in *in);\n",
	    p, op->id, p, op->id);
	if (op->raw && op->raw->is_file)
		buf_printf(out,
		    "/* Whether the caller may send that body, before it "
		    "comes. */\n"
		    "enum err %s_%s_ask(struct call *call,\n"
		    "    const struct %s_%s_in *in);\n",
		    p, op->id, p, op->id);
}

static bool
has_id(const struct contract_member *members, size_t n, const char *kind)
{
	for (size_t i = 0; i < n; i++)
		if (members[i].value.id_kind &&
		    str_eq(members[i].value.id_kind, kind))
			return true;
	return false;
}

static bool
uses_id(const struct contract *c, const char *kind)
{
	for (const struct contract_shape *s = c->shapes; s; s = s->next)
		if (has_id(s->members, s->n_members, kind))
			return true;
	for (size_t i = 0; i < c->n_operations; i++) {
		const struct contract_operation *o = &c->operations[i];

		if (has_id(o->params, o->n_params, kind) ||
		    has_id(o->query, o->n_query, kind))
			return true;
	}
	return false;
}

static void
put_id_headers(const struct contract *c, struct buf *out)
{
	static const char *const kinds[] = {
#define KIND_NAME(kind) #kind,
		GEN_ID_KINDS(KIND_NAME)
#undef KIND_NAME
	};

	for (size_t i = 0; i < N_OF(kinds); i++)
		if (uses_id(c, kinds[i]))
			buf_printf(
			    out, "#include \"generated/id/%s.h\"\n", kinds[i]);
}

void
contract_write_header(struct contract *c, struct buf *out)
{
	const char *p = c->prefix, *upper = contract_c_upper(c, p);
	const char *directory = str_eq(p, "api") ? "generated/" : "";

	buf_printf(out,
	    "/*\n * Inputs and handlers of every operation."
	    " Generated from the contract by\n * src/gen/contract.c; do not"
	    " edit.\n */\n#ifndef GENERATED_%s_H\n#define GENERATED_%s_H\n\n"
	    "#include <stdbool.h>\n#include <stddef.h>\n#include <stdint.h>\n\n"
	    "#include \"base/err.h\"\n#include \"base/opt.h\"\n"
	    "#include \"base/uuid.h\"\n#include \"check/check.h\"\n",
	    upper, upper);
	put_id_headers(c, out);
	buf_printf(out, "#include \"%s%swords.h\"\n\nstruct call;\n", directory,
	    contract_list_prefix(c));
	for (struct contract_shape *s = c->shapes; s; s = s->next) {
		put_shape(c, out, s);
		put_members_macro(c, out, s);
	}
	for (size_t i = 0; i < c->n_operations; i++)
		put_operation(c, out, &c->operations[i]);
	buf_printf(out,
	    "\n/* The whole contract as OpenAPI 3.1, as it is"
	    " served. */\nextern const char %s_openapi_json[];\n"
	    "extern const size_t %s_openapi_json_len;\n\n#endif\n",
	    p, p);
}
