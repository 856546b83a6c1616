/*
 * The filter of fail2ban on real logs: of each web server, and Hearth's own. It
 * finds who fails to sign in, and nobody whom a client only names.
 */
#include "t/e2e/server_fixture.h"

#include <stdio.h>
#include <string.h>

#include "base/banned.h"

enum { FAILURES = 3, WAIT_MS = 10000, RUN_MS = 60000 };

#define FILTER TOP_SRCDIR "/contrib/fail2ban/filter.conf"
#define JAIL   TOP_SRCDIR "/contrib/fail2ban/jail.conf"

/* A client that would like to have another locked out. */
#define FORGED                                                      \
	"a\"} 203.0.113.9 - - [27/Nov/2026:00:00:00 +0000] \"POST " \
	"/api/v1/auth/login HTTP/1.1\" 401 "

static const char *
access_log(void)
{
	return text("%s/server/log/hearth.log", e2e_dir());
}

static void
sign_in(const char *password)
{
	with("User-Agent", FORGED);
	anonymous(POST,
	    "/auth/login {'email': 'ann@example.org', 'password': '%s'}",
	    password);
}

/* All lines are out when the last request's is. */
static bool
is_written(void *log)
{
	return process_run("/dev/null", RUN_MS,
		   (const char *const[]){
		       "grep", "-qF", "/openapi.json", log, NULL }) == 0;
}

/* The addresses that the filter finds, a line each. */
static void
expect_found_in(const char *log)
{
	const char *found = text("%s/found", e2e_dir());
	char line[128];
	int n = 0;
	FILE *f;

	cr_assert(process_run(found, RUN_MS,
		      (const char *const[]){ "fail2ban-regex", "-o", "ip", log,
			  FILTER, NULL }) == 0,
	    "see %s", found);
	f = fopen(found, "re");
	cr_assert(f != NULL);
	for (; fgets(line, sizeof(line), f); n++)
		cr_expect(str_eq(line, "127.0.0.1\n"), "%s", line);
	fclose(f);
	cr_assert(remove(found) == 0);
	cr_expect(n == FAILURES, "%d of %d in %s", n, FAILURES, log);
}

static void
expect_found(const char *log)
{
	wait_until(is_written, (void *)log, WAIT_MS, log);
	expect_found_in(log);
}

/* The log as fail2ban has it from the journal: it puts before each message the
 * host and who wrote it. */
static void
expect_found_in_journal(const char *log, const char *writer)
{
	const char *lines = text("%s/journal", e2e_dir());

	remove(lines);
	cr_assert(process_run(lines, RUN_MS,
		      (const char *const[]){ "sed",
			  text("s/^/host.example %s[17]: /", writer), log,
			  NULL }) == 0);
	expect_found_in(lines);
}

Test_servers(e2e_fail2ban, finds_who_fails_to_sign_in)
{
	given_member("ann", true);
	sign_in(GIVEN_PASSWORD);
	expect(200, anonymous(GET, "/events?limit=1"));
	for (int i = 0; i < FAILURES; i++)
		sign_in("wrong");
	expect(401, anonymous(GET, "/users/me"));
	with("User-Agent", FORGED);
	expect(200, anonymous(GET, "//openapi.json"));
	expect_found(access_log());
	if (!server_has_pools())
		return;
	expect_found(text("%s/log", e2e_dir()));
	expect_found_in_journal(text("%s/log", e2e_dir()), "hearth.fcgi");
	expect_found_in_journal(text("%s/log", e2e_dir()), "hearth");
}

/* As if installed beside Debian's own configuration, without its jails. */
Test(e2e_fail2ban, takes_filter_and_jail, .timeout = 120)
{
	static const char script[] =
	    "set -e; dir=$(mktemp -d); trap 'rm -rf \"$dir\"' EXIT;"
	    "cp -r /etc/fail2ban \"$dir/etc\"; rm -f \"$dir\"/etc/jail.d/*;"
	    "cp \"$1\" \"$dir/etc/filter.d/hearth.conf\"; : >\"$dir/log\";"
	    "sed \"s|^logpath = .*|logpath = $dir/log|\" \"$2\""
	    " >\"$dir/etc/jail.d/hearth.conf\";"
	    "fail2ban-client -c \"$dir/etc\" -t;"
	    "fail2ban-client -c \"$dir/etc\" -d | grep -q \"'hearth'\"";

	cr_expect(process_run("/dev/null", RUN_MS,
		      (const char *const[]){
			  "sh", "-c", script, "sh", FILTER, JAIL, NULL }) == 0);
}
