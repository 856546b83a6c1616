/*
 * Randomness: not that it is good, but that we hand it out once each.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/rand.h"

#include "base/banned.h"

Test(base_rand, no_portion_comes_twice)
{
	unsigned char seen[600][16];

	for (size_t i = 0; i < 600; i++) {
		rand_bytes(seen[i], sizeof(seen[i]));
		for (size_t j = 0; j < i; j++)
			cr_assert(memcmp(seen[i], seen[j], 16) != 0);
	}
}

Test(base_rand, every_length_is_filled)
{
	for (size_t len = 1; len < 600; len++) {
		unsigned char p[602] = { 0 }, any = 0;

		/* a byte stays zero in all of 8 tries once in 2^64 */
		for (int round = 0; round < 8; round++) {
			rand_bytes(p + 1, len);
			any |= p[len];
		}
		cr_assert(ne(int, any, 0), "len %zu", len);
		cr_assert(eq(int, p[0], 0));
		cr_assert(eq(int, p[len + 1], 0));
	}
}

Test(base_rand, a_child_does_not_repeat_its_parent)
{
	unsigned char mine[16], its[16];
	int fds[2];
	pid_t child;

	rand_bytes(mine, sizeof(mine)); /* the pool is filled now */
	cr_assert(eq(int, pipe(fds), 0));
	child = fork();
	if (child == 0) {
		rand_bytes(its, sizeof(its));
		_exit(write(fds[1], its, sizeof(its)) != sizeof(its));
	}
	rand_bytes(mine, sizeof(mine));
	cr_assert(eq(int, (int)read(fds[0], its, sizeof(its)), sizeof(its)));
	waitpid(child, NULL, 0);
	cr_expect(memcmp(mine, its, sizeof(mine)) != 0);
}

Test(base_rand, below_reaches_each_value_and_no_other)
{
	unsigned counts[7] = { 0 };

	for (int i = 0; i < 7000; i++) {
		uint32_t v = rand_below(7);

		cr_assert(v < 7);
		counts[v]++;
	}
	for (int i = 0; i < 7; i++) /* mean 1000, deviation 29 */
		cr_expect(counts[i] > 700 && counts[i] < 1300, "%d: %u", i,
		    counts[i]);
	cr_expect(eq(u32, rand_below(1), 0));
}
