/*
 * Answers and check-ins as tables for spreadsheets: what a reader of CSV gets
 * is what the lists say, and nothing that somebody wrote is a formula.
 */
#include <string.h>

#include "t/api/door_given.h"
#include "t/lib/api.h"
#include "t/lib/response.h"
#include "t/lib/work.h"

#include "base/banned.h"

#define MARK "\xef\xbb\xbf"

/* A cell of the last response, row 0 being names, as RFC 4180 reads it; NULL
 * where there is none. */
static char *
cell(int row, int column)
{
	const char *p = response()->body;
	char *out = text("%s", p), *to = out;
	bool is_quoted = false;
	int r = 0, c = 0;

	p += strncmp(p, MARK, strlen(MARK)) ? 0 : strlen(MARK);
	for (; *p; p++) {
		bool is_here = r == row && c == column;

		if (*p == '"' && !(is_quoted && p[1] == '"')) {
			is_quoted = !is_quoted;
		} else if (!is_quoted && (*p == ',' || *p == '\r')) {
			if (is_here)
				break;
			c = *p == ',' ? c + 1 : 0;
			r += *p == '\r';
			p += *p == '\r'; /* and its \n */
		} else {
			p += *p == '"';
			if (is_here)
				*to++ = *p;
		}
	}
	*to = '\0';
	return r == row && c == column && *p ? out : NULL;
}

/* The same of a column that is called so. */
static char *
named(int row, const char *name)
{
	char *head;
	int i = 0;

	while ((head = cell(0, i)) && !str_eq(head, name))
		i++;
	cr_assert(head, "%s is in %s", name, response()->body);
	return cell(row, i);
}

static void
answer(const char *user, const char *note)
{
	expect(200, as(user, PUT,
			"/events/%s/rsvps/me {'status': 'attending', "
			"'note': %s}",
			id("e"), note));
}

/* JSON of a text that a spreadsheet would take for more, and what is had. */
static const struct {
	const char *note, *cell;
} notes[] = {
	{ "\"=HYPERLINK(\\\"x\\\";\\\"y\\\")\"", "'=HYPERLINK(\"x\";\"y\")" },
	{ "\"+1\"", "'+1" },
	{ "\"-1+2\"", "'-1+2" },
	{ "\"@SUM(1)\"", "'@SUM(1)" },
	{ "\"\xef\xbc\x9d"
	  "1\"",
	    "'\xef\xbc\x9d"
	    "1" },
	{ "\"Zoë, \\\"日本\\\"\\nand; =1\"", "Zoë, \"日本\"\nand; =1" },
	{ "\"1-2\"", "1-2" },
	{ "null", "" },
};

Test_engines(api_table, answers_are_what_the_list_says)
{
	given_event("e", .capacity = 40);
	for (size_t i = 0; i < N_OF(notes); i++)
		answer(text("user%zu", i), notes[i].note);
	expect(200, as("ann", GET, "/events/%s/attendees.csv", id("e")));
	expect_text("text/csv; charset=utf-8", header("Content-Type"));
	cr_expect(strncmp(response()->body, MARK "\"event_id\",",
		      strlen(MARK "\"event_id\",")) == 0);
	for (size_t i = 0; i < N_OF(notes); i++) {
		int row = (int)i + 1;

		expect_text(notes[i].cell, named(row, "note"));
		expect_text(id(text("user%zu", i)), named(row, "user_id"));
		expect_text("1", named(row, "party_size"));
		expect_text("false", named(row, "is_standing"));
		expect_text("attending", named(row, "status"));
		expect_text("0", named(row, "arrived"));
		expect_text("", named(row, "attended"));
	}
	cr_expect(!cell((int)N_OF(notes) + 1, 0));
	expect(200,
	    as("ann", GET, "/events/%s/attendees.csv?status=maybe", id("e")));
	cr_expect(!cell(1, 0));
	expect_problem(403, "forbidden",
	    as("user0", GET, "/events/%s/attendees.csv", id("e")));
}

Test_engines(api_table, parts_behind_each_other_are_one_file)
{
	char *whole, *parts = text("%s", ""), *next;

	given_event("e", .capacity = 40);
	for (int i = 0; i < 5; i++)
		answer(text("user%d", i), "\"x\"");
	expect(200, as("ann", GET, "/events/%s/attendees.csv", id("e")));
	cr_expect(!next_page());
	whole = text("%s", response()->body);
	next = text("events/%s/attendees.csv?limit=2", id("e"));
	for (int n = 0; next; n++) {
		cr_assert(n < 3);
		expect(200, as("ann", GET, "/%s", next));
		parts = text("%s%s", parts, response()->body);
		next = next_page();
	}
	expect_text(whole, parts);
	expect_problem(400, "cursor_invalid",
	    as("ann", GET, "/events/%s/attendees.csv?cursor=x", id("e")));
}

Test_engines(api_table, the_door_has_what_it_has_reported)
{
	given_door();
	expect(200, as("dora", POST,
			"/events/%s/check-ins/walk-in {'name': '=1+1', "
			"'persons': 2, 'nonce': '-a', 'door': '@west'}",
			id("e")));
	expect(200, as("dora", GET, "/events/%s/check-ins", id("e")));
	keep_id("c", body("/0/id"));
	keep_id("at", body("/0/at"));
	expect(200, as("dora", GET, "/events/%s/check-ins.csv", id("e")));
	expect_text(id("c"), named(1, "id"));
	expect_text(id("at"), named(1, "at"));
	expect_text("'=1+1", named(1, "holder"));
	expect_text("'-a", named(1, "nonce"));
	expect_text("'@west", named(1, "door"));
	expect_text("2", named(1, "persons"));
	expect_text("", named(1, "ticket_id"));
	cr_expect(!cell(2, 0));
	expect_problem(403, "forbidden",
	    as("dora", GET, "/events/%s/attendees.csv", id("e")));
	expect_problem(403, "forbidden",
	    as("bob", GET, "/events/%s/check-ins.csv", id("e")));
	expect_problem(400, "cursor_invalid",
	    as("ann", GET, "/events/%s/check-ins.csv?cursor=x", id("e")));
}
