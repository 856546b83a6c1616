/*
 * Finding events by words, as people type them.
 */
#include "t/lib/api.h"

#include <string.h>

#include "base/str.h"
#include "t/lib/rows.h"

#include "base/banned.h"

/* The titles of the last response, without anything between: "ABC". */
static char *
titles(void)
{
	char *out = text("%s", "");
	int i, n = body_count("");

	for (i = 0; i < n; i++)
		out = text("%s%s", out, body(text("/%d/title", i)));
	return out;
}

Test_engines(api_search, finds_words_by_their_beginning)
{
	given_event("a", .title = "A", .starts_in_h = 1,
	    .more = ", 'description': 'Rowing on the Müggelsee'");
	given_event("b", .title = "B", .starts_in_h = 2,
	    .more = ", 'location': 'Rowanberry street'");
	given_event("c", .title = "C", .starts_in_h = 3,
	    .more = ", 'description': 'Nothing but rain'");
	expect(200, anonymous(GET, "/events?q=row"));
	expect_text("AB", titles());
	expect(200, anonymous(GET, "/events?q=ROW+street"));
	expect_text("B", titles());
	expect(200, anonymous(GET, "/events?q=m%%C3%%BCgg"));
	expect_text("A", titles());
	expect(200, anonymous(GET, "/events?q=M%%C3%%9CGG"));
	expect_text("A", titles());
	expect(200, anonymous(GET, "/events?q=rain+-nothing"));
	expect_text("C", titles());
	expect(200, anonymous(GET, "/events?q=owing"));
	expect_text("", titles());
}

Test_engines(api_search, words_are_never_syntax)
{
	static const char odd[][24] = { "%22", "%27", "*", "a*b", "AND", "OR",
		"NOT", "NEAR(a,b)", "words:a", "(", ")", "-", "^a", "a:*%26b",
		"!", "%7C", "%5C", "a%3A%3Ab", "%E2%80%A8", "%20", "" };
	size_t i;

	given_event("a", .title = "A", .starts_in_h = 1);
	for (i = 0; i < N_OF(odd); i++)
		cr_expect(anonymous(GET, "/events?q=%s", odd[i]) == 200,
		    "%s: %s", odd[i], response()->body);
}

Test_engines(api_search, search_pages_too)
{
	given_event("a", .title = "A run", .starts_in_h = 1);
	given_event("b", .title = "B run", .starts_in_h = 2);
	given_event("c", .title = "C walk", .starts_in_h = 3);
	given_event("d", .title = "D run", .starts_in_h = 4);
	expect(200, anonymous(GET, "/events?q=run&limit=2"));
	expect_text("A runB run", titles());
	expect(200, anonymous(GET, "/%s", next_page()));
	expect_text("D run", titles());
	cr_expect(!next_page());
}

Test_engines(api_search, search_follows_changes)
{
	given_event("a", .title = "Sailing", .starts_in_h = 1);
	expect(
	    200, as("ann", PATCH, "/events/%s {'title': 'Rowing'}", id("a")));
	expect(200, anonymous(GET, "/events?q=sailing"));
	expect_text("", titles());
	expect(200, anonymous(GET, "/events?q=rowing"));
	expect_text("Rowing", titles());
	expect(204, as("ann", DELETE, "/events/%s", id("a")));
	expect(200, anonymous(GET, "/events?q=rowing"));
	expect_text("", titles());
}

struct pair {
	char title[40], asked[40];
};

/* What people type finds what others wrote. */
static const struct pair pairs[] = {
	{ "Z\xc3\xbcrich", "Zu\xcc\x88rich" },
	{ "Zu\xcc\x88rich", "Z\xc3\xbcrich" },
	{ "Caf\xc3\xa9", "cafe" },
	{ "cafe", "CAF\xc3\x89" },
	{ "Stra\xc3\x9f"
	  "e",
	    "STRASSE" },
	/* a final sigma, full width, a ligature */
	{ "\xce\xa3\xce\x91\xce\xa3", "\xcf\x83\xce\xb1\xcf\x82" },
	{ "\xef\xbc\xa6\xef\xbc\xb5\xef\xbc\xac\xef\xbc\xac", "full" },
	{ "\xef\xac\x81sh", "fish" },
	{ "\xc5\x81\xc3\xb3"
	  "d\xc5\xba",
	    "lodz" },
	/* inside of a run of Chinese, Japanese, Thai */
	{ "\xe6\x9d\xb1\xe4\xba\xac\xe9\x83\xbd", "\xe4\xba\xac\xe9\x83\xbd" },
	{ "\xe6\x9d\xb1\xe4\xba\xac\xe9\x83\xbd", "\xe9\x83\xbd" },
	{ "\xe3\x82\xb3\xe3\x83\xbc\xe3\x83\x92\xe3\x83\xbc",
	    "\xe3\x83\xbc\xe3\x83\x92" },
	{ "\xe0\xb8\x95\xe0\xb8\xa5\xe0\xb8\xb2\xe0\xb8\x94",
	    "\xe0\xb8\xa5\xe0\xb8\xb2" },
	/* a letter of a newer Unicode than SQLite's tables */
	{ "\xf0\x90\x92\xb0\xf0\x90\x93\x99", "\xf0\x90\x93\x98" },
};

/* s as it stands in a query string. */
static char *
encoded(const char *s)
{
	char *out = text("%s", "");

	for (; *s; s++)
		out = text("%s%%%02X", out, (unsigned char)*s);
	return out;
}

Test_engines(api_search, finds_what_is_written_otherwise)
{
	for (size_t i = 0; i < N_OF(pairs); i++) {
		char *name = text("e%zu", i);

		given_event(name, .title = text("%s x%zux", pairs[i].title, i),
		    .starts_in_h = 1);
		expect(200, anonymous(GET, "/events?q=%s+x%zux",
				encoded(pairs[i].asked), i));
		cr_expect(body_count("") == 1, "%s by %s", pairs[i].title,
		    pairs[i].asked);
		expect(200, anonymous(GET, "/events?q=%s+x%zux",
				encoded(pairs[i].title), i));
		cr_expect(body_count("") == 1, "%s by itself", pairs[i].title);
	}
}

Test_engines(api_search, no_place_is_pushed_out_by_a_long_description)
{
	char *long_text = text("%s", "");

	for (int i = 0; i < 1600; i++)
		long_text = text("%s w%d", long_text, i);
	given_event("a", .title = "A",
	    .more = text(", 'description': '%s last', 'location': 'Quay', "
			 "'venue': {'name': 'Hall'}",
		long_text));
	expect(200, anonymous(GET, "/events?q=quay"));
	expect_text("A", titles());
	expect(200, anonymous(GET, "/events?q=hall"));
	expect_text("A", titles());
	expect(200, anonymous(GET, "/events?q=last"));
	expect_text("A", titles());
}

Test_engines(api_search, every_word_counts)
{
	char *words = text("%s", "w10");

	for (int i = 11; i < 40; i++)
		words = text("%s+w%d", words, i);
	given_event("a", .title = text("%s", "A"),
	    .more = text(", 'description': '%s'", words));
	expect(200, anonymous(GET, "/events?q=%s", words));
	expect_text("A", titles());
	expect(200, anonymous(GET, "/events?q=%s+missing", words));
	expect_text("", titles());
}

Test_engines(api_search, signs_alone_find_nothing_and_an_empty_field_is_none)
{
	given_event("a", .title = "A --- \xf0\x9f\x8e\x89");
	expect(200, anonymous(GET, "/events?q=---"));
	expect_text("", titles());
	expect(
	    200, anonymous(GET, "/events?q=%%F0%%9F%%8E%%89&status=published"));
	expect_int(0, body_count(""));
	expect(200, anonymous(GET, "/events?q="));
	expect_int(1, body_count(""));
	expect(200, anonymous(GET, "/events?q=+"));
	expect_int(1, body_count(""));
}

/* What the index holds, whatever the lists show of it. */
static long
indexed(void)
{
	return (long)rows_where("event_search", "TRUE");
}

Test_engines(api_search, the_words_of_a_deleted_event_are_gone)
{
	given_event("a", .title = "A");
	given_event("b", .title = "B");
	expect_int(2, indexed());
	expect(204, as("ann", DELETE, "/events/%s", id("a")));
	expect_int(1, indexed());
}
