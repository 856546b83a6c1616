/*
 * Lists of events: order, filters, pages.
 */
#include "t/lib/api.h"

#include <string.h>

#include "base/banned.h"

#define MUSIC "01900000-0000-7000-8000-000000000008"

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

/* The titles of the list at path as ann sees it, of all of its pages. */
static char *
all_titles(const char *path)
{
	char *out = text("%s", "");

	expect(200, as("ann", GET, "%s", path));
	while (next_page()) {
		out = text("%s%s", out, titles());
		expect(200, as("ann", GET, "/%s", next_page()));
	}
	return text("%s%s", out, titles());
}

static void
given_five(void)
{
	given_event("c", .title = "C", .starts_in_h = 30);
	given_event("a", .title = "A", .starts_in_h = 10);
	given_event("e", .title = "E", .starts_in_h = 50, .by = "bob");
	given_event("b", .title = "B", .starts_in_h = 20, .by = "bob");
	given_event("d", .title = "D", .starts_in_h = 40);
}

Test_engines(api_event_list, is_ordered_by_start)
{
	given_five();
	expect(200, anonymous(GET, "/events"));
	expect_text("ABCDE", titles());
	cr_expect(!next_page());
}

/* Ann's series of three dates from so many hours on, and an event. */
static void
given_series(void)
{
	given_event("s", .title = "S", .starts_in_h = 10,
	    .more = ", 'rrule': 'FREQ=DAILY;COUNT=3'");
	given_event("t", .title = "T", .starts_in_h = 20, .is_private = true,
	    .more = ", 'rrule': 'FREQ=DAILY;COUNT=3'");
	given_event("e", .title = "E", .starts_in_h = 15);
}

Test_engines(api_event_list, a_series_is_there_once_with_its_next_date)
{
	given_series();
	expect_text("SETSTST", all_titles("/events?limit=2"));
	expect_text("SET", all_titles("/events?limit=2&dates=next"));
	expect_text("SETSTST", all_titles("/events?dates=all"));
	expect_text(
	    "TS", all_titles(text("/events?dates=next&from=%s", in_hours(37))));
	expect_text("S", all_titles("/events?dates=next&q=s"));
	expect_text("", all_titles("/events?dates=next&status=cancelled"));
	expect(200, anonymous(GET, "/events/%s/occurrences", id("s")));
	expect(200, as("ann", POST, "/events/%s/cancel", body("/0/id")));
	expect_text("ETS", all_titles("/events?limit=1&dates=next"));
}

Test_engines(api_event_list, the_dates_of_one_series)
{
	given_series();
	expect_text(
	    "SSS", all_titles(text("/events?limit=2&series_id=%s", id("s"))));
	expect_text(
	    "S", all_titles(text("/events?dates=next&series_id=%s", id("s"))));
	expect_text("TTT", all_titles(text("/events?series_id=%s", id("t"))));
	expect(200, anonymous(GET, "/events?series_id=%s", id("t")));
	expect_text("", titles());
	expect_text("", all_titles(text("/events?series_id=%s", id("ann"))));
}

Test_engines(api_event_list, what_somebody_hosts)
{
	static const char *const helped[][3] = { { "ann", "a", "guests" },
		{ "bob", "b", "hosts" }, { "ann", "s", "hosts" },
		{ "ann", "t", "hosts" } };

	given("k", "ann", "/groups {'name': 'k'}");
	expect(200, as("bob", POST, "/groups/%s/join", id("k")));
	expect(200, as("cat", POST, "/groups/%s/join", id("k")));
	given_event("a", .title = "A", .starts_in_h = 5);
	given_event("b", .title = "B", .starts_in_h = 6, .by = "bob");
	given_series();
	expect(200, anonymous(GET, "/events?host=me"));
	expect_text("", titles());
	expect_text("ASETSTST", all_titles("/events?limit=2&host=me"));
	for (size_t i = 0; i < N_OF(helped); i++)
		expect(204, as(helped[i][0], PUT, "/events/%s/%s/%s %s",
				id(helped[i][1]), helped[i][2], id("cat"),
				i ? "{\"role\": \"door\"}" : ""));
	expect(200, as("cat", GET, "/events?host=me"));
	expect_text("BSTSTST", titles());
	expect(200, as("cat", GET, "/events?host=me&dates=next&organizer_id=%s",
			id("ann")));
	expect_text("ST", titles());
}

Test_engines(api_event_list, the_next_page_has_the_path_as_it_is_documented)
{
	given_five();
	expect(200, anonymous(GET, "/events/?limit=2"));
	cr_expect(str_has_prefix(next_page(), "/api/v1/events?limit=2&"), "%s",
	    next_page());
}

Test_engines(api_event_list, has_drafts_and_private_ones_only_for_their_owner)
{
	given_five();
	given_event("x", .title = "X", .starts_in_h = 15, .draft = true);
	given_event("y", .title = "Y", .starts_in_h = 25, .is_private = true);
	expect(200, anonymous(GET, "/events"));
	expect_text("ABCDE", titles());
	expect(200, as("bob", GET, "/events"));
	expect_text("ABCDE", titles());
	expect(200, as("ann", GET, "/events"));
	expect_text("AXBYCDE", titles());
	expect(200, as("ann", GET, "/events?status=draft"));
	expect_text("X", titles());
	expect(200, as("bob", GET, "/events?status=draft"));
	expect_text("", titles());
	expect(200, as("ann", GET, "/users/me/events"));
	expect_text("AXYCD", titles());
	expect(200, as("bob", GET, "/users/me/events"));
	expect_text("BE", titles());
}

Test_engines(api_event_list, pages_follow_each_other)
{
	given_five();
	expect(200, as("ann", GET, "/events?limit=2"));
	expect_text("AB", titles());
	expect(200, as("ann", GET, "/%s", next_page()));
	expect_text("CD", titles());
	/* what is added before the cursor does not shift the rest */
	given_event("z", .title = "Z", .starts_in_h = 5);
	expect(200, as("ann", GET, "/events?limit=3"));
	expect_text("ZAB", titles());
	expect(200, as("ann", GET, "/%s", next_page()));
	expect_text("CDE", titles());
	cr_expect(!next_page());
	expect(200, as("ann", GET, "/users/me/events?limit=3"));
	expect_text("ZAC", titles());
	expect(200, as("ann", GET, "/%s", next_page()));
	expect_text("D", titles());
}

Test_engines(api_event_list, equal_starts_are_all_listed)
{
	char *at = in_hours(10), *end = in_hours(11), *seen = text("%s", "");
	int i;

	for (i = 0; i < 7; i++)
		expect(201, as("ann", POST,
				"/events {'title': '%d', 'start_time': '%s', "
				"'end_time': '%s'}",
				i, at, end));
	expect(200, anonymous(GET, "/events?limit=3"));
	seen = text("%s%s", seen, titles());
	expect(200, anonymous(GET, "/%s", next_page()));
	seen = text("%s%s", seen, titles());
	expect(200, anonymous(GET, "/%s", next_page()));
	seen = text("%s%s", seen, titles());
	cr_expect(!next_page());
	cr_expect(strlen(seen) == 7, "%s", seen);
	for (i = 0; i < 7; i++)
		cr_expect(strchr(seen, '0' + i), "%s", seen);
}

Test_engines(api_event_list, pages_keep_their_filters)
{
	given_five();
	expect(200,
	    anonymous(GET, "/events?limit=1&organizer_id=%s&q=a", id("bob")));
	expect_text("", titles());
	expect(
	    200, anonymous(GET, "/events?limit=1&organizer_id=%s", id("bob")));
	expect_text("B", titles());
	expect(200, anonymous(GET, "/%s", next_page()));
	expect_text("E", titles());
	cr_expect(!next_page());
}

Test_engines(api_event_list, is_bounded_by_time)
{
	given_five();
	expect(200, anonymous(GET, "/events?from=%s", in_hours(25)));
	expect_text("CDE", titles());
	expect(200, anonymous(GET, "/events?to=%s", in_hours(25)));
	expect_text("AB", titles());
	expect(200, anonymous(GET, "/events?from=%s&to=%s", in_hours(15),
			in_hours(45)));
	expect_text("BCD", titles());
	expect(
	    200, anonymous(GET, "/events?from=2031-01-01T00:00:00%%2B01:00"));
	expect_text("", titles());
	expect(200, as("ann", GET, "/users/me/events?from=%s&to=%s",
			in_hours(15), in_hours(35)));
	expect_text("C", titles());
}

static const char *
times(const char *s, int n)
{
	char *out = text("%s", "");

	while (n--)
		out = text("%s%s", out, s);
	return out;
}

Test_engines(api_event_list, has_the_beginning_of_a_description)
{
	static const char smile[] = "\xf0\x9f\x98\x80";
	const char *mark = "\xe2\x80\xa6"; /* three dots */
	const char *letters = times("a", 499), *smiles = times(smile, 499);
	/* what one sees as one letter is not cut in two */
	const struct {
		const char *given, *listed;
	} cases[] = { { "a", "a" }, { text("%sb", letters), NULL },
		{ text("%sbc", letters), text("%sb%s", letters, mark) },
		{ text("%sb\xcc\x88", letters), text("%s%s", letters, mark) },
		{ text("%s%s", smiles, smile), NULL },
		{ text("%s%sx", smiles, smile),
		    text("%s%s%s", smiles, smile, mark) } };

	for (size_t i = 0; i < N_OF(cases); i++) {
		given_event(
		    "e", .more = text(", 'description': '%s'", cases[i].given));
		expect(200, as("ann", GET, "/users/me/events"));
		expect_text(cases[i].listed ? cases[i].listed : cases[i].given,
		    body("/0/description"));
		expect(200, as("ann", GET, "/events/%s", id("e")));
		expect_text(cases[i].given, body("/description"));
		expect(204, as("ann", DELETE, "/events/%s", id("e")));
	}
}

Test_engines(api_event_list, a_page_of_large_events_ends_early)
{
	enum { N = 150 };
	const char *more = text(
	    ", 'location': '%s', 'image_url': 'https://a.example/%s', "
	    "'venue': {'name': 'x', 'address': '%s'}, 'description': '%s'",
	    times("\xf0\x9f\x98\x80", 500), times("a", 2000),
	    times("\xf0\x9f\x98\x80", 500), times("\xf0\x9f\x98\x80", 500));
	int n = 0;

	for (int i = 0; i < N; i++)
		given_event("e", .starts_in_h = 1 + i, .more = more);
	expect(200, anonymous(GET, "/events?limit=200"));
	n = body_count("");
	cr_expect(n > N / 2 && n < N, "%d", n);
	expect(200, anonymous(GET, "/%s", next_page()));
	expect_int(N - n, body_count(""));
	cr_expect(!next_page());
}

/* Events that run now, of the longest that a span holds and longer, and as many
 * that are over. */
static void
given_long_ones(void)
{
	static const int hours[] = { 1, 3, 4, 24, 30, 192, 200, 1536, 1600,
		12288, 13000 };
	char *now = in_hours(0);

	for (size_t i = 0; i < N_OF(hours); i++) {
		expect(201,
		    as("ann", POST,
			"/events {'title': '%c', 'start_time': '%s', "
			"'end_time': '%s'}",
			(int)('a' + i), in_hours(1 - hours[i]), in_hours(1)));
		expect(201, as("ann", POST,
				"/events {'title': 'over', 'start_time': '%s', "
				"'end_time': '%s'}",
				in_hours(-hours[i]), now));
	}
	expect(201, as("ann", POST,
			"/events {'title': 'A', 'start_time': '%s', "
			"'end_time': '%s', 'visibility': 'private'}",
			in_hours(-2), in_hours(2)));
	expect(201, as("ann", POST,
			"/events {'title': 'Z', 'start_time': '%s', "
			"'end_time': '%s'}",
			in_hours(1), in_hours(2)));
}

Test_engines(api_event_list, from_a_time_on_has_what_is_not_over)
{
	given_long_ones();
	expect(200, anonymous(GET, "/events?from=%s", in_hours(0)));
	expect_text("kjihgfedcbaZ", titles());
	expect(200, as("bob", GET, "/events?from=%s", in_hours(0)));
	expect_text("kjihgfedcbaZ", titles());
	expect(200, as("ann", GET, "/events?from=%s", in_hours(0)));
	expect_text("kjihgfedcbAaZ", titles());
	expect(200, as("ann", GET, "/users/me/events?from=%s", in_hours(0)));
	expect_text("kjihgfedcbAaZ", titles());
	expect(200, anonymous(GET, "/events?from=%s&organizer_id=%s",
			in_hours(0), id("ann")));
	expect_text("kjihgfedcbaZ", titles());
	expect(200, anonymous(GET, "/events?from=%s&q=k", in_hours(0)));
	expect_text("k", titles());
	expect(200, anonymous(GET, "/events?from=%s&to=%s", in_hours(0),
			in_hours(-30)));
	expect_text("kjihgf", titles());
	expect_text("kjihgfedcbAaZ",
	    all_titles(text("/events?limit=2&from=%s", in_hours(0))));
}

Test_engines(api_event_list, what_begins_as_the_list_does_is_listed_once)
{
	for (int i = 0; i < 5; i++)
		expect(201, as("ann", POST,
				"/events {'title': '%d', 'start_time': '%s', "
				"'end_time': '%s'}",
				i, in_hours(5), in_hours(i % 2 ? 6 : 50)));
	expect_text(
	    "01234", all_titles(text("/events?limit=1&from=%s", in_hours(5))));
}

Test_engines(api_event_list, finds_what_is_near)
{
	/* Berlin, Potsdam (26 km away), Paris; and one without a place */
	given_event("b", .title = "B", .starts_in_h = 1,
	    .more = ", 'venue': {'name': 'x', 'lat': 52.52, 'lon': 13.405}");
	given_event("p", .title = "P", .starts_in_h = 2,
	    .more = ", 'venue': {'name': 'x', 'lat': 52.4, 'lon': 13.06}");
	given_event("f", .title = "F", .starts_in_h = 3,
	    .more = ", 'venue': {'name': 'x', 'lat': 48.8566, 'lon': 2.3522}");
	given_event("n", .title = "N", .starts_in_h = 4);
	expect(200, anonymous(GET, "/events?near=52.52,13.4"));
	expect_text("B", titles());
	expect(200, anonymous(GET, "/events?near=52.52,13.4&radius_m=20000"));
	expect_text("B", titles());
	expect(200, anonymous(GET, "/events?near=52.52,13.4&radius_m=35000"));
	expect_text("BP", titles());
	expect_problem(
	    422, "validation_failed", anonymous(GET, "/events?near=95,13.4"));
	expect_problem(
	    422, "validation_failed", anonymous(GET, "/events?near=here"));
}

Test_engines(api_event_list, finds_what_is_near_across_the_date_line)
{
	given_event("f", .title = "F", .starts_in_h = 1,
	    .more = ", 'venue': {'name': 'x', 'lat': -17, 'lon': 179.99}");
	given_event("w", .title = "W", .starts_in_h = 2,
	    .more = ", 'venue': {'name': 'x', 'lat': -17, 'lon': -179.99}");
	expect(200, anonymous(GET, "/events?near=-17,180&radius_m=2000"));
	expect_text("FW", titles());
	expect(200, anonymous(GET, "/events?near=-17,-179.99&radius_m=3000"));
	expect_text("FW", titles());
	expect(200, anonymous(GET, "/events?near=-17,-179.99&radius_m=1000"));
	expect_text("W", titles());
	expect(200, anonymous(GET, "/events?near=-17,0"));
	expect_text("", titles());
}

/* A published event of that title at a place. */
static void
given_at(char title, double lat, double lon)
{
	given_event("e", .title = text("%c", title), .starts_in_h = title,
	    .more = text(
		", 'venue': {'name': 'x', 'lat': %f, 'lon': %f}", lat, lon));
}

Test_engines(api_event_list, finds_what_is_near_a_pole)
{
	given_at('A', 89.99, 0); /* 1.1 km from the pole */
	given_at('B', 89.99, 180);
	given_at('C', 89.9, -90); /* 11 km */
	given_at('D', 90, 17);
	given_at('E', -90, 17);
	given_at('F', 88.5, 90); /* 167 km */
	expect(200, anonymous(GET, "/events?near=90,-60&radius_m=2000"));
	expect_text("ABD", titles());
	expect(200, anonymous(GET, "/events?near=89.99,90&radius_m=1600"));
	expect_text("ABD", titles());
	expect(200, anonymous(GET, "/events?near=89.99,0&radius_m=2000"));
	expect_text("AD", titles());
	expect(200, anonymous(GET, "/events?near=89.95,90&radius_m=20000"));
	expect_text("ABCD", titles());
	expect(200, anonymous(GET, "/events?near=89.95,-90&radius_m=200000"));
	expect_text("ABCDF", titles());
	expect(200, anonymous(GET, "/events?near=-89.95,-90&radius_m=200000"));
	expect_text("E", titles());
}

/* Every event of a grid is found from another one at just the distance. */
Test_engines(api_event_list, finds_what_is_near_wherever_it_is)
{
	static const double lats[] = { -89.3, -45, 0, 33.3, 60, 88 };
	static const double lons[] = { -180, -179.999, -90, -0.001, 0, 45, 90,
		179.999 };
	static const int radii[] = { 50, 700, 900, 6000, 7000, 50000, 60000,
		200000 };

	for (size_t i = 0; i < N_OF(lats); i++)
		for (size_t j = 0; j < N_OF(lons); j++)
			given_at('A', lats[i], lons[j]);
	for (size_t i = 0; i < N_OF(lats); i++)
		for (size_t j = 0; j < N_OF(radii); j++) {
			const double a_metre = 1 / 111195.08;
			double lon = lons[(i + j) % N_OF(lons)];

			expect(200,
			    anonymous(GET, "/events?near=%f,%f&radius_m=%d",
				lats[i] + radii[j] * a_metre * 0.999, lon,
				radii[j]));
			cr_expect(body_count("") > 0, "%f %f %d", lats[i], lon,
			    radii[j]);
			expect(200,
			    anonymous(GET, "/events?near=%f,%f&radius_m=%d",
				lats[i] + radii[j] * a_metre * 1.01, lon,
				radii[j] > 50000 ? 1 : radii[j]));
			expect_int(0, body_count(""));
		}
}

Test_engines(api_event_list, a_category_lists_what_moved)
{
	given_event("a", .title = "A", .starts_in_h = 1,
	    .more = ", 'category_ids': ['" MUSIC "']");
	given_event("b", .title = "B", .starts_in_h = 2,
	    .more = ", 'category_ids': ['" MUSIC "']");
	given_event("d", .title = "D", .starts_in_h = 3, .draft = true,
	    .more = ", 'category_ids': ['" MUSIC "']");
	expect(200, as("ann", PATCH,
			"/events/%s {'start_time': '%s', 'end_time': '%s'}",
			id("a"), in_hours(5), in_hours(6)));
	expect(200, anonymous(GET, "/events?category_id=" MUSIC));
	expect_text("BA", titles());
	expect(200, as("ann", POST, "/events/%s/publish", id("d")));
	expect(200, anonymous(GET, "/events?category_id=" MUSIC));
	expect_text("BDA", titles());
	expect(200,
	    as("ann", PATCH, "/events/%s {'visibility': 'private'}", id("b")));
	expect(200, anonymous(GET, "/events?category_id=" MUSIC));
	expect_text("DA", titles());
}

/* More than a page examines lie before the first one that passes. */
Test_engines(api_event_list, a_page_that_examined_enough_goes_on_in_the_next)
{
	enum { N = 460 };

	for (int i = 0; i < N; i++)
		given_event("e", .title = i % 230 == 229 ? "x" : "common",
		    .starts_in_h = 1 + i,
		    .more = i % 230 == 229 ? ", 'category_ids': ['" MUSIC "']"
					   : "");
	given_event("z", .title = "common rare", .starts_in_h = N + 1,
	    .more = ", 'category_ids': ['" MUSIC "']");
	expect_text(
	    "xxcommon rare", all_titles(text("/events?limit=2&organizer_id=%s"
					     "&category_id=" MUSIC,
				 id("ann"))));
	expect(200, anonymous(GET, "/events?limit=2&q=x"));
	expect_text("xx", titles());
	expect(200, anonymous(GET, "/events?limit=2&q=rare%%20comm"));
	expect_text("common rare", titles());
	cr_expect(!next_page());
	expect(200, anonymous(GET, "/events?limit=2&q=nothing"));
	expect_int(0, body_count(""));
	cr_expect(!next_page());
	expect_text("xx", all_titles("/events?limit=2&q=x&status=published"));
	expect_text(
	    "", all_titles("/events?limit=9&q=common&status=cancelled"));
	expect_text(
	    "", all_titles("/events?limit=9&q=comm+rar&status=cancelled"));
}

/* Wherever among the examined events those that pass stand, the last one too.
 */
Test_engines(api_event_list, no_page_ends_before_the_last_that_passes)
{
	static const char *const filters[] = { "status=published",
		("category_id=" MUSIC), "near=52.52,13.40",
		"from=2020-01-01T00:00:00Z" };
	enum { N = 60 };
	char *hits = text("%s", "");

	for (int i = 1; i <= N; i++) {
		const char *title = i % 7 == 1 || i >= 58 ? "hit" : "other";

		given_event("e", .title = title, .starts_in_h = i,
		    .more = ", 'category_ids': ['" MUSIC "'], 'venue': "
			    "{'name': 'V', 'lat': 52.52, 'lon': 13.40}");
		if (strcmp(title, "hit") == 0)
			hits = text("%shit", hits);
	}
	for (size_t f = 0; f < N_OF(filters); f++)
		for (int limit = 1; limit <= 8; limit++)
			expect_text(
			    hits, all_titles(text("/events?limit=%d&q=hit&%s",
				      limit, filters[f])));
}

Test_engines(api_event_list, filters_go_together)
{
	given_event("a", .title = "A run", .starts_in_h = 1,
	    .more = ", 'category_ids': ['" MUSIC "']");
	given_event("b", .title = "B run", .starts_in_h = 2, .by = "bob",
	    .more = ", 'category_ids': ['" MUSIC "']");
	given_event("c", .title = "C run", .starts_in_h = 3);
	expect(200, anonymous(GET, "/events?category_id=" MUSIC));
	expect_text("A runB run", titles());
	expect(200, anonymous(GET,
			"/events?category_id=" MUSIC "&organizer_id=%s&q=run",
			id("bob")));
	expect_text("B run", titles());
	expect(200, as("ann", POST, "/events/%s/cancel", id("a")));
	expect(
	    200, anonymous(GET, "/events?status=published&category_id=" MUSIC));
	expect_text("B run", titles());
}

Test_engines(api_event_list, odd_limits_and_cursors_are_refused)
{
	char *cursor;

	given_five();
	expect_problem(
	    422, "validation_failed", anonymous(GET, "/events?limit=0"));
	expect_problem(
	    422, "validation_failed", anonymous(GET, "/events?limit=201"));
	expect_problem(
	    422, "validation_failed", anonymous(GET, "/events?limit=x"));
	expect_problem(
	    422, "validation_failed", anonymous(GET, "/events?from=soon"));
	expect_problem(
	    400, "cursor_invalid", anonymous(GET, "/events?cursor=abc"));
	expect(200, anonymous(GET, "/events?limit=1"));
	cursor = strstr(next_page(), "cursor=");
	cr_assert(cursor);
	cursor = text("%.*s", (int)strcspn(cursor, "&"), cursor);
	expect(200, anonymous(GET, "/events?%s", cursor));
	expect_problem(
	    400, "cursor_invalid", anonymous(GET, "/events?%sA", cursor));
	expect_problem(
	    400, "cursor_invalid", anonymous(GET, "/categories?%s", cursor));
	expect_problem(400, "cursor_invalid",
	    as("ann", GET, "/users/me/sessions?%s", cursor));
	expect_problem(400, "cursor_invalid",
	    as("ann", GET, "/users/me/events?%s", cursor));
	expect_problem(400, "cursor_invalid",
	    as("ann", GET, "/users/me/rsvps?%s", cursor));
	expect_problem(400, "cursor_invalid",
	    as("ann", GET, "/events/%s/rsvps?%s", id("a"), cursor));
	cursor[12] = cursor[12] == 'A' ? 'B' : 'A';
	expect_problem(
	    400, "cursor_invalid", anonymous(GET, "/events?%s", cursor));
}

Test_engines(api_event_list, unknown_query_fields_are_ignored)
{
	given_five();
	expect(200, anonymous(GET, "/events?utm_source=x&limit=2&&=&a"));
	expect_text("AB", titles());
}
