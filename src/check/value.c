/*
 * Checks of single values, and the words in which they are refused.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "check/walk.h"

#include "base/banned.h"

size_t
check_walk_down(struct check_walk *w, const char *format, ...)
{
	size_t before = w->pointer_len, room = sizeof(w->pointer) - before;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(w->pointer + before, room, format, args);
	va_end(args);
	/* a pointer that is too long is cut off; the item still tells */
	w->pointer_len += (size_t)n < room ? (size_t)n : room - 1;
	return before;
}

void
check_walk_up(struct check_walk *w, size_t pointer_len)
{
	w->pointer_len = pointer_len;
	w->pointer[pointer_len] = '\0';
}

bool
check_walk_fail(struct check_walk *w, const char *code, const char *format, ...)
{
	char detail[FAULT_TEXT];
	va_list args;

	w->n_faults++;
	if (!w->fault)
		return false;
	va_start(args, format);
	vsnprintf(detail, sizeof(detail), format, args);
	va_end(args);
	fault_item(
	    w->fault, ERR_VALIDATION_FAILED, w->pointer, code, "%s", detail);
	return false;
}

static const char *
plural(int64_t n)
{
	return n == 1 ? "" : "s";
}

static bool
check_words(struct check_walk *w, const char *const *words, const char *s)
{
	char list[FAULT_TEXT] = "";
	size_t len = 0;

	for (size_t i = 0; words[i]; i++) {
		if (str_eq(words[i], s))
			return true;
		if (len < sizeof(list))
			len += (size_t)snprintf(list + len, sizeof(list) - len,
			    "%s%s", i ? ", " : "", words[i]);
	}
	return check_walk_fail(w, "enum", "Must be one of: %s.", list);
}

bool
check_value_text(
    struct check_walk *w, const struct check_value *v, const char **text)
{
	const char *s;
	int64_t n;

	if (v->words)
		return check_words(w, v->words, *text);
	s = *text = check_format_read(v->format, w->arena, *text);
	n = (int64_t)str_utf8_len(s);
	if (n < v->min)
		return check_walk_fail(w, "too_short",
		    "Must have at least %jd character%s.", (intmax_t)v->min,
		    plural(v->min));
	if (n > v->max)
		return check_walk_fail(w, "too_long",
		    "Must have at most %jd character%s.", (intmax_t)v->max,
		    plural(v->max));
	if (!check_format_is(v->format, s))
		return check_walk_fail(w, check_format_code(v->format),
		    "Must be %s.", check_format_wants(v->format));
	if (v->pattern && !check_pattern_match(v->pattern, s, strlen(s)))
		return check_walk_fail(w, "pattern",
		    "Must match the pattern %s.", v->pattern->text);
	return true;
}

bool
check_value_int(struct check_walk *w, const struct check_value *v, int64_t n)
{
	if (n < v->min)
		return check_walk_fail(
		    w, "too_small", "Must be %jd or more.", (intmax_t)v->min);
	if (n > v->max)
		return check_walk_fail(
		    w, "too_large", "Must be %jd or less.", (intmax_t)v->max);
	return true;
}

bool
check_value_real(struct check_walk *w, const struct check_value *v, double n)
{
	if (!(n >= v->real_min))
		return check_walk_fail(
		    w, "too_small", "Must be %g or more.", v->real_min);
	if (!(n <= v->real_max))
		return check_walk_fail(
		    w, "too_large", "Must be %g or less.", v->real_max);
	return true;
}

bool
check_value_time(struct check_walk *w, const char *s, int64_t *us)
{
	if (clock_parse(s, us))
		return true;
	return check_walk_fail(w, "format",
	    "Must be a time with its offset, like 2026-05-01T18:00:00Z.");
}

bool
check_value_uuid(struct check_walk *w, const char *s, struct uuid *u)
{
	/* nil stands for "none" in C, so a client cannot name it */
	if (uuid_parse(s, u) && !uuid_is_nil(*u))
		return true;
	return check_walk_fail(w, "format", "Must be an id (a UUID).");
}

bool
check_value_count(struct check_walk *w, const struct check_value *v, size_t n)
{
	if ((int64_t)n < v->min)
		return check_walk_fail(w, "too_few_items",
		    "Must have at least %jd item%s.", (intmax_t)v->min,
		    plural(v->min));
	if ((int64_t)n > v->max)
		return check_walk_fail(w, "too_many_items",
		    "Must have at most %jd item%s.", (intmax_t)v->max,
		    plural(v->max));
	return true;
}

static bool
is_same(enum check_kind kind, const void *items, size_t a, size_t b)
{
	switch (kind) {
	case CHECK_TEXT:
		return str_eq(((const char *const *)items)[a],
		    ((const char *const *)items)[b]);
	case CHECK_INT:
		return ((const int64_t *)items)[a] ==
		       ((const int64_t *)items)[b];
	case CHECK_UUID:
		return uuid_eq(((const struct uuid *)items)[a],
		    ((const struct uuid *)items)[b]);
	default:
		return false;
	}
}

bool
check_value_items(struct check_walk *w, const struct check_value *v,
    const void *items, size_t n)
{
	/* maxItems keeps the square small */
	for (size_t i = 1; v->is_unique && i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (is_same(v->items->kind, items, i, k))
				return check_walk_fail(w, "not_unique",
				    "Items %zu and %zu are the same.", k, i);
	return true;
}
