/*
 * Lists for queries: as many values as were said fit, and no other number.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <string.h>

#include "json/list.h"

#include "base/banned.h"

static const char text[] = "a text whose quotes \" are escaped";

enum { BYTES = sizeof(text) + 3 }; /* quotes, an escape and a comma */

static struct arena arena;

static void
setup(void)
{
	arena_init(&arena, 1 << 16);
}

static void
teardown(void)
{
	arena_release(&arena);
}

TestSuite(json_list, .init = setup, .fini = teardown);

static const char *
list_of(size_t room, size_t n)
{
	struct json_list list;

	json_list_init(&list, room, BYTES);
	for (size_t i = 0; i < n; i++)
		json_write_text(&list.w, text);
	return json_list_text(&list, &arena);
}

Test(json_list, is_an_array_in_the_arena)
{
	cr_expect_str_eq(list_of(0, 0), "[]");
	cr_expect_str_eq(list_of(9, 0), "[]");
	cr_expect_str_eq(
	    list_of(1, 1), "[\"a text whose quotes \\\" are escaped\"]");
	cr_expect_str_eq(list_of(2, 2),
	    "[\"a text whose quotes \\\" are escaped\","
	    "\"a text whose quotes \\\" are escaped\"]");
	cr_expect(strlen(list_of(100, 100)) == 100 * BYTES + 1);
}

Test(json_list, of_more_than_was_said_aborts, .signal = SIGABRT)
{
	list_of(100, 101);
}
