/*
 * Foreign text becomes UTF-8.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "http/text.h"

#include "base/banned.h"

Test(http_text, clean_keeps_what_is_good)
{
	static const struct {
		const char *from, *to;
	} cases[] = {
		{ "", "" },
		{ "plain", "plain" },
		{ "café", "café" },
		{ "\xff", "" }, /* looks like the start of a character */
		{ "\xffz", "?z" },
		{ "caf\xc3", "caf" },
		{ "a\x80z", "a?z" },
		{ "é\xffz", "???z" },
		{ "1234567890", "123456789" },
		{ "12345678é", "12345678" },
		{ "1234567é", "1234567é" },
	};
	char to[10];

	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(
		    eq(str,
			(char *)http_text_clean(to, sizeof(to), cases[i].from),
			(char *)cases[i].to),
		    "case %zu", i);
}
