/*
 * What a client of tus says of a file.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "http/date.h"
#include "http/metadata.h"

#include "base/banned.h"

static const struct {
	const char *header, *key;
	const char *value; /* NULL: it is refused */
} rows[] = {
	{ "filename YS50eHQ=", "filename", "a.txt" },
	{ "filename YS50eHQ=,b YWI=", "b", "ab" },
	{ "filename YS50eHQ=, b", "b", "" },
	{ "a w6Q=", "a", "\xc3\xa4" },
	{ "a YWJj", "a", "abc" },
	{ "", "a", NULL },
	{ "a YQ==,", "a", NULL },
	{ " YQ==", "", NULL },
	{ "a YQ", "a", NULL },
	{ "a YQ=", "a", NULL },
	{ "a YR==", "a", NULL },
	{ "a =Q==", "a", NULL },
	{ "a YQ==YQ==", "a", NULL },
	{ "a Y Q=", "a", NULL },
	{ "a Y-_=", "a", NULL },
	{ "a YQ==,a YQ==", "a", NULL },
	{ "a /w==", "a", NULL },
	{ "a YQBi", "a", NULL },
	{ "a Cg==", "a", NULL },
	{ "\xc3\xa4 YQ==", "a", NULL },
	{ "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16", "16", "" },
	{ "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17", "17", NULL },
};

Test(http_metadata, is_read_or_refused)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct http_metadata m;
		struct arena arena;

		arena_init(&arena, 1 << 16);
		if (!http_metadata_read(rows[i].header, &arena, &m))
			cr_expect(rows[i].value == NULL, "%s", rows[i].header);
		else if (rows[i].value)
			cr_expect(
			    eq(str, (char *)http_metadata_find(&m, rows[i].key),
				(char *)rows[i].value));
		else
			cr_expect(false, "it takes \"%s\"", rows[i].header);
		arena_release(&arena);
	}
}

Test(http_metadata, what_is_not_there_is_not_found)
{
	struct http_metadata m;
	struct arena arena;

	arena_init(&arena, 1 << 16);
	cr_assert(http_metadata_read("a YQ==", &arena, &m));
	cr_expect(http_metadata_find(&m, "b") == NULL);
	arena_release(&arena);
}

Test(http_date, is_as_rfc_9110_has_it)
{
	char text[HTTP_DATE_SIZE];

	http_date_format(INT64_C(784111777) * 1000000, text);
	cr_expect(eq(str, text, "Sun, 06 Nov 1994 08:49:37 GMT"));
	http_date_format(INT64_C(951782400) * 1000000 + 999999, text);
	cr_expect(eq(str, text, "Tue, 29 Feb 2000 00:00:00 GMT"));
}
