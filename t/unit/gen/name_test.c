/*
 * Which names generated code may use.
 */
#include "gen/name.h"

#include <criterion/criterion.h>

#include "base/attr.h"

#include "base/banned.h"

Test(gen_name, words_of_c_are_reserved)
{
	static const char words[][16] = { "while", "bool", "true", "nullptr",
		"typeof", "constexpr", "asm", "linux", "errno" };

	for (size_t i = 0; i < N_OF(words); i++)
		cr_expect(gen_name_is_reserved(words[i]), "%s", words[i]);
	cr_expect(!gen_name_is_reserved("whiles"));
	cr_expect(!gen_name_is_reserved("event"));
}

Test(gen_name, plain_names_begin_with_a_letter)
{
	static const char others[][8] = { "", "_a", "7a", "aB", "a.b", "a-b",
		"\303\244" };

	for (size_t i = 0; i < N_OF(others); i++)
		cr_expect(!gen_name_is_plain(others[i]), "%s", others[i]);
	cr_expect(gen_name_is_plain("a7_b"));
}
