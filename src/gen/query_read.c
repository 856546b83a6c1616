/*
 * Splits a file of named queries into headers and bodies. What a body means
 * is for query_body.c, since fragments may stand in a later file.
 */
#include "gen/query.h"

#include <string.h>

#include "base/str.h"
#include "gen/name.h"
#include "gen/query_expand.h"
#include "gen/query_field.h"
#include "gen/query_page.h"
#include "gen/sql.h"

#include "base/banned.h"

enum { DOC_MAX = 4096 };

/* Where in a file the reader is. */
struct reader {
	struct gen_query_set *set;
	struct gen_place at;
	struct gen_query *query; /* the one being read, or ... */
	struct gen_query_fragment *fragment;
	struct gen_query_body *body;   /* of either */
	struct gen_query_fields *list; /* "in:" or "out:" going on */
	bool in_header;
	bool skips;	/* what is left of a query with a mistake */
	bool has_clock; /* of the whole file */
	struct gen_section section;
};

void
gen_query_set_init(struct gen_query_set *set, struct arena *arena)
{
	*set = (struct gen_query_set){ .arena = arena };
	set->end = &set->first;
	set->end_of_files = &set->files;
	set->end_of_mistakes = &set->mistakes;
}

void
gen_query_note(struct gen_query_set *set)
{
	struct gen_query_mistake *m;

	for (m = set->mistakes; m && !str_eq(m->text, set->error.text);
	     m = m->next)
		;
	if (!m && set->error.text[0]) {
		m = arena_new(set->arena, struct gen_query_mistake);
		m->text = arena_strdup(set->arena, set->error.text);
		*set->end_of_mistakes = m;
		set->end_of_mistakes = &m->next;
	}
	set->error.text[0] = '\0';
}

/* Keeps the name of the file; returns it as it is known from now on. */
static const char *
add_file(struct gen_query_set *set, const char *path)
{
	struct gen_query_file *f = arena_new(set->arena, struct gen_query_file);
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	f->path = arena_strdup(set->arena, path);
	f->noun = arena_strndup(set->arena, name, strcspn(name, "."));
	*set->end_of_files = f;
	set->end_of_files = &f->next;
	return f->path;
}

static bool
wrong(struct reader *r, const char *message)
{
	return gen_error_set(&r->set->error, r->at, "%s", message);
}

/* What a query needs once its header and body are complete. */
static bool
finish(struct reader *r)
{
	struct gen_query *q = r->query;
	struct gen_query_fragment *f = r->fragment;
	struct gen_error *e = &r->set->error;

	if (r->body && !gen_section_check(&r->section, e))
		return false;
	if (r->body && !r->body->first)
		return gen_error_set(e, q ? q->at : f->at, "there is no SQL");
	for (size_t i = 0; f && i < f->n_parameters; i++)
		if (!f->parameters[i].is_used)
			return gen_error_set(e, f->at,
			    "the fragment %s does not use its parameter \"%s\"",
			    f->name, f->parameters[i].name);
	if (q && q->doc.len == 0)
		return gen_error_set(e, q->at,
		    "%s has no line that says what it is for", q->name);
	if (q && q->kind != GEN_QUERY_EXEC && q->out.n == 0)
		return gen_error_set(e, q->at, "%s has no \"out:\"", q->name);
	if (q && q->kind == GEN_QUERY_EXEC && q->out.n > 0)
		return gen_error_set(
		    e, q->at, "%s is :exec and cannot have \"out:\"", q->name);
	return !q || !q->page.text || gen_query_page_add(r->set, q);
}

/* Goes on with the next query or fragment, so that each mistake of a file is
 * told, and none that only follows from another. */
static void
give_up(struct reader *r)
{
	if (r->query)
		r->query->is_broken = true;
	if (r->fragment)
		r->fragment->is_broken = true;
	r->skips = true;
	gen_query_note(r->set);
}

/* Ends the query or fragment before the line. */
static void
end(struct reader *r)
{
	if (!r->skips && !finish(r))
		give_up(r);
	r->skips = false;
	r->query = NULL;
	r->fragment = NULL;
	r->body = NULL;
}

static void
begin_body(struct reader *r, struct gen_query_body *body)
{
	body->end = &body->first;
	r->body = body;
	r->section = (struct gen_section){ .engines = GEN_ALL_ENGINES };
	r->list = NULL;
}

static bool
begin_query(struct reader *r, const char *rest)
{
	static const char *const kinds[] = { ":one", ":many", ":exec" };
	struct gen_query_set *set = r->set;
	struct gen_query *q = arena_new(set->arena, struct gen_query);
	char *save, *copy = arena_strdup(set->arena, rest);
	const char *name = strtok_r(copy, " \t", &save);
	const char *kind = name ? strtok_r(NULL, " \t", &save) : NULL;

	if (!kind || strtok_r(NULL, " \t", &save) || !gen_name_is_plain(name))
		return wrong(r, "want \"-- name: some_name :one|:many|:exec\"");
	while (q->kind < N_OF(kinds) && !str_eq(kind, kinds[q->kind]))
		q->kind++;
	if (q->kind == N_OF(kinds))
		return wrong(r, "the kind is :one, :many or :exec");
	for (const struct gen_query *o = set->first; o; o = o->next)
		if (str_eq(o->name, name))
			return gen_error_set(&set->error, r->at,
			    "%s is defined at %s:%d already", name, o->at.file,
			    o->at.line);
	if (set->n++ == GEN_QUERIES_MAX)
		return wrong(r, "too many queries");
	q->name = name;
	q->at = r->at;
	q->has_clock = r->has_clock;
	buf_init(&q->doc, DOC_MAX);
	*set->end = q;
	set->end = &q->next;
	r->query = q;
	r->in_header = true;
	begin_body(r, &q->body);
	return true;
}

static bool
begin_fragment(struct reader *r, const char *rest)
{
	struct gen_query_set *set = r->set;
	struct gen_query_fragment *f = arena_new(
	    set->arena, struct gen_query_fragment);

	f->at = r->at;
	f->next = set->fragments;
	set->fragments = f;
	r->fragment = f;
	r->in_header = false;
	begin_body(r, &f->body);
	if (!gen_query_fragment_head(set->arena, rest, f))
		return wrong(r, "want \"-- fragment: some_name a, b\"");
	for (const struct gen_query_fragment *o = f->next; o; o = o->next)
		if (str_eq(o->name, f->name) && str_eq(o->at.file, r->at.file))
			return gen_error_set(&set->error, r->at,
			    "the fragment is at line %d already", o->at.line);
	return true;
}

/* If text begins with "word:", what follows without leading blanks. */
static const char *
after(const char *text, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(text, word, len) != 0 || text[len] != ':')
		return NULL;
	text += len + 1;
	return text + strspn(text, " \t");
}

static bool
read_list(struct reader *r, struct gen_query_fields *list, const char *text)
{
	r->list = list;
	return gen_query_fields_add(
	    r->set, r->at, list, text, list == &r->query->out);
}

/* A comment between "-- name:" and the SQL. */
static bool
read_header(struct reader *r, const char *text)
{
	struct gen_query *q = r->query;
	const char *rest;

	if ((rest = after(text, "in")) || (rest = after(text, "out"))) {
		struct gen_query_fields *list = text[0] == 'i' ? &q->in
							       : &q->out;

		if (list->n)
			return wrong(r, "the list is there twice");
		return read_list(r, list, rest);
	}
	if ((rest = after(text, "page"))) {
		r->list = NULL;
		q->page = (struct gen_query_page){ .at = r->at,
			.text = arena_strdup(r->set->arena, rest) };
		return true;
	}
	if (r->list)
		return read_list(r, r->list, text);
	if (strstr(text, "*/"))
		return wrong(r, "a description cannot hold \"*/\"");
	buf_printf(&q->doc, " * %s\n", text);
	return true;
}

/* "-- clock: database", of one query or, at the head of a file, of all. */
static bool
read_clock(struct reader *r, const char *rest)
{
	if (!str_eq(rest, "database"))
		return wrong(r, "want \"-- clock: database\"");
	if (r->query)
		r->query->has_clock = true;
	else
		r->has_clock = true;
	r->list = NULL;
	return true;
}

/* A line that begins with "--"; text is what follows. */
static bool
read_comment(struct reader *r, const char *text)
{
	const char *rest;

	if ((rest = after(text, "name"))) {
		end(r);
		return begin_query(r, rest);
	}
	if ((rest = after(text, "fragment"))) {
		end(r);
		return begin_fragment(r, rest);
	}
	if (r->skips)
		return true;
	if ((r->in_header || !r->body) && (rest = after(text, "clock")))
		return read_clock(r, rest);
	if (text[0] == '@') {
		r->in_header = false;
		if (!r->body)
			return wrong(r, "a section outside of a query");
		return gen_section_switch(
		    &r->section, r->at, text + 1, &r->set->error);
	}
	return r->in_header && text[0] ? read_header(r, text) : true;
}

/* Where the comment at the end of a line of SQL begins, or its end. */
static bool
find_comment(struct reader *r, const char *line, size_t *len)
{
	size_t n, i = 0;

	for (; line[i]; i += n) {
		switch (gen_sql_token(line + i, &n)) {
		case GEN_SQL_UNTERMINATED:
			return wrong(
			    r, "a quote or comment must end in its line");
		case GEN_SQL_COMMENT:
			if (line[i] == '/')
				return wrong(r, "comments begin with --");
			if (line[i + 2 + strspn(line + i + 2, " \t")] == '@')
				return wrong(r, GEN_SECTION_NOT_ALONE);
			*len = i;
			return true;
		default:
			break;
		}
	}
	*len = i;
	return true;
}

static bool
read_sql(struct reader *r, const char *line)
{
	struct gen_query_line *l;
	size_t len = 0;

	r->in_header = false;
	if (!r->body)
		return wrong(r, "SQL before the first \"-- name:\"");
	if (!find_comment(r, line, &len))
		return false;
	while (len && strchr(" \t\r", line[len - 1]))
		len--;
	if (len == 0)
		return true;
	line = arena_strndup(r->set->arena, line, len);
	if (!gen_query_check_parameters(r->set, r->at, r->fragment, line))
		return false;
	l = arena_new(r->set->arena, struct gen_query_line);
	l->at = r->at;
	l->engines = r->section.engines;
	l->text = line;
	*r->body->end = l;
	r->body->end = &l->next;
	return true;
}

static bool
read_line(struct reader *r, char *line)
{
	size_t len = strlen(line);

	while (len && strchr(" \t\r", line[len - 1]))
		line[--len] = '\0';
	line += strspn(line, " \t");
	if (strncmp(line, "--", 2) == 0)
		return read_comment(r, line + 2 + strspn(line + 2, " \t"));
	return !*line || r->skips || read_sql(r, line);
}

bool
gen_query_read(struct gen_query_set *set, const char *file, const char *text)
{
	struct reader r = { .set = set, .at = { .file = add_file(set, file) } };
	char *line = arena_strdup(set->arena, text), *next;

	for (; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		r.at.line++;
		if (!read_line(&r, line))
			give_up(&r);
	}
	end(&r);
	return !set->mistakes;
}
