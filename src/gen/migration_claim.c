/*
 * The claim of a migration that older programs may go on beside it: read from
 * the head of its file, and held against its statements, as lists of tokens.
 * Only what is listed here may stand there: whatever else there is drops,
 * renames or tightens something, or fills what older programs read.
 */
#include "gen/migration.h"

#include <string.h>

#include "base/str.h"
#include "gen/sql.h"

#include "base/banned.h"

enum { TOKENS_MAX = 20000, SHOWN_TOKENS = 8 };

/* A table that the migration makes, or a column that it adds to an older one
 * ("table.column"). */
struct known {
	const char *name;
	struct known *next;
};

struct reader {
	struct arena *arena;
	const char **v; /* the tokens of one statement; words in lower case */
	size_t n;
	struct known *known;
};

/* The token at i; "" behind the last one. */
static const char *
at(const struct reader *r, size_t i)
{
	return i < r->n ? r->v[i] : "";
}

static bool
is(const struct reader *r, size_t i, const char *token)
{
	return str_eq(at(r, i), token);
}

static bool
is_known(const struct reader *r, const char *name)
{
	for (const struct known *k = r->known; k; k = k->next)
		if (str_eq(k->name, name))
			return true;
	return false;
}

static void
note(struct reader *r, const char *name)
{
	struct known *k = arena_new(r->arena, struct known);

	*k = (struct known){ name, r->known };
	r->known = k;
}

/* Behind a word that may be left out. */
static size_t
skip(const struct reader *r, size_t i, const char *word)
{
	return is(r, i, word) ? i + 1 : i;
}

static size_t
skip_if_not_exists(const struct reader *r, size_t i)
{
	return is(r, i, "if") ? i + 3 : i;
}

/* How far parentheses are open behind token i, if depth were before it. */
static int
depth_behind(const struct reader *r, size_t i, int depth)
{
	return depth + is(r, i, "(") - is(r, i, ")");
}

/* Where a token stands outside of parentheses, from i on, before a comma or the
 * parenthesis that ends all this; r->n when nowhere. */
static size_t
find(const struct reader *r, size_t i, const char *token)
{
	for (int depth = 0; i < r->n && depth >= 0; i++) {
		if (depth == 0 && is(r, i, token))
			return i;
		if (depth == 0 && is(r, i, ","))
			break;
		depth = depth_behind(r, i, depth);
	}
	return r->n;
}

/* Whoever removes a row of an older table does not know of the new reference.
 */
static bool
gives_way(const struct reader *r, size_t i)
{
	size_t on = find(r, i, "on");

	while (on < r->n && !is(r, on + 1, "delete"))
		on = find(r, on + 1, "on");
	return is(r, on + 2, "cascade") ||
	       (is(r, on + 2, "set") && is(r, on + 3, "null"));
}

static bool
references_give_way(const struct reader *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (is(r, i, "references") && !is_known(r, at(r, i + 1)) &&
		    !gives_way(r, i))
			return false;
	return true;
}

static bool
may_create_table(struct reader *r, size_t i)
{
	i = skip_if_not_exists(r, i);
	note(r, at(r, i));
	return references_give_way(r);
}

static bool
may_create_index(const struct reader *r, size_t i, bool is_unique)
{
	return !is_unique || is_known(r, at(r, find(r, i, "on") + 1));
}

/* CREATE ... */
static bool
may_create(struct reader *r)
{
	if (is(r, 1, "table") || is(r, 1, "virtual"))
		return may_create_table(r, is(r, 1, "table") ? 2 : 3);
	if (is(r, 1, "unique"))
		return may_create_index(r, 3, true);
	return is(r, 1, "index") || is(r, 1, "domain");
}

/* Whether a CHECK, whose parentheses open at i, asks of its column alone. */
static bool
asks_of(const struct reader *r, size_t i, const char *column)
{
	static const char *const words[] = { "in", "between", "and", "or",
		"not", "is", "null", "length" };

	for (int depth = 0; i < r->n; i++) {
		const char *token = at(r, i);
		bool is_free = !gen_sql_is_word(*token) ||
			       (*token >= '0' && *token <= '9') ||
			       str_eq(token, column);

		for (size_t w = 0; w < N_OF(words); w++)
			is_free |= str_eq(token, words[w]);
		if (!is_free)
			return false;
		depth = depth_behind(r, i, depth);
		if (depth == 0)
			return true;
	}
	return false;
}

/* Whether rows without a word about the column can be written: its definition
 * stands behind i. */
static bool
may_leave_out(const struct reader *r, size_t i, const char *column)
{
	static const char *const tight[] = { "unique", "primary", "generated",
		"as", "," };
	size_t null = find(r, i, "not") + 1, check = find(r, i, "check");

	for (size_t w = 0; w < N_OF(tight); w++)
		if (find(r, i, tight[w]) < r->n)
			return false;
	if (is(r, null, "null") && find(r, i, "default") == r->n)
		return false;
	return check == r->n || asks_of(r, check + 1, column);
}

/* ALTER TABLE table ADD [COLUMN] column ... */
static bool
may_alter(struct reader *r)
{
	const char *table = at(r, 2), *column;
	size_t i = skip(r, 4, "column");

	if (!is(r, 1, "table"))
		return false;
	if (is_known(r, table))
		return true;
	column = at(r, i);
	if (!is(r, 3, "add") || is(r, 4, "constraint") || is(r, 4, "check") ||
	    is(r, 4, "foreign") || is(r, 4, "unique") || is(r, 4, "primary"))
		return false;
	note(r, arena_printf(r->arena, "%s.%s", table, column));
	return may_leave_out(r, i + 1, column) && references_give_way(r);
}

/* UPDATE table SET: only what older programs do not read. */
static bool
may_update(const struct reader *r)
{
	size_t i = 3;

	while (!is_known(r, at(r, 1))) {
		const char *column = arena_printf(
		    r->arena, "%s.%s", at(r, 1), at(r, i));

		if (!is_known(r, column) || !is(r, i + 1, "="))
			return false;
		for (int depth = 0; i < r->n && (depth || !is(r, i, ",")); i++)
			depth = depth_behind(r, i, depth);
		if (i++ == r->n)
			break;
	}
	return true;
}

static bool
may_stand(struct reader *r)
{
	if (is(r, 0, "create"))
		return may_create(r);
	if (is(r, 0, "alter"))
		return may_alter(r);
	if (is(r, 0, "update"))
		return may_update(r);
	return is(r, 0, "insert") && is_known(r, at(r, 2));
}

/* The beginning of the statement, for a message. */
static const char *
show(const struct reader *r)
{
	const char *text = "";

	for (size_t i = 0; i < r->n && i < SHOWN_TOKENS; i++)
		text = arena_printf(
		    r->arena, "%s%s%s", text, i ? " " : "", r->v[i]);
	return text;
}

/* Reads the next statement; false behind the last one. */
static bool
read_statement(struct reader *r, const char **text)
{
	size_t len;

	for (r->n = 0; **text; *text += len) {
		enum gen_sql_kind kind = gen_sql_token(*text, &len);
		char *token;

		if (kind == GEN_SQL_OTHER && strchr(" \t\r\n", **text))
			continue;
		if (kind == GEN_SQL_OTHER && **text == ';') {
			++*text;
			return true;
		}
		if (r->n == TOKENS_MAX)
			return true;
		token = arena_strndup(r->arena, *text, len);
		if (kind == GEN_SQL_WORD)
			str_lower(token);
		r->v[r->n++] = token;
	}
	return r->n > 0;
}

/* Whether all of a script may stand there. */
static bool
check_script(
    struct gen_migration_set *set, struct gen_place place, const char *script)
{
	struct reader r = { .arena = set->arena };

	r.v = arena_array(set->arena, TOKENS_MAX, sizeof(*r.v));
	while (read_statement(&r, &script))
		if (r.n && !may_stand(&r))
			return gen_error_set(&set->error,
			    (struct gen_place){ .file = place.file },
			    "older programs may not live with: %s", show(&r));
	return true;
}

/* Behind "compatible:" in a line that says it; NULL in any other. */
static const char *
find_claim(const char *line)
{
	if (!str_has_prefix(line, "--"))
		return NULL;
	line += 2 + strspn(line + 2, " \t");
	return str_has_prefix(line, "compatible:")
		   ? line + strlen("compatible:")
		   : NULL;
}

/* Moves to the next line that says it, from *at on; NULL when none does.
 * *is_head: only comments stand before it. */
static const char *
next_claim(const char **text, struct gen_place *at, bool *is_head)
{
	const char *claim = NULL;

	for (; **text && !claim; at->line++) {
		claim = find_claim(*text);
		*is_head &= **text == '\n' || str_has_prefix(*text, "--");
		*text += strcspn(*text, "\n");
		*text += **text == '\n';
	}
	return claim;
}

static bool
parse_version(struct arena *a, const char *claim, int64_t below, int64_t *out)
{
	char *rest;
	const char *word = strtok_r(
	    arena_strndup(a, claim, strcspn(claim, "\n")), " \t\r", &rest);

	return word && str_to_int(word, 1, below - 1, out) && !*rest;
}

bool
gen_migration_claim(struct gen_migration_set *set, struct gen_place at,
    const char *text, bool is_up, int64_t version, int engine)
{
	struct gen_migration *m = &set->v[version];
	bool is_head = true;
	const char *claim = next_claim(&text, &at, &is_head);
	int64_t oldest;

	if (!claim)
		return true;
	if (!is_up || !is_head ||
	    !parse_version(set->arena, claim, version, &oldest))
		return gen_error_set(&set->error, at,
		    "\"compatible:\" wants an earlier version, and stands at "
		    "the head of an up file");
	for (int e = 0; e < 2; e++) {
		if (engine >= 0 && engine != e)
			continue;
		m->oldest[e] = (int)oldest;
		if (!check_script(set, at, m->text[0][e]))
			return false;
	}
	return true;
}
