/*
 * One token at a time: words replaced, sections chosen, comments and empty
 * lines left out, and what may not stand inside of a transaction refused.
 */
#include "gen/script.h"

#include <string.h>

#include "base/str.h"
#include "gen/sql.h"

#include "base/banned.h"

enum { TEXT_MAX = 1 << 20 };

static const struct {
	const char *word, *by_engine[GEN_ENGINES];
} type_words[] = {
	{ "id", { "uuid", "BLOB" } },
	{ "time", { "timestamptz", "INTEGER" } },
	{ "wall", { "timestamp", "INTEGER" } },
	{ "bool", { "boolean", "INTEGER" } },
	{ "int", { "bigint", "INTEGER" } },
	{ "real", { "double precision", "REAL" } },
	{ "json", { "json", "TEXT" } },
	{ "bytes", { "bytea", "BLOB" } },
	{ "strict", { "", "STRICT" } },
};

/* Statements that would end the migration's transaction or cannot be part of
 * one. */
static const char *const refused[] = { "begin", "start", "commit", "rollback",
	"abort", "savepoint", "vacuum", "pragma", "attach", "detach" };

struct translation {
	struct arena *arena;
	struct gen_error *error;
	struct gen_place at;
	const char *text;
	bool is_shared; /* by both engines */
	enum gen_engine engine;
	struct gen_section section;
	bool is_statement_start;
	struct buf out;
};

const char *
gen_script_word(size_t i)
{
	return i < N_OF(type_words) ? type_words[i].word : NULL;
}

/* Removes the blanks at the end of the output. */
static void
trim(struct buf *out)
{
	while (out->len && strchr(" \t\r", out->p[out->len - 1]))
		out->len--;
}

/* {word}; *len is how much it takes. */
static bool
put_type(struct translation *t, const char *s, size_t *len)
{
	const char *end = strchr(s, '}');
	size_t n = end ? (size_t)(end - s) - 1 : 0;

	for (size_t i = 0; n && i < N_OF(type_words); i++) {
		const char *word = type_words[i].word;

		if (strlen(word) != n || strncmp(word, s + 1, n) != 0)
			continue;
		buf_str(&t->out, type_words[i].by_engine[t->engine]);
		*len = n + 2;
		return true;
	}
	return gen_error_set(
	    t->error, t->at, "unknown word \"{%.*s}\"", (int)n, s + 1);
}

static bool
put_word(struct translation *t, const char *s, size_t len)
{
	char *word = arena_strndup(t->arena, s, len);

	str_lower(word);
	for (size_t i = 0; i < N_OF(refused); i++)
		if ((t->is_statement_start && str_eq(word, refused[i])) ||
		    str_eq(word, "concurrently"))
			return gen_error_set(t->error, t->at,
			    "%s: a migration is one transaction", word);
	buf_put(&t->out, s, len);
	return true;
}

static bool
put_other(struct translation *t, const char *s, size_t *len)
{
	if (*s == '{')
		return put_type(t, s, len);
	if (*s == '\n') {
		trim(&t->out);
		if (t->out.len && t->out.p[t->out.len - 1] != '\n')
			buf_char(&t->out, '\n');
	} else {
		buf_char(&t->out, *s);
	}
	return true;
}

static bool
is_alone_in_line(const struct translation *t, const char *s)
{
	while (s > t->text && strchr(" \t", s[-1]))
		s--;
	return s == t->text || s[-1] == '\n';
}

/* A comment of len bytes: a mark of a section, or nothing. */
static bool
read_comment(struct translation *t, const char *s, size_t len)
{
	char *word = arena_strndup(t->arena, s, len);
	size_t blanks = 2 + strspn(word + 2, " \t");

	if (word[0] != '-' || word[blanks] != '@')
		return true;
	if (!is_alone_in_line(t, s))
		return gen_error_set(t->error, t->at, GEN_SECTION_NOT_ALONE);
	if (!t->is_shared)
		return gen_error_set(
		    t->error, t->at, "a section in a file of one engine");
	word += blanks + 1;
	word[strcspn(word, " \t\r")] = '\0';
	return gen_section_switch(&t->section, t->at, word, t->error);
}

static bool
put_token(
    struct translation *t, const char *s, enum gen_sql_kind kind, size_t *len)
{
	bool ok = true;

	switch (kind) {
	case GEN_SQL_WORD:
		ok = put_word(t, s, *len);
		break;
	case GEN_SQL_OTHER:
		ok = put_other(t, s, len);
		break;
	default:
		buf_put(&t->out, s, *len);
	}
	if (!strchr(" \t\r\n", *s))
		t->is_statement_start = *s == ';';
	return ok;
}

/* A token that may be another engine's. */
static bool
read_token(
    struct translation *t, const char *s, enum gen_sql_kind kind, size_t *len)
{
	if (kind == GEN_SQL_UNTERMINATED)
		return gen_error_set(
		    t->error, t->at, "a quote or comment without end");
	if (kind == GEN_SQL_COMMENT)
		return read_comment(t, s, *len);
	return !(t->section.engines & 1u << t->engine) ||
	       put_token(t, s, kind, len);
}

const char *
gen_script_translate(struct arena *a, const char *file, const char *text,
    enum gen_engine engine, bool is_shared, struct gen_error *e)
{
	struct translation t = { .arena = a,
		.error = e,
		.at = { file, 1 },
		.text = text,
		.is_shared = is_shared,
		.engine = engine,
		.section = { .engines = GEN_ALL_ENGINES },
		.is_statement_start = true };
	const char *result = NULL;
	bool ok = true;
	size_t len;

	buf_init(&t.out, TEXT_MAX);
	for (const char *s = text; ok && *s; s += len) {
		enum gen_sql_kind kind = gen_sql_token(s, &len);

		ok = read_token(&t, s, kind, &len);
		for (size_t i = 0; i < len; i++)
			t.at.line += s[i] == '\n';
	}
	trim(&t.out);
	ok = ok && gen_section_check(&t.section, e);
	if (ok && t.out.failed)
		gen_error_set(
		    e, (struct gen_place){ .file = file }, "too long");
	else if (ok)
		result = arena_strdup(a, buf_text(&t.out));
	buf_release(&t.out);
	return result;
}
