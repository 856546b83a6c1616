/*
 * Times put together, against a list of minutes.
 */
#include "rule/busy.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

enum { MINUTES = 60, TIMES = 8, ROUNDS = 2000 };

static struct arena arena;

/* What each minute is: ' ', '?' or '#'. */
static void
paint(const struct rule_busy *v, size_t n, char line[MINUTES + 1])
{
	memset(line, ' ', MINUTES);
	line[MINUTES] = '\0';
	for (size_t i = 0; i < n; i++)
		for (int64_t at = v[i].start_us; at < v[i].end_us; at++)
			if (!v[i].is_tentative)
				line[at] = '#';
			else if (line[at] == ' ')
				line[at] = '?';
}

static void
check_order(const struct rule_busy *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		cr_expect(v[i].start_us < v[i].end_us);
	for (size_t i = 1; i < n; i++)
		cr_expect(v[i].start_us > v[i - 1].end_us ||
			  (v[i].start_us == v[i - 1].end_us &&
			      v[i].is_tentative != v[i - 1].is_tentative));
}

Test(rule_busy, times_are_what_their_minutes_are)
{
	struct rule_busy v[TIMES], *out;
	char want[MINUTES + 1], got[MINUTES + 1];
	unsigned seed = 1;

	for (int round = 0; round < ROUNDS; round++) {
		size_t n = (size_t)round % (TIMES + 1), n_out;

		arena_init(&arena, 1 << 20);
		for (size_t i = 0; i < n; i++) {
			int start = rand_r(&seed) % (MINUTES - 1);

			v[i] = (struct rule_busy){ start,
				start + 1 +
				    rand_r(&seed) % (MINUTES - start - 1),
				rand_r(&seed) % 2 };
		}
		n_out = rule_busy_unite(&arena, v, n, &out);
		paint(v, n, want);
		paint(out, n_out, got);
		cr_expect_str_eq(got, want);
		check_order(out, n_out);
		arena_release(&arena);
	}
}
