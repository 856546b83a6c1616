/*
 * Memory of one request: alignment, zeroes, the cap, and the order in which
 * foreign handles go.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdalign.h>
#include <stdint.h>
#include <string.h>
#include <sysexits.h>

#include "base/arena.h"

#include "base/banned.h"

static struct arena arena;

static void
setup(void)
{
	arena_init(&arena, 1 << 20);
}

static void
teardown(void)
{
	arena_release(&arena);
}

TestSuite(base_arena, .init = setup, .fini = teardown);

static bool
is_zero(const unsigned char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (p[i])
			return false;
	return true;
}

Test(base_arena, allocations_are_aligned_zeroed_and_apart)
{
	unsigned char *before = NULL;

	for (int round = 0; round < 3; round++) {
		for (size_t size = 0; size < 300; size++) {
			unsigned char *p = arena_alloc(&arena, size);

			cr_assert(eq(int,
			    (int)((uintptr_t)p % alignof(max_align_t)), 0));
			cr_assert(is_zero(p, size), "size %zu", size);
			cr_assert(ne(ptr, p, before));
			memset(p, 0xa5, size);
			before = p;
		}
		arena_reset(&arena);
	}
}

Test(base_arena, an_allocation_larger_than_a_block_is_whole)
{
	char *small = arena_strdup(&arena, "small");
	unsigned char *large = arena_alloc(&arena, 300000);
	char *after = arena_strdup(&arena, "after");

	memset(large, 1, 300000);
	cr_expect(eq(str, small, "small"));
	cr_expect(eq(str, after, "after"));
}

Test(base_arena, the_cap_counts_from_the_last_reset)
{
	for (int i = 0; i < 10; i++) {
		arena_alloc(&arena, 900000);
		arena_reset(&arena);
	}
	cr_expect(eq(sz, arena.used, 0));
}

Test(base_arena, passing_the_cap_ends_the_process, .exit_code = EX_OSERR)
{
	arena_alloc(&arena, 700000);
	arena_alloc(&arena, 700000);
	cr_assert(false, "700,000 bytes twice are more than the cap");
}

Test(
    base_arena, a_size_near_the_largest_ends_the_process, .exit_code = EX_OSERR)
{
	volatile size_t size = SIZE_MAX - 4;

	arena_alloc(&arena, size);
}

Test(base_arena, an_array_whose_size_overflows_aborts, .signal = SIGABRT)
{
	volatile size_t n = SIZE_MAX / 4;

	arena_array(&arena, n, 16);
}

Test(base_arena, text_is_copied_and_formatted)
{
	char *formatted = arena_printf(&arena, "%s-%05d", "x", 42);

	cr_expect(eq(str, arena_strndup(&arena, "abcdef", 3), "abc"));
	cr_expect(eq(str, arena_strdup(&arena, ""), ""));
	cr_expect(eq(str, formatted, "x-00042"));
}

static char order[8];

static void
note(void *name)
{
	strncat(order, name, 1);
}

static void
note_and_defer(void *name)
{
	note(name);
	arena_defer(&arena, note, (void *)"d");
}

Test(base_arena, deferred_calls_run_once_and_in_reverse)
{
	arena_defer(&arena, note, (void *)"a");
	arena_defer(&arena, note_and_defer, (void *)"b");
	arena_defer(&arena, note, (void *)"c");
	arena_reset(&arena);
	cr_expect(eq(str, order, "cbda"));
	arena_reset(&arena);
	cr_expect(eq(str, order, "cbda"));
}
