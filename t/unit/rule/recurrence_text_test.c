/*
 * Rules as people and programs write them, and what is said of those that
 * cannot be used.
 */
#include "rule/recurrence_text.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "base/attr.h"

#include "base/banned.h"

static void
expect_written(const char *text, const char *wanted)
{
	static struct fault f;
	struct rule_recurrence r;
	struct buf b;

	buf_init(&b, RULE_RECURRENCE_TEXT_MAX);
	cr_assert(
	    eq(int, rule_recurrence_parse(text, &r, &f), ERR_OK), "%s", text);
	rule_recurrence_format(&b, &r);
	cr_expect(eq(str, (char *)buf_text(&b), (char *)wanted));
	buf_release(&b);
}

Test(rule_recurrence_text, a_rule_is_written_as_it_was_meant)
{
	static const char rules[][80] = { "FREQ=DAILY",
		"FREQ=WEEKLY;INTERVAL=400",
		"FREQ=MONTHLY;COUNT=1000;BYDAY=-1FR",
		"FREQ=YEARLY;UNTIL=20301231T235959Z;BYMONTH=1,12",
		"FREQ=YEARLY;UNTIL=20301231T180000",
		"FREQ=WEEKLY;UNTIL=20301231;WKST=SU",
		"FREQ=YEARLY;BYWEEKNO=-53,1,53;BYDAY=MO",
		"FREQ=YEARLY;BYYEARDAY=-366,366;BYSETPOS=-1",
		"FREQ=YEARLY;BYDAY=-53SU,53SA",
		"FREQ=MONTHLY;BYMONTHDAY=-31,1,31" };

	for (size_t i = 0; i < N_OF(rules); i++)
		expect_written(rules[i], rules[i]);
}

Test(rule_recurrence_text, what_means_the_same_is_written_alike)
{
	expect_written("wkst=mo;interval=1;freq=weekly", "FREQ=WEEKLY");
	expect_written("FREQ=WEEKLY;BYDAY=TU,MO,TU", "FREQ=WEEKLY;BYDAY=MO,TU");
	expect_written("FREQ=MONTHLY;BYDAY=+1MO", "FREQ=MONTHLY;BYDAY=1MO");
	expect_written(
	    "FREQ=MONTHLY;BYDAY=MO,-1MO,1SU", "FREQ=MONTHLY;BYDAY=-1MO,MO,1SU");
	expect_written("BYMONTHDAY=+05,-01,5;FREQ=MONTHLY",
	    "FREQ=MONTHLY;BYMONTHDAY=-1,5");
	expect_written("FREQ=DAILY;UNTIL=20300601t180000z",
	    "FREQ=DAILY;UNTIL=20300601T180000Z");
}

static void
expect_refused(const char *text, const char *code, const char *sentence)
{
	static struct fault f;
	struct rule_recurrence r;

	fault_clear(&f);
	cr_assert(
	    eq(int, rule_recurrence_parse(text, &r, &f), ERR_RRULE_INVALID),
	    "%s", text);
	cr_assert(eq(sz, f.n_items, 1));
	cr_expect(eq(str, f.items[0].code, (char *)code), "%s", text);
	cr_expect(eq(str, f.items[0].pointer, (char *)"/rrule"));
	cr_expect(strstr(f.detail, sentence) != NULL, "%s: %s", text, f.detail);
	cr_expect(eq(str, f.items[0].detail, f.detail));
	cr_expect(eq(chr, f.detail[strlen(f.detail) - 1], '.'), "%s", f.detail);
}

Test(rule_recurrence_text, each_part_says_what_it_takes)
{
	static const struct {
		char text[64], takes[64];
	} cases[] = {
		{ "FREQ=HOURLY",
		    "FREQ takes DAILY, WEEKLY, MONTHLY or YEARLY." },
		{ "FREQ=", "FREQ takes DAILY" },
		{ "FREQ=DAILY;INTERVAL=0", "INTERVAL takes a whole number" },
		{ "FREQ=DAILY;INTERVAL=401", "from 1 to 400." },
		{ "FREQ=DAILY;INTERVAL=1.5", "from 1 to 400." },
		{ "FREQ=DAILY;COUNT=0", "from 1 to 1000." },
		{ "FREQ=DAILY;COUNT=1001", "from 1 to 1000." },
		{ "FREQ=DAILY;UNTIL=2030", "UNTIL takes a time like" },
		{ "FREQ=DAILY;UNTIL=20300231", "UNTIL takes" },
		{ "FREQ=DAILY;UNTIL=20300601T250000", "UNTIL takes" },
		{ "FREQ=DAILY;UNTIL=20300601T235960", "UNTIL takes" },
		{ "FREQ=DAILY;UNTIL=20300601T180000X", "UNTIL takes" },
		{ "FREQ=DAILY;UNTIL=20300601X180000", "UNTIL takes" },
		{ "FREQ=DAILY;UNTIL=2030-06-01T18:00", "UNTIL takes" },
		{ "FREQ=DAILY;BYMONTH=13", "from 1 to 12." },
		{ "FREQ=DAILY;BYMONTH=0", "from 1 to 12." },
		{ "FREQ=DAILY;BYMONTH=-1", "from 1 to 12." },
		{ "FREQ=DAILY;BYMONTH=+1", "from 1 to 12." },
		{ "FREQ=DAILY;BYMONTH=1,", "from 1 to 12." },
		{ "FREQ=DAILY;BYMONTH=1,,2", "from 1 to 12." },
		{ "FREQ=YEARLY;BYWEEKNO=54", "from the end, -1 to -53." },
		{ "FREQ=YEARLY;BYYEARDAY=367", "from the end, -1 to -366." },
		{ "FREQ=MONTHLY;BYMONTHDAY=32", "from the end, -1 to -31." },
		{ "FREQ=MONTHLY;BYMONTHDAY=+-1", "from the end, -1 to -31." },
		{ "FREQ=MONTHLY;BYMONTHDAY=0001", "from the end, -1 to -31." },
		{ "FREQ=MONTHLY;BYSETPOS=367;BYDAY=MO", "-1 to -366." },
		{ "FREQ=WEEKLY;BYDAY=MON", "BYDAY takes days of the week" },
		{ "FREQ=WEEKLY;BYDAY=M", "BYDAY takes" },
		{ "FREQ=MONTHLY;BYDAY=0MO", "BYDAY takes" },
		{ "FREQ=MONTHLY;BYDAY=54MO", "BYDAY takes" },
		{ "FREQ=MONTHLY;BYDAY=1 MO", "BYDAY takes" },
		{ "FREQ=MONTHLY;BYDAY=00000000001MO", "BYDAY takes" },
		{ "FREQ=WEEKLY;WKST=1", "WKST takes a day of the week" },
		{ "FREQ=WEEKLY ", "FREQ takes" },
	};

	for (size_t i = 0; i < N_OF(cases); i++)
		expect_refused(cases[i].text, "value", cases[i].takes);
}

Test(rule_recurrence_text, a_list_has_31_entries)
{
	char text[200] = "FREQ=YEARLY;BYYEARDAY=1";
	static struct fault f;
	struct rule_recurrence r;

	for (int i = 2; i <= 31; i++)
		snprintf(text + strlen(text), 8, ",%d", i);
	cr_expect(eq(int, rule_recurrence_parse(text, &r, &f), ERR_OK));
	snprintf(text + strlen(text), 8, ",31");
	cr_expect(eq(int, rule_recurrence_parse(text, &r, &f), ERR_OK));
	snprintf(text + strlen(text), 8, ",32");
	expect_refused(text, "value", "at most 31");
}

Test(rule_recurrence_text, parts_that_do_not_go_together_are_named)
{
	static const struct {
		char text[64], code[24], sentence[48];
	} cases[] = {
		{ "", "part_malformed", "parts like FREQ=WEEKLY" },
		{ "FREQ=DAILY;", "part_malformed", "\"\" is not" },
		{ "FREQ", "part_malformed", "\"FREQ\" is not" },
		{ "INTERVAL=2", "freq_missing", "The rule needs FREQ: DAILY," },
		{ "RRULE:FREQ=DAILY", "part_unknown", "\"RRULE:FREQ\"" },
		{ "RSCALE=GREGORIAN;FREQ=DAILY", "part_unknown", "RSCALE" },
		{ "FREQ=DAILY;BYHOUR=9", "part_unknown", "the time of day of" },
		{ "FREQ=DAILY;bysecond=0", "part_unknown",
		    "the time of day of" },
		{ "FREQ=DAILY;FREQ=DAILY", "part_repeated", "FREQ twice" },
		{ "FREQ=WEEKLY;BYDAY=MO;byday=TU", "part_repeated", "BYDAY" },
		{ "FREQ=DAILY;COUNT=2;UNTIL=20300601", "count_and_until",
		    "COUNT and UNTIL" },
		{ "FREQ=WEEKLY;BYMONTHDAY=1", "not_with_freq", "FREQ=WEEKLY" },
		{ "FREQ=MONTHLY;BYYEARDAY=1", "not_with_freq", "FREQ=YEARLY" },
		{ "FREQ=DAILY;BYWEEKNO=1", "not_with_freq", "FREQ=YEARLY" },
		{ "FREQ=DAILY;BYDAY=1MO", "day_numbered", "FREQ=MONTHLY" },
		{ "FREQ=WEEKLY;BYDAY=1MO", "day_numbered", "FREQ=MONTHLY" },
		{ "FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO", "day_numbered",
		    "no BYWEEKNO" },
		{ "FREQ=MONTHLY;BYDAY=6MO", "day_numbered", "five" },
		{ "FREQ=YEARLY;BYMONTH=1;BYDAY=-6MO", "day_numbered", "five" },
		{ "FREQ=MONTHLY;BYSETPOS=1", "needs_another", "BYSETPOS" },
	};

	for (size_t i = 0; i < N_OF(cases); i++)
		expect_refused(cases[i].text, cases[i].code, cases[i].sentence);
}

Test(rule_recurrence_text, a_rule_has_500_characters)
{
	char text[RULE_RECURRENCE_TEXT_MAX + 2] = "FREQ=WEEKLY;BYDAY=";
	static struct fault f;
	struct rule_recurrence r;

	while (strlen(text) + 3 <= RULE_RECURRENCE_TEXT_MAX - 2)
		snprintf(text + strlen(text), 4, "MO,");
	snprintf(text + strlen(text), 4, "MO");
	cr_expect(eq(int, rule_recurrence_parse(text, &r, &f), ERR_OK));
	memset(text, 'A', RULE_RECURRENCE_TEXT_MAX + 1);
	expect_refused(text, "too_long", "longer than 500 characters");
}

Test(rule_recurrence_text, what_is_quoted_is_cut_at_a_whole_character)
{
	expect_refused("\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc"
		       "\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc"
		       "\u00fcx\u00fc\u00fc=",
	    "part_unknown", "\u00fcx\"");
}
