/*
 * RFC 3339 both ways, against dates worked out by others.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>

#include "base/clock.h"

#include "base/banned.h"

#define S CLOCK_SECOND_US

Test(base_clock, parses_what_rfc_3339_allows)
{
	static const struct {
		char text[40];
		int64_t us;
	} cases[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "1985-04-12T23:20:50.52Z", 482196050 * S + 520000 },
		{ "1996-12-19T16:39:57-08:00", 851042397 * S },
		{ "1937-01-01T12:00:27.87+00:20", -1041337173 * S + 870000 },
		{ "2000-02-29T12:00:00z", 951825600 * S },
		{ "2024-02-29T00:00:00Z", 1709164800 * S },
		{ "2026-11-20t10:00:00Z", 1795168800 * S },
		{ "2026-11-20 10:00:00+00:00", 1795168800 * S },
		{ "2026-11-20T10:00:00-00:00", 1795168800 * S },
		{ "2026-11-21T09:59:00+23:59", 1795168800 * S },
		{ "1990-12-31T23:59:60Z", 662688000 * S },
		{ "1990-12-31T15:59:60-08:00", 662688000 * S },
		{ "1969-12-31T23:59:59.999999Z", -1 },
		{ "1970-01-01T00:00:00.0000009Z", 0 },
		{ "1970-01-01T00:00:00.123456789012Z", 123456 },
		{ "0001-01-01T00:00:00Z", CLOCK_MIN_US },
		{ "9999-12-31T23:59:59.999999Z", CLOCK_MAX_US },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		int64_t us = 42;

		cr_expect(clock_parse(cases[i].text, &us), "%s", cases[i].text);
		cr_expect(us == cases[i].us, "%s: %lld", cases[i].text,
		    (long long)us);
	}
}

Test(base_clock, refuses_everything_else)
{
	static const char cases[][48] = { "", "2026", "2026-11-20",
		"2026-11-20T10:00:00", "2026-11-20T10:00Z",
		"2026-11-20T10:00:00.Z", "2026-11-20T10:00:00,5Z",
		"2026-11-20T10:00:00Z ", " 2026-11-20T10:00:00Z",
		"2026-11-20T10:00:00+0100", "2026-11-20T10:00:00+1:00",
		"2026-11-20T10:00:00+24:00", "2026-11-20T10:00:00+01:60",
		"2026-11-20T24:00:00Z", "2026-11-20T10:60:00Z",
		"2026-11-20T10:00:61Z", "2026-11-20T10:00:60Z",
		"2026-11-20T23:59:60+01:00", "2026-00-20T10:00:00Z",
		"2026-13-20T10:00:00Z", "2026-11-00T10:00:00Z",
		"2026-11-31T10:00:00Z", "2026-02-29T10:00:00Z",
		"1900-02-29T10:00:00Z", "2100-02-29T10:00:00Z",
		"0000-01-01T00:00:00Z", "20261-11-20T10:00:00Z",
		"-026-11-20T10:00:00Z", "2026-11-20_10:00:00Z",
		"2026/11/20T10:00:00Z", "0001-01-01T00:00:00+00:01",
		"9999-12-31T23:59:59-00:01",
		"2026-11-20T10:00:00.1234567890123Z" };

	for (size_t i = 0; i < N_OF(cases); i++) {
		int64_t us = 42;

		cr_expect(not(clock_parse(cases[i], &us)), "%s", cases[i]);
		cr_expect(us == 42, "%s", cases[i]);
	}
}

Test(base_clock, formats_with_a_fraction_only_when_there_is_one)
{
	static const struct {
		int64_t us;
		char text[CLOCK_TEXT_SIZE];
	} cases[] = {
		{ 0, "1970-01-01T00:00:00Z" },
		{ 1, "1970-01-01T00:00:00.000001Z" },
		{ -1, "1969-12-31T23:59:59.999999Z" },
		{ 500000, "1970-01-01T00:00:00.5Z" },
		{ 951825600 * S, "2000-02-29T12:00:00Z" },
		{ CLOCK_MIN_US, "0001-01-01T00:00:00Z" },
		{ CLOCK_MAX_US, "9999-12-31T23:59:59.999999Z" },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		char text[CLOCK_TEXT_SIZE];
		int len = clock_format(cases[i].us, text);

		cr_expect(eq(str, text, (char *)cases[i].text));
		cr_expect(eq(sz, (size_t)len, strlen(text)));
	}
}

Test(base_clock, knows_what_it_can_format_and_what_is_nearest_to_it)
{
	cr_expect(clock_can_format(CLOCK_MIN_US));
	cr_expect(clock_can_format(CLOCK_MAX_US));
	cr_expect(not(clock_can_format(CLOCK_MIN_US - 1)));
	cr_expect(not(clock_can_format(CLOCK_MAX_US + 1)));
	cr_expect(clock_nearest(INT64_MIN) == CLOCK_MIN_US);
	cr_expect(clock_nearest(7) == 7);
	cr_expect(clock_nearest(INT64_MAX) == CLOCK_MAX_US);
}

Test(base_clock, a_wall_time_has_no_zone)
{
	static const char good[][32] = { "2030-06-01T18:00:00",
		"2024-02-29T00:00:00.000001", "0001-01-01T00:00:00",
		"9999-12-31T23:59:59.999999" };
	static const char bad[][32] = { "2030-06-01T18:00:00Z",
		"2030-06-01T18:00:00+02:00", "2030-06-01T23:59:60",
		"2030-06-01", "2030-06-01T18:00", "" };
	char text[CLOCK_TEXT_SIZE];
	int64_t us;

	for (size_t i = 0; i < N_OF(good); i++) {
		cr_assert(clock_parse_wall(good[i], &us), "%s", good[i]);
		clock_format_wall(us, text);
		cr_expect(eq(str, text, (char *)good[i]));
	}
	for (size_t i = 0; i < N_OF(bad); i++)
		cr_expect(not(clock_parse_wall(bad[i], &us)), "%s", bad[i]);
}

Test(base_clock, a_day_has_a_weekday_and_a_rest)
{
	int64_t time_us;

	cr_expect(eq(u32, clock_weekday(0), 4), "a Thursday");
	cr_expect(eq(u32, clock_weekday(-5), 6));
	cr_expect(eq(u32, clock_weekday(-719162), 1), "0001-01-01");
	cr_expect(eq(i64, clock_split(-1, &time_us), -1));
	cr_expect(eq(i64, time_us, CLOCK_DAY_US - 1));
	cr_expect(eq(i64, clock_split(CLOCK_DAY_US, &time_us), 1));
	cr_expect(eq(i64, time_us, 0));
	cr_expect(eq(u32, clock_days_in_month(2100, 2), 28));
	cr_expect(eq(u32, clock_days_in_month(2000, 2), 29));
}

Test(base_clock, formatting_beyond_year_9999_aborts, .signal = SIGABRT)
{
	char text[CLOCK_TEXT_SIZE];

	clock_format(CLOCK_MAX_US + 1, text);
}

Test(base_clock, every_day_of_ten_thousand_years_survives_a_round_trip)
{
	int64_t year = 1;
	unsigned month = 1, day = 1;

	for (int64_t d = CLOCK_MIN_US / CLOCK_DAY_US;
	     d <= CLOCK_MAX_US / CLOCK_DAY_US - 1; d++) {
		int64_t y;
		unsigned m, n;

		clock_civil_from_days(d, &y, &m, &n);
		cr_assert(
		    y > year ||
		    (y == year && (m > month || (m == month && n >= day))));
		cr_assert(clock_days_from_civil(y, m, n) == d);
		year = y;
		month = m;
		day = n;
	}
	cr_expect(eq(int, (int)year, 9999));
}

Test(base_clock, the_clocks_agree_with_the_calendar_and_with_time)
{
	int64_t mono = clock_monotonic_us();

	cr_expect(clock_now_us() > 1767225600 * S); /* 2026 */
	cr_expect(clock_now_us() < CLOCK_MAX_US);
	cr_expect(clock_monotonic_us() >= mono);
}
