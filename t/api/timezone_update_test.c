/*
 * Rules of time zones that change: what clocks show at an event stays.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "t/api/series_given.h"
#include "t/lib/answer.h"
#include "t/lib/tree.h"
#include "t/lib/tzif.h"
#include "t/lib/work.h"

#include "base/banned.h"

static char dir[] = "/tmp/hearth-zones.XXXXXX";

/* The database as a package brings it: Berlin is so far east of UTC. */
static void
install(const char *version, int32_t offset_s)
{
	FILE *f = fopen(text("%s/tzdata.zi", dir), "w");

	cr_assert(f != NULL);
	fprintf(f, "# version %s\n", version);
	cr_assert(fclose(f) == 0);
	tzif_install(text("%s/Europe/Berlin", dir), offset_s);
}

static void
remove_database(void)
{
	tree_remove(dir);
}

static void
given_database(void)
{
	cr_assert(mkdtemp(dir) != NULL);
	setenv("TZDIR", dir, 1);
	cr_assert(mkdir(text("%s/Europe", dir), 0700) == 0);
	install("2030a", 3600);
	work(); /* it is the one that Hearth knows */
}

static void
given_in_berlin(const char *name, const char *more)
{
	given(name, "ann",
	    "/events {'title': '%s', 'start_time': '%s', 'end_time': '%s', "
	    "'timezone': 'Europe/Berlin'%s}",
	    name, at(18), at(20), more);
}

static void
expect_start(const char *name, int hours)
{
	expect(200, as("ann", GET, "/events/%s", id(name)));
	expect_text(at(hours), body("/start_time"));
	expect_text(at(hours + 2), body("/end_time"));
}

Test_engines(api_timezone_update, events_stay_where_clocks_show_them)
{
	given_database();
	given_in_berlin("e", ", \"rsvp_closes_before\": 60");
	given_event("utc", .starts_in_h = 30);
	expect(200, attend("bob", "e"));
	expect(200, attend("bob", "utc"));
	install("2030b", 7200);
	work();
	expect_start("e", 17);
	expect_text(at(16), body("/rsvp_closes_at"));
	expect_int(1, work_mails("bob@example.org"));
	cr_expect(strstr(work_mail("bob@example.org"), "another time"));
	work();
	expect_start("e", 17);
	expect_int(1, work_mails("bob@example.org"));
	remove_database();
}

Test_engines(api_timezone_update, dates_follow_and_people_are_told_once)
{
	given_database();
	given_in_berlin("s", FIVE);
	for (int i = 0; i < 3; i++)
		keep_id(text("s%d", i + 1), date("s", i));
	expect(200, attend("bob", "s1"));
	expect(200, attend("bob", "s2"));
	expect(
	    200, as("ann", PATCH,
		     "/events/%s?notify=false {'start_time': '%s', 'end_time': "
		     "'%s'}",
		     id("s2"), at(24 + 12), at(24 + 14)));
	install("2030b", 7200);
	work();
	expect_start("s", 17);
	expect_start("s1", 17);
	expect_start("s2", 24 + 11);
	expect_start("s3", 48 + 17);
	expect_text(text("%.19s", at(48 + 19)), body("/recurrence_id"));
	expect_int(1, work_mails("bob@example.org"));
	remove_database();
}

Test_engines(
    api_timezone_update, the_same_rules_under_another_name_change_nothing)
{
	given_database();
	given_in_berlin("e", "");
	expect(200, attend("bob", "e"));
	install("2030b", 3600);
	work();
	expect_start("e", 18);
	expect_int(0, work_mails("bob@example.org"));
	remove_database();
}

Test_engines(api_timezone_update, who_has_earlier_rules_takes_nothing_back)
{
	given_database();
	given_in_berlin("e", "");
	install("2030b", 7200);
	work();
	expect_start("e", 17);
	install("2030a", 3600);
	work();
	expect_start("e", 17);
	remove_database();
}

/* A job of which another worker, with later rules, has thought. */
#define ADD_JOB(id, payload, time)                                      \
	"INSERT INTO job (id, kind, payload, state, priority, run_at, " \
	"attempt, max_attempts, doubts, created_at) VALUES (" id        \
	", 'timezone_update', '" payload "', 'ready', 100, " time       \
	", 0, 5, 0, " time ")"
#define LATER                                     \
	"{\"version\": \"2030b\", \"after_id\": " \
	"\"00000000-0000-0000-0000-000000000000\"}"

Test_engines(api_timezone_update, who_has_earlier_rules_leaves_it_to_others)
{
	given_database();
	given_in_berlin("e", "");
	work_sql("UPDATE timezone_rules SET version = '2030b'",
	    "UPDATE timezone_rules SET version = '2030b'");
	work_sql(ADD_JOB("gen_random_uuid()", LATER, "'epoch'"),
	    ADD_JOB("randomblob(16)", LATER, "0"));
	install("2030a", 7200);
	work();
	expect_start("e", 18);
	install("2030b", 7200);
	work();
	expect_start("e", 18);
	work_sql(
	    "UPDATE job SET run_at = 'epoch'", "UPDATE job SET run_at = 0");
	work();
	expect_start("e", 17);
	remove_database();
}

Test_engines(api_timezone_update, many_move_a_few_at_a_time)
{
	enum { MANY = 23 };

	given_database();
	for (int i = 0; i < MANY; i++)
		given_in_berlin(text("e%d", i), "");
	install("2030b", 7200);
	cr_expect(work() > 1);
	for (int i = 0; i < MANY; i++)
		expect_start(text("e%d", i), 17);
	remove_database();
}
