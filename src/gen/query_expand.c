/*
 * Chooses the sections of an engine and inserts fragments. An argument is
 * expanded where it is written, before it goes into the fragment, so that it
 * may hold other fragments and the parameters of the one around it.
 */
#include "gen/query_expand.h"

#include <string.h>

#include "base/str.h"
#include "gen/name.h"
#include "gen/query_field.h"
#include "gen/sql.h"

#include "base/banned.h"

enum { SQL_MAX = 64 * 1024, MARKS_MAX = 512 };

struct expander {
	struct gen_query_set *set;
	const struct gen_query *query;
	enum gen_engine engine;
	struct gen_query_text *out;
};

/* What stands between "{{" and "}}". */
struct insertion {
	struct gen_place at;
	const char *name;
	const char *arguments[GEN_PARAMETERS_MAX];
	size_t n;
	const struct gen_query_fragment *fragment;
};

static size_t
word_len(const char *s)
{
	size_t len = 0;

	while (gen_sql_is_word(s[len]))
		len++;
	return len;
}

static const char *
skip_blanks(const char *s)
{
	return s + strspn(s, " \t");
}

/* "a, b", ":a, :b", or "a = :a, b = :b" of a list of fields. */
static void
put_columns(struct buf *out, const char *name, const char *alias)
{
	buf_printf(out, "%s%s%s", alias, *alias ? "." : "", name);
}

static void
put_values(struct buf *out, const char *name, const char *alias)
{
	(void)alias;
	buf_printf(out, ":%s", name);
}

static void
put_sets(struct buf *out, const char *name, const char *alias)
{
	(void)alias;
	buf_printf(out, "%s = :%s", name, name);
}

static const struct list {
	const char *name;
	size_t n_arguments; /* at most: a fragment of fields, an alias */
	void (*put)(struct buf *out, const char *name, const char *alias);
} lists[] = {
	{ "columns", 2, put_columns },
	{ "values", 1, put_values },
	{ "sets", 1, put_sets },
};

static const struct list *
find_list(const char *name)
{
	for (size_t i = 0; i < N_OF(lists); i++)
		if (str_eq(lists[i].name, name))
			return &lists[i];
	return NULL;
}

/* The parameter that the word at s names, or NULL. */
static struct gen_query_parameter *
find_parameter(struct gen_query_fragment *f, const char *s, size_t len)
{
	for (size_t i = 0; f && i < f->n_parameters; i++)
		if (strlen(f->parameters[i].name) == len &&
		    strncmp(f->parameters[i].name, s, len) == 0)
			return &f->parameters[i];
	return NULL;
}

static bool
add_parameter(struct arena *a, struct gen_query_fragment *f, const char *text)
{
	size_t len = word_len(text);

	if (f->n_parameters == GEN_PARAMETERS_MAX)
		return false;
	if (find_parameter(f, text, len))
		return false;
	text = arena_strndup(a, text, len);
	f->parameters[f->n_parameters++] = (struct gen_query_parameter){
		.name = text
	};
	return gen_name_is_plain(text);
}

bool
gen_query_fragment_head(
    struct arena *a, const char *text, struct gen_query_fragment *f)
{
	f->name = arena_strndup(a, text, word_len(text));
	text += word_len(text);
	while (*(text = skip_blanks(text))) {
		if (f->n_parameters > 0) {
			if (*text != ',')
				return false;
			text = skip_blanks(text + 1);
		}
		if (!add_parameter(a, f, text))
			return false;
		text += word_len(text);
	}
	return gen_name_is_plain(f->name) && !find_list(f->name);
}

bool
gen_query_check_parameters(struct gen_query_set *set, struct gen_place at,
    struct gen_query_fragment *f, const char *line)
{
	size_t len;

	for (const char *s = line; *s; s += len) {
		struct gen_query_parameter *p;
		size_t word;

		gen_sql_token(s, &len);
		if (*s != '{')
			continue;
		len = s[1] == '{' ? 2 : 1;
		if (len == 2)
			continue;
		word = word_len(s + 1);
		p = find_parameter(f, s + 1, word);
		if (!p || s[1 + word] != '}')
			return gen_error_set(&set->error, at,
			    "{%.*s} is not a parameter of %s%s", (int)word,
			    s + 1, f ? "the fragment " : "a query",
			    f ? f->name : "");
		p->is_used = true;
	}
	return true;
}

static void
mark(struct expander *x, struct gen_place at)
{
	struct gen_query_text *out = x->out;

	if (out->marks && out->n_marks < MARKS_MAX)
		out->marks[out->n_marks++] = (struct gen_query_mark){
			out->text.len, at
		}; /* beyond, only messages lose precision */
}

struct gen_place
gen_query_text_place(const struct gen_query_text *text, size_t offset)
{
	struct gen_place at = text->marks[0].at;

	for (size_t i = 1; i < text->n_marks && text->marks[i].offset <= offset;
	     i++)
		at = text->marks[i].at;
	return at;
}

/* To a comma, or a brace that closes, outside of parentheses, braces and
 * quotes. */
static size_t
argument_len(const char *s)
{
	size_t i = 0, len, depth = 0;

	for (; s[i]; i += len) {
		gen_sql_token(s + i, &len);
		if (s[i] == '(' || s[i] == '{')
			depth++;
		else if (depth == 0 && (s[i] == ',' || s[i] == '}'))
			break;
		else if (s[i] == ')' || s[i] == '}')
			depth -= depth > 0;
	}
	while (i && (s[i - 1] == ' ' || s[i - 1] == '\t'))
		i--;
	return i;
}

static bool
read_arguments(struct expander *x, struct insertion *in, const char **text)
{
	const char *s = skip_blanks(*text);

	while (*s && *s != '}') {
		size_t len = argument_len(s);

		if (len == 0 || in->n == GEN_PARAMETERS_MAX)
			return gen_error_set(&x->set->error, in->at,
			    len ? "more than %d arguments"
				: "an argument is empty",
			    GEN_PARAMETERS_MAX);
		in->arguments[in->n++] = arena_strndup(x->set->arena, s, len);
		s = skip_blanks(s + len);
		if (*s == ',')
			s = skip_blanks(s + 1);
	}
	*text = s;
	return true;
}

/* Reads from behind "{{" to behind "}}". */
static bool
read_insertion(struct expander *x, struct insertion *in, const char **text)
{
	size_t len = word_len(*text);

	in->name = arena_strndup(x->set->arena, *text, len);
	*text += len;
	if (!read_arguments(x, in, text))
		return false;
	if (strncmp(*text, "}}", 2) != 0)
		return gen_error_set(
		    &x->set->error, in->at, "\"{{\" without \"}}\"");
	*text += 2;
	return true;
}

static bool expand_text(struct expander *x, const struct insertion *within,
    struct gen_place at, const char *text);
static bool expand_body(struct expander *x, const struct insertion *within,
    const struct gen_query_body *body);

/* Makes each argument the text that it means. */
static bool
expand_arguments(
    struct expander *x, const struct insertion *within, struct insertion *in)
{
	struct gen_query_text piece = { .marks = NULL };
	struct expander inner = { x->set, x->query, x->engine, &piece };
	bool ok = true;

	for (size_t i = 0; ok && i < in->n; i++) {
		buf_init(&piece.text, SQL_MAX);
		ok = expand_text(&inner, within, in->at, in->arguments[i]);
		if (ok && piece.text.failed)
			ok = gen_error_set(
			    &x->set->error, in->at, "the argument is too long");
		if (ok)
			in->arguments[i] = arena_strdup(
			    x->set->arena, buf_text(&piece.text));
		buf_release(&piece.text);
	}
	return ok;
}

static bool
insert(struct expander *x, const struct insertion *in,
    struct gen_query_fragment *f)
{
	bool ok;

	if (f->is_broken)
		return false; /* was complained about */
	if (in->n != f->n_parameters)
		return gen_error_set(&x->set->error, in->at,
		    "the fragment \"%s\" takes %zu arguments, not %zu (see "
		    "%s:%d)",
		    f->name, f->n_parameters, in->n, f->at.file, f->at.line);
	if (f->is_open)
		return gen_error_set(&x->set->error, in->at,
		    "the fragment \"%s\" inserts itself", f->name);
	f->is_open = f->is_used = true;
	ok = expand_body(x, in, &f->body);
	f->is_open = false;
	return ok;
}

/* Writes a list, of the fields of a fragment or of what the query takes. */
static bool
insert_list(
    struct expander *x, const struct insertion *in, const struct list *list)
{
	struct gen_query_fields fields = { .n = 0 };
	const char *alias = in->n > 1 ? in->arguments[1] : "";

	if (in->n > list->n_arguments)
		return gen_error_set(&x->set->error, in->at,
		    "{{%s}} takes at most %zu arguments", list->name,
		    list->n_arguments);
	if (in->n == 0)
		fields = x->query->in;
	else if (!gen_query_fields_add(x->set, in->at, &fields,
		     arena_printf(x->set->arena, "{{%s}}", in->arguments[0]),
		     false))
		return false;
	if (fields.n == 0)
		return gen_error_set(&x->set->error, in->at,
		    "{{%s}} of a query without inputs", list->name);
	for (size_t i = 0; i < fields.n; i++) {
		buf_str(&x->out->text, i ? ", " : "");
		list->put(&x->out->text, fields.v[i].name, alias);
	}
	return true;
}

/* From "{{" on; moves *text behind "}}". */
static bool
expand_insertion(struct expander *x, const struct insertion *within,
    struct gen_place at, const char **text)
{
	struct insertion in = { .at = at };
	struct gen_query_fragment *f;

	const struct list *list;

	*text += 2;
	if (!read_insertion(x, &in, text) || !expand_arguments(x, within, &in))
		return false;
	list = find_list(in.name);
	if (list)
		return insert_list(x, &in, list);
	f = gen_query_fragment_find(x->set, at.file, in.name);
	if (!f)
		return gen_error_set(&x->set->error, at,
		    "unknown fragment \"%s\": there is none in this file, nor "
		    "in common.sql",
		    in.name);
	in.fragment = f;
	return insert(x, &in, f);
}

/* From "{" on: a parameter, which was looked at when the line was read. */
static void
expand_parameter(
    struct expander *x, const struct insertion *within, const char **text)
{
	const struct gen_query_fragment *f = within->fragment;
	size_t len = word_len(*text + 1), i = 0;

	while (strlen(f->parameters[i].name) != len ||
	       strncmp(f->parameters[i].name, *text + 1, len) != 0)
		i++;
	mark(x, within->at);
	buf_str(&x->out->text, within->arguments[i]);
	*text += len + 2;
}

static bool
expand_text(struct expander *x, const struct insertion *within,
    struct gen_place at, const char *text)
{
	size_t len;

	mark(x, at);
	while (*text) {
		if (*text != '{') {
			gen_sql_token(text, &len);
			buf_put(&x->out->text, text, len);
			text += len;
			continue;
		}
		if (text[1] != '{')
			expand_parameter(x, within, &text);
		else if (!expand_insertion(x, within, at, &text))
			return false;
		mark(x, at);
	}
	return true;
}

static bool
expand_body(struct expander *x, const struct insertion *within,
    const struct gen_query_body *body)
{
	bool is_first = true;

	for (const struct gen_query_line *l = body->first; l; l = l->next) {
		if (!(l->engines & 1u << x->engine))
			continue;
		if (!is_first)
			buf_char(&x->out->text, '\n');
		is_first = false;
		if (!expand_text(x, within, l->at, l->text))
			return false;
	}
	return true;
}

bool
gen_query_expand(struct gen_query_set *set, const struct gen_query *q,
    enum gen_engine engine, struct gen_query_text *out)
{
	struct expander x = { set, q, engine, out };

	buf_init(&out->text, SQL_MAX);
	out->marks = arena_array(set->arena, MARKS_MAX, sizeof(*out->marks));
	out->n_marks = 0;
	mark(&x, q->at);
	return expand_body(&x, NULL, &q->body);
}
