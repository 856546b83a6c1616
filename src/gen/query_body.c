/*
 * From the lines of a query to the text that each engine gets: parameters
 * numbered, and what may not stand in a query refused.
 */
#include "gen/query.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "gen/query_expand.h"
#include "gen/query_order.h"
#include "gen/sql.h"

#include "base/banned.h"

enum { SQL_MAX = 64 * 1024, STATEMENTS_MAX = 3 };

struct compiler {
	struct gen_query_set *set;
	struct gen_query *query;
	enum gen_engine engine;
	struct gen_query_text expanded;
	struct buf out;
	const char *previous; /* word before the current one, lower case */
	int n_conditions;     /* statements before the last one */
};

/* Words that ask the engine for the time, or for an id of its making. */
static const char *const clock_words[] = { "now", "now_us", "current_timestamp",
	"current_date", "current_time", "localtime", "localtimestamp",
	"clock_timestamp", "statement_timestamp", "transaction_timestamp",
	"timeofday", "unixepoch", "julianday", "datetime", "strftime",
	"gen_random_uuid", "uuid_generate_v4", "randomblob" };

static struct gen_place
place_of(const struct compiler *c, size_t offset)
{
	return gen_query_text_place(&c->expanded, offset);
}

static bool
is_common(const char *file)
{
	const char *slash = strrchr(file, '/');

	return str_eq(slash ? slash + 1 : file, "common.sql");
}

struct gen_query_fragment *
gen_query_fragment_find(
    const struct gen_query_set *set, const char *file, const char *name)
{
	struct gen_query_fragment *f, *common = NULL;

	for (f = set->fragments; f; f = f->next) {
		if (!str_eq(f->name, name))
			continue;
		if (str_eq(f->at.file, file))
			return f;
		if (is_common(f->at.file))
			common = f;
	}
	return common;
}

/* The parameter named at s (after the colon). */
static bool
put_parameter(struct compiler *c, size_t offset, const char *s, size_t len)
{
	struct gen_query_fields *in = &c->query->in;

	for (size_t i = 0; i < in->n; i++) {
		if (strlen(in->v[i].name) == len &&
		    strncmp(in->v[i].name, s, len) == 0) {
			in->v[i].is_used = true;
			buf_printf(&c->out, "%c%zu",
			    c->engine == GEN_SQLITE ? '?' : '$', i + 1);
			return true;
		}
	}
	return gen_error_set(&c->set->error, place_of(c, offset),
	    ":%.*s is not in \"in:\" of %s (%s:%d)", (int)len, s,
	    c->query->name, c->query->at.file, c->query->at.line);
}

static bool
check_word(struct compiler *c, size_t offset, const char *s, size_t len)
{
	char *word = arena_strndup(c->set->arena, s, len);
	const char *before = c->previous;

	str_lower(word);
	c->previous = word;
	if (str_eq(before, "for") || str_eq(before, "key"))
		c->query->is_locking |= str_eq(word, "update") ||
					str_eq(word, "share");
	else if (str_eq(word, "insert") || str_eq(word, "update") ||
		 str_eq(word, "delete"))
		c->query->is_write = true;
	for (size_t i = 0; i < N_OF(clock_words); i++)
		if (!c->query->has_clock && str_eq(word, clock_words[i]))
			return gen_error_set(&c->set->error,
			    place_of(c, offset),
			    "%s: pass the value as a parameter (leases of jobs "
			    "say \"-- clock: database\")",
			    word);
	return true;
}

/* Between two statements: each is a condition of the next one, which
 * PostgreSQL says with WITH. */
static bool
put_semicolon(struct compiler *c, size_t *i)
{
	if (c->engine != GEN_SQLITE)
		return gen_error_set(
		    &c->set->error, place_of(c, *i), "one statement only");
	if (++c->n_conditions == STATEMENTS_MAX)
		return gen_error_set(&c->set->error, place_of(c, *i),
		    "three statements at most");
	buf_char(&c->out, ';');
	++*i;
	return true;
}

/* One character that is neither quoted nor part of a word; moves *i past what
 * it means. */
static bool
put_other(struct compiler *c, const char *s, size_t *i)
{
	size_t len = 0;
	char ch = s[*i], next = s[*i + 1];

	if (ch == ':' && (next == ':' || next == '=')) {
		buf_put(&c->out, s + *i, 2);
		*i += 2;
		return true;
	}
	if (ch == ':' && gen_sql_is_word(next) && (next < '0' || next > '9')) {
		while (gen_sql_is_word(s[*i + 1 + len]))
			len++;
		if (!put_parameter(c, *i, s + *i + 1, len))
			return false;
		*i += 1 + len;
		return true;
	}
	if (ch == ';' && s[*i + 1 + strspn(s + *i + 1, " \t\n")])
		return put_semicolon(c, i);
	if ((ch == '$' && next >= '0' && next <= '9') ||
	    (ch == '?' && c->engine == GEN_SQLITE))
		return gen_error_set(&c->set->error, place_of(c, *i),
		    "parameters are written :name");
	if (ch != ';')
		buf_char(&c->out, ch);
	++*i;
	return true;
}

static bool
rewrite(struct compiler *c, const char *s)
{
	size_t i = 0, len;

	while (s[i]) {
		switch (gen_sql_token(s + i, &len)) {
		case GEN_SQL_OTHER:
			if (!put_other(c, s, &i))
				return false;
			continue;
		case GEN_SQL_WORD:
			if (!check_word(c, i, s + i, len))
				return false;
			break;
		case GEN_SQL_STRING:
			if (len == 5 && strncmp(s + i, "'now'", 5) == 0 &&
			    !check_word(c, i, "now", 3))
				return false;
			break;
		default:
			break;
		}
		buf_put(&c->out, s + i, len);
		i += len;
	}
	return true;
}

static bool
compile(struct gen_query_set *set, struct gen_query *q, enum gen_engine engine)
{
	struct compiler c = { .set = set, .query = q, .engine = engine };
	bool ok;

	buf_init(&c.out, SQL_MAX);
	ok = gen_query_expand(set, q, engine, &c.expanded) &&
	     rewrite(&c, buf_text(&c.expanded.text));
	if (ok && (c.expanded.text.failed || c.out.failed))
		ok = gen_error_set(
		    &set->error, q->at, "%s is too long", q->name);
	if (ok && c.out.len == 0)
		ok = gen_error_set(&set->error, q->at,
		    "%s has no SQL for one engine", q->name);
	if (ok)
		q->sql[engine] = arena_strdup(set->arena, buf_text(&c.out));
	buf_release(&c.expanded.text);
	buf_release(&c.out);
	return ok;
}

static bool
check_inputs(struct gen_query_set *set, const struct gen_query *q)
{
	for (size_t i = 0; i < q->in.n; i++)
		if (!q->in.v[i].is_used)
			return gen_error_set(&set->error, q->at,
			    "%s does not use its input \"%s\"", q->name,
			    q->in.v[i].name);
	return true;
}

static bool
compile_both(struct gen_query_set *set, struct gen_query *q)
{
	for (enum gen_engine e = 0; e < GEN_ENGINES; e++)
		if (!compile(set, q, e))
			return false;
	return check_inputs(set, q) &&
	       (!q->page.text || gen_query_order_check(set, q));
}

static void
check_fragments(struct gen_query_set *set)
{
	for (const struct gen_query_fragment *f = set->fragments; f;
	     f = f->next) {
		if (f->is_used || is_common(f->at.file))
			continue;
		gen_error_set(&set->error, f->at,
		    "nothing uses the fragment \"%s\"", f->name);
		gen_query_note(set);
	}
}

bool
gen_query_compile(struct gen_query_set *set)
{
	for (struct gen_query *q = set->first; q; q = q->next)
		if (!q->is_broken && !compile_both(set, q))
			gen_query_note(set);
	if (!set->mistakes)
		check_fragments(set);
	return !set->mistakes;
}
