/*
 * Values as people type them.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "text/typed.h"

#include "base/banned.h"

typedef const char *(*typed_fn)(struct arena *arena, const char *s);

static const struct {
	typed_fn fn;
	const char *typed, *wanted;
} cases[] = {
	{ text_trim, "ann", "ann" },
	{ text_trim, " ann b\t\n", "ann b" },
	{ text_trim, "\ufeff\u00a0ann\u200b", "ann" },
	{ text_trim, " \t", "" },
	{ text_trim, "", "" },
	{ text_address, " Ann@example.org ", "Ann@example.org" },
	{ text_address, "ann@m\u00fcnchen.example",
	    "ann@xn--mnchen-3ya.example" },
	{ text_address, "ann@mu\u0308nchen.example",
	    "ann@xn--mnchen-3ya.example" },
	{ text_address, "ann@M\u00dcNCHEN.example",
	    "ann@xn--mnchen-3ya.example" },
	{ text_address, "\u00e4nn@example.org", "\u00e4nn@example.org" },
	{ text_address, "ann@\u2028.example", "ann@\u2028.example" },
	{ text_address, "ann", "ann" },
	{ text_address, "ann@caf\xe9.example", "ann@caf\xe9.example" },
	{ text_code, "123456", "123456" },
	{ text_code, " 123 456\n", "123456" },
	{ text_code, "123-456", "123456" },
	{ text_code, "123\u2013\uff14\uff15\uff16", "123456" },
	{ text_code, "12a", "12a" },
	{ text_phone, "+49 30 1", "+49 30 1" },
	{ text_phone, "\u202a+49\u00a030\u20111\u202c", "+49 30-1" },
	{ text_phone, "\uff0b\uff14\uff19", "+49" },
	{ text_language, "de", "de" },
	{ text_language, "de_AT ", "de-AT" },
};

Test(text_typed, values_are_read_as_they_were_meant)
{
	struct arena arena;

	arena_init(&arena, 1 << 16);
	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(eq(str, (char *)cases[i].fn(&arena, cases[i].typed),
			      (char *)cases[i].wanted),
		    "case %zu", i);
	arena_release(&arena);
}
