/*
 * Base45, by the examples of RFC 9285.
 */
#include "crypt/base45.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

static const struct {
	char bytes[20], text[32];
} cases[] = { { "AB", "BB8" }, { "Hello!!", "%69 VD92EX0" },
	{ "base-45", "UJCLQE7W581" }, { "ietf!", "QED8WEX0" }, { "", "" },
	{ "\xff\xff", "FGW" } };

Test(crypt_base45, it_is_that_of_the_rfc)
{
	for (size_t i = 0; i < N_OF(cases); i++) {
		size_t len = strlen(cases[i].bytes);
		char text[32], bytes[20] = "";

		crypt_base45_encode(cases[i].bytes, len, text);
		cr_expect(
		    str_eq(text, cases[i].text), "%s: %s", cases[i].text, text);
		cr_expect(crypt_base45_decode(text, strlen(text), bytes, len) &&
			      memcmp(bytes, cases[i].bytes, len) == 0,
		    "%s", cases[i].text);
	}
}

static const struct {
	char text[8];
	size_t len;
} wrong[] = { { "GGW", 2 }, { ":::", 2 }, { "BB8", 3 }, { "BB8", 1 },
	{ "bb8", 2 }, { "B8", 2 }, { ":5", 1 }, { "B", 1 },
	{ "B\x80"
	  "8",
	    2 } };

Test(crypt_base45, what_stands_for_nothing_is_refused)
{
	for (size_t i = 0; i < N_OF(wrong); i++) {
		char bytes[4];

		cr_expect(
		    crypt_base45_decode(wrong[i].text, strlen(wrong[i].text),
			bytes, wrong[i].len) == false,
		    "%s", wrong[i].text);
	}
}
