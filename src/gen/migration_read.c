/*
 * Reads migrations: file names, the words for types, and what may not stand
 * in a text that runs inside a transaction.
 */
#include "gen/migration.h"

#include <string.h>

#include "base/str.h"
#include "gen/sql.h"

#include "base/banned.h"

enum { TEXT_MAX = 1 << 20 };

static const char *const directions[] = { "up", "down" };
static const char *const engines[] = { "postgresql", "sqlite" };

static const struct {
	const char *word, *by_engine[2];
} type_words[] = {
	{ "id", { "uuid", "BLOB" } },
	{ "time", { "timestamptz", "INTEGER" } },
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
	struct gen_migration_set *set;
	struct gen_place at;
	int engine;
	bool is_statement_start;
	struct buf out;
};

void
gen_migration_set_init(struct gen_migration_set *set, struct arena *arena)
{
	*set = (struct gen_migration_set){ .arena = arena };
	set->v = arena_array(arena, GEN_MIGRATIONS_MAX + 1, sizeof(*set->v));
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
	    &t->set->error, t->at, "unknown word \"{%.*s}\"", (int)n, s + 1);
}

static bool
put_word(struct translation *t, const char *s, size_t len)
{
	char *word = arena_strndup(t->set->arena, s, len);

	str_lower(word);
	for (size_t i = 0; i < N_OF(refused); i++)
		if ((t->is_statement_start && str_eq(word, refused[i])) ||
		    str_eq(word, "concurrently"))
			return gen_error_set(&t->set->error, t->at,
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
put_token(
    struct translation *t, const char *s, enum gen_sql_kind kind, size_t *len)
{
	bool ok = true;

	switch (kind) {
	case GEN_SQL_UNTERMINATED:
		return gen_error_set(
		    &t->set->error, t->at, "a quote or comment without end");
	case GEN_SQL_COMMENT:
		return true;
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

/* The text for one engine. */
static const char *
translate(struct gen_migration_set *set, const char *file, const char *text,
    int engine)
{
	struct translation t = { .set = set,
		.at = { file, 1 },
		.engine = engine,
		.is_statement_start = true };
	const char *result = NULL;
	bool ok = true;
	size_t len;

	buf_init(&t.out, TEXT_MAX);
	for (const char *s = text; ok && *s; s += len) {
		enum gen_sql_kind kind = gen_sql_token(s, &len);

		ok = put_token(&t, s, kind, &len);
		for (size_t i = 0; i < len; i++)
			t.at.line += s[i] == '\n';
	}
	trim(&t.out);
	if (ok && t.out.failed)
		gen_error_set(&set->error, (struct gen_place){ .file = file },
		    "too long");
	else if (ok)
		result = arena_strdup(set->arena, buf_text(&t.out));
	buf_release(&t.out);
	return result;
}

static int
index_of(const char *const *words, const char *word)
{
	for (int i = 0; i < 2; i++)
		if (str_eq(words[i], word))
			return i;
	return -1;
}

/* The parts of NNNN_name.direction[.engine].sql; engine -1 when left out. */
static bool
parse_name(struct gen_migration_set *set, const char *file, int64_t *version,
    const char **name, int *direction, int *engine)
{
	const char *slash = strrchr(file, '/');
	char *base = arena_strdup(set->arena, slash ? slash + 1 : file);
	char *save, *underscore = strchr(base, '_');
	const char *part;

	if (underscore != base + 4)
		return false;
	*underscore = '\0';
	if (!str_to_int(base, 1, GEN_MIGRATIONS_MAX, version))
		return false;
	*name = strtok_r(underscore + 1, ".", &save);
	part = strtok_r(NULL, ".", &save);
	*direction = part ? index_of(directions, part) : -1;
	part = strtok_r(NULL, ".", &save);
	*engine = part ? index_of(engines, part) : -1;
	if (*engine >= 0)
		part = strtok_r(NULL, ".", &save);
	return *name && *direction >= 0 && str_eq(part, "sql") &&
	       !strtok_r(NULL, ".", &save);
}

static bool
add_text(struct gen_migration_set *set, struct gen_migration *m,
    const char *file, const char *text, int direction, int engine)
{
	for (int e = 0; e < 2; e++) {
		if (engine >= 0 && engine != e)
			continue;
		if (m->text[direction][e])
			return gen_error_set(&set->error,
			    (struct gen_place){ .file = file },
			    "a second text for %s on %s", directions[direction],
			    engines[e]);
		m->text[direction][e] = translate(set, file, text, e);
		if (!m->text[direction][e])
			return false;
	}
	return true;
}

bool
gen_migration_read(
    struct gen_migration_set *set, const char *file, const char *text)
{
	struct gen_place at = { .file = file };
	struct gen_migration *m;
	int direction, engine;
	const char *name;
	int64_t version;

	if (!parse_name(set, file, &version, &name, &direction, &engine))
		return gen_error_set(&set->error, at,
		    "the name is not "
		    "NNNN_name.up|down[.postgresql|.sqlite].sql");
	m = &set->v[version];
	if (m->name && !str_eq(m->name, name))
		return gen_error_set(&set->error, at,
		    "version %d is \"%s\" already", (int)version, m->name);
	m->name = name;
	file = arena_strdup(set->arena, file);
	if (!m->file)
		m->file = file;
	if (version > set->last)
		set->last = (int)version;
	return add_text(set, m, file, text, direction, engine);
}

/* Whether another version has this name. */
static bool
is_name_taken(const struct gen_migration_set *set, int version)
{
	for (int i = 1; i < version; i++)
		if (str_eq(set->v[i].name, set->v[version].name))
			return true;
	return false;
}

bool
gen_migration_check(struct gen_migration_set *set)
{
	for (int i = 1; i <= set->last; i++) {
		const struct gen_migration *m = &set->v[i];
		struct gen_place at = { .file = m->file };

		if (!m->name) {
			at.file = set->v[set->last].file;
			return gen_error_set(
			    &set->error, at, "version %d is missing", i);
		}
		if (is_name_taken(set, i))
			return gen_error_set(&set->error, at,
			    "the name \"%s\" is taken", m->name);
		for (int d = 0; d < 2; d++)
			for (int e = 0; e < 2; e++)
				if (!m->text[d][e])
					return gen_error_set(&set->error, at,
					    "there is no %s for %s",
					    directions[d], engines[e]);
	}
	return true;
}
