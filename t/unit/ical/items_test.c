/*
 * Calendars that others wrote, whole.
 */
#include "ical/items.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "ical/duration.h"
#include "ical/windows_zone.h"

#include "base/banned.h"

static struct arena arena;
static struct ical_items items;

static void
setup(void)
{
	arena_init(&arena, 64 << 20);
}

static void
teardown(void)
{
	arena_release(&arena);
}

TestSuite(ical_items, .init = setup, .fini = teardown);

/* An event of these lines in a calendar. */
static const struct ical_item *
read_one(const char *lines)
{
	items = ical_items_read(
	    arena_printf(&arena,
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\n%s\nEND:VEVENT\n"
		"END:VCALENDAR\n",
		lines),
	    &arena);
	cr_assert(eq(sz, items.n, 1));
	cr_expect(items.is_calendar && items.is_cut == false);
	return &items.v[0];
}

Test(ical_items, an_event_says_what_when_and_where)
{
	const struct ical_item *e = read_one(
	    "UID: 1@a \nSUMMARY:Choir\\, practice\nDESCRIPTION:a\\nb\n"
	    "LOCATION:Hall\nURL:https://a.example\nGEO:52.5;-13.25\n"
	    "DTSTART;TZID=\"Europe/Berlin\":20300601T180000\n"
	    "DTEND:20300601T180000Z\nSTATUS:Tentative\nCLASS:CONFIDENTIAL\n"
	    "TRANSP:TRANSPARENT\nBEGIN:VALARM\nSUMMARY:no\nEND:VALARM");

	cr_expect(eq(str, (char *)e->uid, "1@a"));
	cr_expect(eq(str, (char *)e->summary, "Choir, practice"));
	cr_expect(eq(str, (char *)e->description, "a\nb"));
	cr_expect(eq(str, (char *)e->location, "Hall"));
	cr_expect(eq(str, (char *)e->url, "https://a.example"));
	cr_expect(e->lat == 52.5 && e->lon == -13.25);
	cr_expect(e->has_place && e->is_free && e->is_private);
	cr_expect(eq(int, e->status, ICAL_TENTATIVE));
	cr_expect(eq(str, (char *)e->start.tzid, "Europe/Berlin"));
	cr_expect(eq(i64, e->start.wall_us, e->end.wall_us));
	cr_expect(e->end.is_utc && e->start.is_utc == false);
}

Test(ical_items, a_series_has_its_first_rule_and_all_its_dates)
{
	const struct ical_item *e = read_one(
	    "DTSTART;VALUE=DATE:20300601\nDURATION:P2D\n"
	    "RRULE: FREQ=WEEKLY \nRRULE:FREQ=DAILY\n"
	    "EXDATE;VALUE=DATE:20300608,20300615\nEXDATE:20300622\n"
	    "EXDATE:x,20301301,\n"
	    "RDATE;VALUE=PERIOD;TZID=A/B:20300701T180000/PT1H,"
	    "20300702T180000/20300702T190000");

	cr_expect(e->start.is_day && e->start.tzid == NULL);
	cr_expect(eq(i64, e->duration.days_us, 2 * CLOCK_DAY_US));
	cr_expect(eq(str, (char *)e->rrule, "FREQ=WEEKLY"));
	cr_expect(eq(sz, e->n_rules, 2));
	cr_expect(eq(sz, e->exdates.n, 3));
	cr_assert(eq(sz, e->rdates.n, 2));
	cr_expect(eq(str, (char *)e->rdates.v[1].tzid, "A/B"));
	cr_expect(eq(i64, e->rdates.v[1].wall_us - e->rdates.v[0].wall_us,
	    CLOCK_DAY_US));
}

Test(ical_items, what_is_said_first_counts)
{
	const struct ical_item *e = read_one(
	    "UID:\nUID:1\nUID:2\nDTSTART:x\nDTSTART:20300601\n"
	    "DTSTART:20300602");

	cr_expect(eq(str, (char *)e->uid, "1"));
	cr_expect(eq(i64, e->start.wall_us % (2 * CLOCK_DAY_US),
	    clock_days_from_civil(2030, 6, 1) % 2 * CLOCK_DAY_US));
}

Test(ical_items, a_character_may_be_folded_and_one_that_is_none_is_left_out)
{
	const struct ical_item *e = read_one("SUMMARY:b\xc3\r\n \xbc"
					     "cher\nLOCATION:b\xfc"
					     "cher");

	cr_expect(eq(str, (char *)e->summary,
	    "b\xc3\xbc"
	    "cher"));
	cr_expect(e->location == NULL);
	items = ical_items_read("\xef\xbb\xbf"
				"BEGIN:VCALENDAR\nVERSION:2.0\n",
	    &arena);
	cr_expect(items.is_calendar);
}

Test(ical_items, a_place_that_is_none_on_earth_is_none)
{
	static const char bad[][24] = { "91;0", "0;181", "nan;0", "0;inf", "1",
		"1,2", "1;2;3", ";", "" };

	for (size_t i = 0; i < N_OF(bad); i++)
		cr_expect(read_one(arena_printf(&arena, "GEO:%s", bad[i]))
				  ->has_place == false,
		    "%s", bad[i]);
}

Test(ical_items, zones_say_where_they_are)
{
	items = ical_items_read(
	    "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Mine\n"
	    "X-LIC-LOCATION:Europe/Berlin\nBEGIN:STANDARD\nTZID:no\n"
	    "END:STANDARD\nEND:VTIMEZONE\nBEGIN:VTIMEZONE\nTZID:Other\n"
	    "END:VTIMEZONE\n",
	    &arena);
	cr_assert(eq(sz, items.n_zones, 2));
	cr_expect(eq(str, (char *)items.zones[0].tzid, "Mine"));
	cr_expect(eq(str, (char *)items.zones[0].location, "Europe/Berlin"));
	cr_expect(eq(str, (char *)items.zones[1].tzid, "Other"));
	cr_expect(items.zones[1].location == NULL);
}

/* So many times what piece is. */
static char *
repeat(const char *head, const char *piece, size_t n)
{
	size_t head_len = strlen(head), len = strlen(piece);
	char *text = arena_alloc(&arena, head_len + n * len + 1);

	memcpy(text, head, head_len);
	for (size_t i = 0; i < n; i++)
		memcpy(text + head_len + i * len, piece, len);
	return text;
}

Test(ical_items, too_much_is_cut_off)
{
	items = ical_items_read(
	    repeat("BEGIN:VCALENDAR\n", "BEGIN:VEVENT\nUID:1\nEND:VEVENT\n",
		ICAL_ITEMS_MAX + 1),
	    &arena);
	cr_expect(eq(sz, items.n, ICAL_ITEMS_MAX));
	cr_expect(items.is_cut);
	items = ical_items_read(
	    repeat("BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "UID:1\n", 20001),
	    &arena);
	cr_expect(items.n == 1 && items.is_cut);
}

/* The worst that fits: as many dates, zones and folds as there may be. */
Test(ical_items, memory_stays_bounded)
{
	static const char *const pieces[] = { "EXDATE:1,20300101,20300102\n",
		("BEGIN:VEVENT\nRDATE;TZID=x:20300101T000000,20300101T000000\n"
		 "END:VEVENT\n"),
		"BEGIN:VTIMEZONE\nTZID:1\nEND:VTIMEZONE\n", "\n \n",
		"BEGIN:VEVENT\nU\nEND:VEVENT\n" };
	char *line = arena_alloc(&arena, 8001), *text;

	/* a long parameter, which each of many dates would copy */
	memset(line, 'x', 8000);
	memcpy(line, "EXDATE;TZID=", 12);
	for (size_t i = 4000; i + 9 < 8000; i += 9)
		memcpy(line + i, i == 4000 ? ":20300101" : ",20300101", 9);
	line[7999] = '\n';
	for (size_t i = 0; i <= N_OF(pieces); i++) {
		const char *piece = i < N_OF(pieces) ? pieces[i] : line;
		struct arena own;

		text = repeat("BEGIN:VCALENDAR\nBEGIN:VEVENT\n", piece,
		    ICAL_BYTES_MAX / strlen(piece) - 1);
		arena_init(&own, 32 << 20);
		items = ical_items_read(text, &own);
		cr_expect(items.n <= ICAL_ITEMS_MAX);
		arena_release(&own);
	}
}

Test(ical_items, durations_are_lengths_of_time)
{
	static const struct {
		char text[24];
		int64_t s; /* -1: none */
	} cases[] = {
		{ "PT1H30M", 5400 },
		{ "P1W", 604800 },
		{ "P1DT2H3M4S", 93784 },
		{ "+PT5S", 5 },
		{ "PT0S", 0 },
		{ "-PT5S", -1 },
		{ "P", -1 },
		{ "PT", -1 },
		{ "P1H", -1 },
		{ "PT1W", -1 },
		{ "PT1", -1 },
		{ "PTT1S", -1 },
		{ "1H", -1 },
		{ "", -1 },
		{ "P999999W", -1 },
		{ "PT9999999S", -1 },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		struct ical_duration d = ical_duration_read(cases[i].text);
		int64_t us = d.days_us + d.time_us;

		cr_expect(
		    eq(i64, d.is_set ? us / CLOCK_SECOND_US : -1, cases[i].s),
		    "%s", cases[i].text);
	}
}

Test(ical_items, windows_has_names_of_its_own_for_zones)
{
	cr_expect(eq(str, (char *)ical_windows_zone("W. Europe Standard Time"),
	    "Europe/Berlin"));
	cr_expect(
	    eq(str, (char *)ical_windows_zone("AUS Central Standard Time"),
		"Australia/Darwin"));
	cr_expect(eq(str, (char *)ical_windows_zone("Yukon Standard Time"),
	    "America/Whitehorse"));
	cr_expect(ical_windows_zone("Europe/Berlin") == NULL);
	cr_expect(ical_windows_zone("") == NULL);
}
