/*
 * A list in another order than its pages loses rows between two of them, and no
 * engine notices. Both are compared as texts: one blank between the words,
 * small letters, no aliases.
 */
#include "gen/query_order.h"

#include <string.h>

#include "base/str.h"
#include "gen/query_expand.h"
#include "gen/sql.h"

#include "base/banned.h"

enum { FLAT_MAX = 64 * 1024 };

struct flat {
	struct buf text;
	size_t order; /* where the last ORDER BY begins; 0: there is none */
	int depth;    /* of parentheses */
};

static void
put_token(struct flat *f, const char *s, size_t len)
{
	char before = f->text.len ? f->text.p[f->text.len - 1] : '(';

	if (!strchr(",)", *s) && !strchr("(:", before))
		buf_char(&f->text, ' ');
	f->depth += (*s == '(') - (*s == ')');
	buf_put(&f->text, s, len);
}

static void
flatten(char *s, struct flat *f)
{
	enum gen_sql_kind kind;
	size_t len;

	for (str_lower(s); *s; s += len) {
		kind = gen_sql_token(s, &len);
		if (strchr(" \t\n", *s))
			continue;
		if (kind == GEN_SQL_WORD && s[len] == '.') {
			len++; /* an alias */
			continue;
		}
		if (f->depth == 0 && len == 5 && strncmp(s, "order", 5) == 0)
			f->order = f->text.len;
		put_token(f, s, len);
	}
}

/* What one engine gets, flat; in the arena. *order: its last ORDER BY. */
static bool
read_flat(struct gen_query_set *set, const struct gen_query *q,
    enum gen_engine engine, char **text, const char **order)
{
	struct gen_query_text expanded = { .marks = NULL };
	struct flat flat = { .order = 0 };
	bool ok = gen_query_expand(set, q, engine, &expanded);

	buf_init(&flat.text, FLAT_MAX);
	if (ok) {
		flatten(
		    arena_strdup(set->arena, buf_text(&expanded.text)), &flat);
		*text = arena_strdup(set->arena, buf_text(&flat.text));
		*order = arena_strdup(
		    set->arena, flat.order ? *text + flat.order : "");
	}
	if (ok && flat.text.failed)
		ok = gen_error_set(
		    &set->error, q->at, "%s is too long", q->name);
	buf_release(&expanded.text);
	buf_release(&flat.text);
	return ok;
}

/* Ends s before the first of the words, if there is one. */
static void
cut(char *s, const char *const *words)
{
	for (; *words; words++) {
		char *end = strstr(s, *words);

		if (end)
			*end = '\0';
	}
}

/* Its name in the table: "_start_time" and "event.start_time" are one. */
static const char *
column_of(const struct gen_query *q, size_t key)
{
	const char *name = q->out.v[q->page.keys[key]].name;
	const char *dot = strrchr(name, '.');

	return dot ? dot + 1 : name + (name[0] == '_');
}

static bool
check_order(
    struct gen_query_set *set, const struct gen_query *q, const char *order)
{
	static const char by[] = " order by ";
	static const char *const ends[] = { " limit ", " offset ", " for ",
		" ;", NULL };
	const char *want = "";
	char *found = arena_strdup(set->arena,
	    str_has_prefix(order, by) ? order + strlen(by) : "nothing");

	cut(found, ends);
	for (size_t i = 0; i < q->page.n; i++)
		want = arena_printf(set->arena, "%s%s%s%s", want, i ? ", " : "",
		    column_of(q, i), q->page.is_descending ? " desc" : "");
	return str_eq(found, want) ||
	       gen_error_set(&set->error, q->page.at,
		   "%s ends ordered by \"%s\", its \"page:\" says \"%s\"",
		   q->name, found, want);
}

/* The condition that begins a page after a row. */
static const char *
condition_of(struct arena *a, const struct gen_query *q)
{
	const struct gen_query_field *in = &q->in.v[q->in.n - q->page.n_inputs];
	const char *columns = "", *inputs = "";
	const char *sign = q->page.is_descending ? "<" : ">";

	for (size_t i = 0; i < q->page.n; i++) {
		columns = arena_printf(
		    a, "%s%s%s", columns, i ? ", " : "", column_of(q, i));
		inputs = arena_printf(
		    a, "%s%s:%s", inputs, i ? ", " : "", in[i].name);
	}
	return arena_printf(a, q->page.n > 1 ? "(%s) %s (%s)" : "%s %s %s",
	    columns, sign, inputs);
}

/* The next place where text has the whole words, or NULL. */
static char *
find_words(char *text, const char *words)
{
	size_t len = strlen(words);
	char *p;

	for (p = text; (p = strstr(p, words)); p++)
		if ((p == text || !gen_sql_is_word(p[-1])) &&
		    !gen_sql_is_word(p[len]))
			return p;
	return NULL;
}

/* The condition around a place of the text. */
static const char *
condition_at(struct arena *a, const char *text, const char *place)
{
	static const char *const starts[] = { " where ", " and ", " or ",
		" on " };
	static const char *const ends[] = { " and ", " or ", " order ",
		" limit ", " union ", NULL };
	const char *start = text;
	char *condition;

	for (size_t i = 0; i < N_OF(starts); i++)
		for (const char *s = strstr(text, starts[i]); s && s < place;
		     s = strstr(s + 1, starts[i]))
			if (s + strlen(starts[i]) > start)
				start = s + strlen(starts[i]);
	condition = arena_strdup(a, start);
	cut(condition + (place - start), ends);
	return condition;
}

static bool
check_condition(
    struct gen_query_set *set, const struct gen_query *q, char *text)
{
	const char *want = condition_of(set->arena, q);
	const struct gen_query_field *in = &q->in.v[q->in.n - q->page.n_inputs];
	bool is_there = false;
	char *p, *stray = NULL;

	for (; (p = find_words(text, want)); is_there = true)
		memset(p, ' ', strlen(want));
	for (size_t i = 0; i < q->page.n && !stray; i++)
		stray = find_words(
		    text, arena_printf(set->arena, ":%s", in[i].name));
	if (is_there && !stray)
		return true;
	return gen_error_set(&set->error, q->page.at,
	    "%s begins a page with \"%s\", its \"page:\" wants \"%s\"", q->name,
	    stray ? condition_at(set->arena, text, stray) : "nothing", want);
}

bool
gen_query_order_check(struct gen_query_set *set, const struct gen_query *q)
{
	const char *order;
	char *text;

	for (enum gen_engine e = 0; e < GEN_ENGINES; e++)
		if (!read_flat(set, q, e, &text, &order) ||
		    !check_order(set, q, order) ||
		    !check_condition(set, q, text))
			return false;
	return true;
}
