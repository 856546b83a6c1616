/*
 * The Cookie header.
 */
#include "http/cookie.h"

#include <criterion/criterion.h>

#include "base/str.h"

#include "base/banned.h"

static const struct {
	const char *header, *value;
} cookies[] = {
	{ NULL, NULL },
	{ "", NULL },
	{ "a=1", "1" },
	{ "b=2; a=1", "1" },
	{ "b=2;a=1;c=3", "1" },
	{ "a=1; a=2", "1" },
	{ "a=", "" },
	{ "a==x=", "=x=" },
	{ "a", NULL },
	{ "A=1", NULL },
	{ "aa=1; ba=1; b=a=1", NULL },
	{ ";;; ; a=1", "1" },
	{ "; ", NULL },
};

Test(http_cookie, it_is_found_by_its_whole_name)
{
	struct arena arena;

	arena_init(&arena, 1024);
	for (size_t i = 0; i < sizeof(cookies) / sizeof(*cookies); i++)
		cr_expect(
		    str_eq(http_cookie_find(cookies[i].header, "a", &arena),
			cookies[i].value),
		    "%zu", i);
	arena_release(&arena);
}
