/*
 * Who of a line gets seats.
 */
#include "rule/seats.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

enum { PARTIES = 8 };

/* For each party of the line: G gets seats, w waits, k finds them kept. */
static const struct {
	const char *turns;
	int64_t capacity; /* 0: no limit */
	int64_t taken;
	struct rule_seats_party line[PARTIES];
} lines[] = {
	{ "GG", 0, 1000, { { 50, 0 }, { 1, 0 } } },
	{ "GGw", 5, 2, { { 2, 0 }, { 1, 0 }, { 1, 0 } } },
	{ "wG", 2, 1, { { 2, 0 }, { 1, 0 } } },
	{ "wGGk", 6, 3, { { 4, 1 }, { 1, 0 }, { 1, 0 }, { 1, 0 } } },
	{ "wGGGk", 9, 3, { { 7, 0 }, { 1, 0 }, { 1, 0 }, { 1, 0 }, { 1, 0 } } },
	{ "wk", 2, 1, { { 2, 3 }, { 1, 0 } } },
	/* of two, the one that was passed more often counts */
	{ "wwk", 4, 2, { { 3, 0 }, { 4, 3 }, { 1, 0 } } },
	{ "wwGk", 4, 2, { { 3, 2 }, { 4, 0 }, { 1, 0 }, { 1, 0 } } },
	/* who could never be seated blocks nobody, and is not passed */
	{ "wGGGG", 4, 0, { { 5, 9 }, { 1, 0 }, { 1, 0 }, { 1, 0 }, { 1, 0 } } },
	{ "Gw", 2, 1, { { 1, 0 }, { 1, 0 } } },
	{ "ww", 2, 2, { { 1, 0 }, { 1, 3 } } },
};

static char
letter(enum rule_seats_turn turn)
{
	return turn == RULE_SEATS_GIVEN	  ? 'G'
	       : turn == RULE_SEATS_WAITS ? 'w'
					  : 'k';
}

Test(rule_seats, a_line_is_walked_from_its_front)
{
	for (size_t i = 0; i < N_OF(lines); i++) {
		struct rule_seats_walk walk = {
			.capacity = { lines[i].capacity != 0,
			    lines[i].capacity },
			.taken = lines[i].taken,
		};
		char turns[PARTIES + 1] = "";

		for (size_t k = 0; k < strlen(lines[i].turns); k++)
			turns[k] = letter(
			    rule_seats_next(&walk, &lines[i].line[k]));
		cr_expect(str_eq(turns, lines[i].turns), "line %zu: %s not %s",
		    i, turns, lines[i].turns);
	}
}
