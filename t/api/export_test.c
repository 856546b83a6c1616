/*
 * What people get who ask for all that there is of them: every row of theirs,
 * nothing of others, once a day, for some days.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "crypt/token.h"
#include "generated/person.h"
#include "t/api/planted.h"
#include "t/lib/api.h"
#include "t/lib/files.h"
#include "t/lib/rows.h"
#include "t/lib/work.h"

#include "base/banned.h"

/*
 * Words of these tests.
 */

static int
ask(const char *name)
{
	return as(name, POST, "/users/me/exports");
}

static void
expect_state(const char *state)
{
	expect(200, as("dan", GET, "/users/me/exports/%s", id("export")));
	expect_text(state, body("/state"));
}

static void
given_asked(void)
{
	api_files();
	expect(202, ask("dan"));
	expect_text("waiting", body("/state"));
	keep("export");
}

static const char *
signed_url(const char *name)
{
	expect(200, as(name, GET, "/users/me/exports/%s/link", id("export")));
	return body("/signed_url") + strlen("/api/v1");
}

/* What somebody gets who asks and waits. */
static void
fetch(const char *name)
{
	expect(202, ask(name));
	keep("export");
	work();
	expect(200, anonymous(GET, "%s", signed_url(name)));
	expect_text("application/json", header("Content-Type"));
	expect_text(id(name), body("/user_id"));
}

static void
days_pass(int days)
{
	work_sql(text("UPDATE export SET created_at = created_at - interval "
		      "'%d days', expires_at = expires_at - interval "
		      "'%d days'",
		     days, days),
	    text(
		"UPDATE export SET created_at = created_at - %d * 86400000000, "
		"expires_at = expires_at - %d * 86400000000",
		days, days));
}

/*
 * What is in it.
 */

static const struct {
	const char *table, *column;
} columns[] = {
#define COLUMN(table, column, fate) { #table, #column },
	PERSON_COLUMNS(COLUMN)
#undef COLUMN
};

/* The condition of which rows of a table are somebody's. */
static const char *
is_theirs(const char *table, const char *name)
{
	const char *person = planted_id(id(name));

	if (str_eq(table, "payment"))
		return text("reservation_id IN (SELECT id FROM reservation "
			    "WHERE user_id = %s)",
		    person);
	if (str_eq(table, "block"))
		return text("is_mine AND user_id = %s", person);
	for (size_t i = 0; i < N_OF(columns); i++)
		if (str_eq(columns[i].table, table))
			return text("%s = %s", columns[i].column, person);
	cr_assert(false, "%s: whose rows are these?", table);
	return "";
}

static void
expect_rows(const char *table, const char *name, int least)
{
	long n = rows_where(table, is_theirs(table, name));

	cr_expect(n >= least, "%s: plant a row of %s", table, name);
	cr_expect(body_count(text("/tables/%s", table)) == n,
	    "%s: %d rows of %ld", table, body_count(text("/tables/%s", table)),
	    n);
}

static void
expect_all_rows(const char *name, int least)
{
#define EXPECT_ROWS(table) expect_rows(#table, name, least);
	PERSON_ROWS(EXPECT_ROWS)
#undef EXPECT_ROWS
}

Test_engines(api_export, has_each_row_of_theirs_and_none_of_others)
{
	given_planted();
	fetch("dan");
	expect_all_rows("dan", 1);
	expect_text(PLANTED_PHONE, body("/tables/users/0/phone"));
	expect_int(1, body_count("/files"));
	cr_expect(!response_contains("eve@example.org"));
	expect(200,
	    anonymous(GET, "%s", body("/files/0/url") + strlen("/api/v1")));
	expect_text(PLANTED_TEXT, response()->body);
	/* what she has typed herself is hers */
	work_sql("DELETE FROM invite", "DELETE FROM invite");
	work_sql("DELETE FROM account_invite", "DELETE FROM account_invite");
	fetch("eve");
	expect_all_rows("eve", 0);
	expect_text("eve@example.org", body("/tables/users/0/email"));
	cr_expect(!response_contains(PLANTED_TEXT) &&
		      !response_contains(PLANTED_PHONE) &&
		      !response_contains(PLANTED_IP) &&
		      !response_contains("dan@example.org"),
	    "%s", response()->body);
}

/*
 * How it is asked for and fetched.
 */

Test_engines(api_export, one_waits_and_one_is_kept)
{
	given_asked();
	expect(202, ask("dan"));
	expect_text(id("export"), body("/id"));
	expect_problem(404, "not_found",
	    as("dan", GET, "/users/me/exports/%s/link", id("export")));
	work();
	expect_state("ready");
	cr_expect(strstr(work_mail("dan@example.org"),
		      text("/exports/%s", id("export"))) != NULL,
	    "%s", work_mail("dan@example.org"));
	expect_problem(429, "rate_limited", ask("dan"));
	cr_expect(strtol(header("Retry-After"), NULL, 10) > 86000);
	days_pass(1);
	expect(202, ask("dan"));
	cr_expect(!str_eq(body("/id"), id("export")));
	work();
	expect_int(1, files_count("store"));
	expect_problem(404, "not_found",
	    as("dan", GET, "/users/me/exports/%s", id("export")));
}

Test_engines(api_export, what_it_leads_to_is_there_as_long_as_it_is)
{
	struct uuid file;
	uint32_t until_minute;
	int64_t until;

	given_planted();
	expect(202, ask("dan"));
	keep("export");
	work();
	expect(200, as("dan", GET, "/users/me/exports/%s", id("export")));
	cr_assert(clock_parse(body("/expires_at"), &until));
	expect(200, anonymous(GET, "%s", signed_url("dan")));
	cr_assert(crypt_token_open(given_keys(), CRYPT_FILE_LINK,
	    strstr(body("/files/0/url"), "token=") + strlen("token="), &file,
	    &until_minute));
	cr_expect(until_minute * CLOCK_MINUTE_US >= until);
}

Test_engines(api_export, is_fetched_by_an_address_of_its_owner)
{
	const char *url;

	given_asked();
	work();
	url = signed_url("dan");
	expect(200, anonymous(GET, "%s", url));
	expect_text("private, no-store", header("Cache-Control"));
	with("If-None-Match", header("ETag"));
	expect(304, anonymous(GET, "%s", url));
	expect(
	    404, anonymous(GET, "/exports/%s/content?token=x", id("export")));
	expect(404, anonymous(GET, "/exports/%s/content?%s", id("dan"),
			strstr(url, "token=")));
	expect(404, as("eve", GET, "/users/me/exports/%s", id("export")));
	expect(404, as("eve", GET, "/users/me/exports/%s/link", id("export")));
	given_suspended("dan");
	expect(404, anonymous(GET, "%s", url));
	given_restored("dan");
	expect(200, anonymous(GET, "%s", url));
	days_pass(7);
	expect(404, anonymous(GET, "%s", url));
}

Test_engines(api_export, is_for_who_has_just_shown_who_they_are)
{
	given_asked();
	work();
	given_stale("dan");
	expect_problem(403, "reauthentication_required", ask("dan"));
	expect_problem(403, "reauthentication_required",
	    as("dan", GET, "/users/me/exports/%s/link", id("export")));
	expect_state("ready");
}

Test_engines(api_export, goes_when_its_time_has_come)
{
	given_asked();
	work();
	expect_int(1, files_count("store"));
	work_sweep();
	expect_int(1, files_count("store"));
	days_pass(8);
	work();
	expect(404, as("dan", GET, "/users/me/exports/%s", id("export")));
	work_sweep();
	expect_int(0, files_count("store"));
}

/*
 * What comes between.
 */

Test_engines(api_export, is_nobodys_when_they_are_erased_meanwhile)
{
	given_asked();
	given_admin("root");
	expect(202, as("root", DELETE, "/admin/users/%s", id("dan")));
	work_sql("DELETE FROM users WHERE id IN (SELECT user_id FROM export)",
	    "DELETE FROM users WHERE id IN (SELECT user_id FROM export)");
	work();
	expect_int(0, files_count("store"));
	expect_int(0, files_count("part"));
	expect_int(0, work_mails("dan@example.org"));
}

Test_engines(api_export, waits_for_room_on_the_disk_and_fails_at_last)
{
	given_asked();
	api_set("UPLOAD_RESERVE_BYTES", "1000000000000000");
	work();
	expect_state("waiting");
	expect_int(0, files_count("part"));
	work_sql("UPDATE job SET attempt = max_attempts - 1, run_at = now() "
		 "WHERE kind = 'export'",
	    "UPDATE job SET attempt = max_attempts - 1, run_at = 1 "
	    "WHERE kind = 'export'");
	work();
	expect_state("failed");
	api_set("UPLOAD_RESERVE_BYTES", "0");
	expect(202, ask("dan"));
	keep("export");
	work();
	expect_state("ready");
}

/* A row of these is six times as large when it is written, so a process that
 * may make no larger files dies in between, and nowhere else. */
enum { ROWS = 10000, FILE_MAX = 5 << 20 };

static void
given_many_rows(int n)
{
	const char *dan = planted_id(id("dan"));

	work_sql(text("INSERT INTO interest (user_id, tag, weight) SELECT %s, "
		      "i || repeat(chr(1), 100), 1 FROM generate_series(1, %d) "
		      "i",
		     dan, n),
	    text("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 "
		 "FROM n WHERE i < %d) INSERT INTO interest (user_id, tag, "
		 "weight) SELECT %s, i || replace(hex(zeroblob(50)), '0', "
		 "char(1)), 1 FROM n",
		n, dan));
}

static int
work_and_die(int i)
{
	const struct rlimit file = { FILE_MAX, FILE_MAX }, core = { 0, 0 };

	(void)i;
	setrlimit(RLIMIT_CORE, &core);
	setrlimit(RLIMIT_FSIZE, &file);
	work();
	return 0;
}

Test_engines(api_export, is_begun_anew_when_its_worker_has_died)
{
	int ended;

	given_asked();
	given_many_rows(ROWS);
	api_in_processes(1, work_and_die, &ended);
	expect_int(-1, ended);
	expect_int(1, files_count("part"));
	expect_int(0, files_count("store"));
	expect_state("waiting");
	work_sql("UPDATE job SET lease_until = now() - interval '1 s' "
		 "WHERE state = 'running'",
	    "UPDATE job SET lease_until = 1 WHERE state = 'running'");
	work(); /* takes it back */
	work_sql("UPDATE job SET run_at = now() WHERE kind = 'export'",
	    "UPDATE job SET run_at = 1 WHERE kind = 'export'");
	work();
	expect_state("ready");
	cr_expect(body_int("/size") > FILE_MAX, "%s", response()->body);
	work_sweep();
	expect_int(0, files_count("part"));
	expect_int(1, files_count("store"));
}

/*
 * Memory, by hand: EXPORT_ROWS in the environment is how many rows there are.
 */

enum { GROWTH_MAX_KIB = 16 * 1024 };

/* The most that this process has had since it was last asked. */
static long
peak_kib(void)
{
	FILE *refs = fopen("/proc/self/clear_refs", "w"),
	     *status = fopen("/proc/self/status", "r");
	char line[256];
	long kib = 0;

	cr_assert(refs && status);
	while (fgets(line, sizeof(line), status))
		if (str_has_prefix(line, "VmHWM:"))
			kib = strtol(line + strlen("VmHWM:"), NULL, 10);
	fclose(status);
	cr_assert(fputs("5", refs) > 0 && fclose(refs) == 0);
	return kib;
}

Test_engines(api_export, takes_as_much_memory_however_much_there_is)
{
	const char *rows = getenv("EXPORT_ROWS");
	long few, many;

	if (!rows)
		return;
	given_asked();
	work();
	expect_state("ready");
	days_pass(2);
	given_many_rows((int)strtol(rows, NULL, 10));
	expect(202, ask("dan"));
	keep("export");
	peak_kib();
	few = peak_kib();
	work();
	many = peak_kib();
	expect_state("ready");
	printf("%s rows, %ld bytes: %ld KiB before, %ld KiB more\n", rows,
	    body_int("/size"), few, many - few);
	cr_expect(many - few <= GROWTH_MAX_KIB, "%ld KiB", many - few);
}
