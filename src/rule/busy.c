/*
 * A walk along all starts and ends, with the number of times of either kind
 * that are open.
 */
#include "rule/busy.h"

#include <stdlib.h>

#include "base/banned.h"

enum kind { FREE, TENTATIVE, CERTAIN };

/* A start or an end. */
struct turn {
	int64_t at_us;
	enum kind kind;
	int step;
};

static int
compare(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;

	return (x->at_us > y->at_us) - (x->at_us < y->at_us);
}

static struct turn *
turns_of(struct arena *arena, const struct rule_busy *v, size_t n)
{
	struct turn *turns = arena_array(arena, 2 * n, sizeof(*turns));

	for (size_t i = 0; i < n; i++) {
		enum kind kind = v[i].is_tentative ? TENTATIVE : CERTAIN;

		turns[2 * i] = (struct turn){ v[i].start_us, kind, 1 };
		turns[2 * i + 1] = (struct turn){ v[i].end_us, kind, -1 };
	}
	if (n)
		qsort(turns, 2 * n, sizeof(*turns), compare);
	return turns;
}

size_t
rule_busy_unite(struct arena *arena, const struct rule_busy *v, size_t n,
    struct rule_busy **out)
{
	const struct turn *turns = turns_of(arena, v, n);
	int open[CERTAIN + 1] = { 0 };
	enum kind was = FREE, is;
	size_t n_out = 0;

	*out = arena_array(arena, 2 * n, sizeof(**out));
	for (size_t i = 0; i < 2 * n; i++) {
		open[turns[i].kind] += turns[i].step;
		if (i + 1 < 2 * n && turns[i + 1].at_us == turns[i].at_us)
			continue;
		is = open[CERTAIN]     ? CERTAIN
		     : open[TENTATIVE] ? TENTATIVE
				       : FREE;
		if (is == was)
			continue;
		if (was != FREE)
			(*out)[n_out - 1].end_us = turns[i].at_us;
		if (is != FREE)
			(*out)[n_out++] = (struct rule_busy){ turns[i].at_us, 0,
				is == TENTATIVE };
		was = is;
	}
	return n_out;
}
