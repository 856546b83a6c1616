/*
 * What the index of words finds of a viewer's list, and when it leaves the rest
 * to the pages that follow.
 */
#include "base/clock.h"
#include "t/query/fixture.h"

#include "base/banned.h"

enum { FOUND = 3 /* of so many hits a word is not rare */ };

#define TIME INT64_C(1900000000000000)

static struct user_id ann;
static int n_events;

/* n events of ann's, listed or not, with these words, behind those before. */
static void
add_events(int n, enum event_visibility visibility, const char *words)
{
	for (int i = 0; i < n; i++) {
		struct event_id id = fixture_event(.organizer_id = ann,
		    .visibility = visibility, .start_time = TIME + n_events++,
		    .now = TIME);

		ok(q_event_index(on.db, .id = id, .words = words, NULL));
	}
}

struct found {
	size_t hits;
	bool goes_on;
};

/* What ann finds when the first so many listed events were examined. */
static struct found
find(const char *words, int64_t examined)
{
	struct q_event_found_row *rows;
	struct q_event_found_in in = { .words = words,
		.viewer = ann,
		.found = FOUND,
		.examined = examined,
		.from = CLOCK_MIN_US,
		.to = CLOCK_MAX_US,
		.since_start_time = CLOCK_MIN_US,
		.after_start_time = CLOCK_MIN_US,
		.limit = 10 * FOUND };
	struct found found = { 0 };
	size_t n;

	ok(q_event_found_with(on.db, &in, &rows, &n));
	for (size_t i = 0; i < n; i++) {
		found.hits += rows[i].is_hit;
		found.goes_on |= rows[i].is_last;
	}
	return found;
}

static void
expect_found(size_t hits, bool goes_on, struct found found)
{
	cr_expect(found.hits == hits, "%zu hits", found.hits);
	cr_expect(found.goes_on == goes_on);
}

Test_engines(query_found, a_rare_word_is_found_to_the_last)
{
	ann = fixture_user("ann@x.org");
	add_events(9, EVENT_VISIBILITY_PUBLIC, "tea");
	add_events(1, EVENT_VISIBILITY_PUBLIC, "tea zebra");
	add_events(1, EVENT_VISIBILITY_PRIVATE, "zebras");
	expect_found(2, false, find("zebra", 5));
	expect_found(1, false, find("tea zebra", 5));
	expect_found(0, false, find("zebu", 5));
}

Test_engines(query_found, a_common_word_leaves_the_rest_to_the_next_page)
{
	ann = fixture_user("ann@x.org");
	add_events(5, EVENT_VISIBILITY_PUBLIC, "coffee");
	add_events(FOUND, EVENT_VISIBILITY_PUBLIC, "zebra");
	expect_found(0, true, find("zebra", 5));
	expect_found(0, true, find("coffee", 5));
}

/* Nothing is listed that the list could go on with. */
Test_engines(query_found, a_common_word_of_what_is_not_listed_does_so_too)
{
	ann = fixture_user("ann@x.org");
	add_events(FOUND, EVENT_VISIBILITY_PRIVATE, "zebra");
	expect_found(0, true, find("zebra", 5));
}

Test_engines(query_found, of_a_rare_and_a_common_word_the_rare_one_is_looked_up)
{
	ann = fixture_user("ann@x.org");
	add_events(5, EVENT_VISIBILITY_PUBLIC, "coffee");
	add_events(2 * FOUND, EVENT_VISIBILITY_PUBLIC, "zebra");
	add_events(FOUND - 1, EVENT_VISIBILITY_PUBLIC, "tea zebra");
	expect_found(FOUND - 1, false, find("tea zebra", 5));
}
