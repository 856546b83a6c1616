/*
 * Conditions on entity tags.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/attr.h"
#include "http/etag.h"

#include "base/banned.h"

Test(http_etag, if_none_match_compares_whole_tags_weakly)
{
	static const struct {
		const char *list;
		bool matches;
	} cases[] = {
		{ "\"3.ab\"", true },
		{ "W/\"3.ab\"", true },
		{ "\"1.cd\", \"3.ab\"", true },
		{ "\"1.cd\",W/\"3.ab\"", true },
		{ " , \"3.ab\" ,", true },
		{ "*", true },
		{ " * ", true },
		{ "\"3.a\"", false },
		{ "\"3.abc\"", false },
		{ "\"3\"", false },
		{ "3.ab", false },
		{ "\"3.ab", false },
		{ "w/\"3.ab\"", false },
		{ "\"*\"", false },
		{ "*, \"1\"", false },
		{ "", false },
		{ ",", false },
	};

	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(eq(int, http_etag_matches(cases[i].list, "\"3.ab\""),
			      cases[i].matches),
		    "%s", cases[i].list);
}

Test(http_etag, if_match_compares_the_version_strongly)
{
	static const struct {
		const char *list;
		bool matches;
	} cases[] = {
		{ "\"3.ab\"", true },
		{ "\"3.other\"", true },
		{ "\"2.ab\", \"3.ab\"", true },
		{ "W/\"2.ab\", \"3.ab\"", true },
		{ "*", true },
		{ "W/\"3.ab\"", false },
		{ "\"3\"", false },
		{ "\"33.ab\"", false },
		{ "\"13.ab\"", false },
		{ "\"03.ab\"", false },
		{ "\"2.ab\"", false },
		{ "\"2.3.ab\"", false },
		{ "3.ab", false },
		{ "\"3.", false },
		{ "", false },
	};

	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(eq(int, http_etag_has_version(cases[i].list, 3),
			      cases[i].matches),
		    "%s", cases[i].list);
}

Test(http_etag, tag_is_version_and_hash)
{
	char a[HTTP_ETAG_SIZE], b[HTTP_ETAG_SIZE];

	http_etag_format(a, 7, "x", 1);
	cr_expect(eq(int, strncmp(a, "\"7.", 3), 0));
	cr_expect(http_etag_has_version(a, 7));
	cr_expect(http_etag_names_version(a, 7));
	cr_expect(http_etag_names_version("\"6.0\", W/\"7.0\"", 7));
	cr_expect(not(http_etag_names_version(a, 8)));
	cr_expect(http_etag_matches(a, a));
	http_etag_format(b, 7, "y", 1);
	cr_expect(ne(str, a, b));
	http_etag_format(b, 8, "x", 1);
	cr_expect(ne(str, a, b));
	http_etag_format(b, 7, "x", 1);
	cr_expect(eq(str, a, b));
}

Test(http_etag, longest_tag_fits)
{
	char tag[HTTP_ETAG_SIZE];

	http_etag_format(tag, INT64_MIN, "", 0);
	cr_expect(eq(chr, tag[strlen(tag) - 1], '"'));
	cr_expect(http_etag_has_version(tag, INT64_MIN));
}
