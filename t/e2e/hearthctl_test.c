/*
 * hearthctl: migrations, jobs and settings.
 */
#include <stdlib.h>
#include <sysexits.h>

#include "db/migrate.h"
#include "generated/query/schema.h"
#include "t/e2e/ctl_fixture.h"

#include "base/banned.h"

/*
 * migrate
 */

Test_engines(e2e_hearthctl, migrate_goes_up_and_down_and_says_where_it_is)
{
	int last = db_schema_expected();

	expect_exit(1, ctl("migrate status"));
	expect_out("pending  0001_");
	expect_out(text("schema version 0, this program needs %d\n", last));

	expect_exit(0, ctl("migrate --dry-run"));
	expect_out("would apply 0001_");
	expect_out("would make event_document\n");
	expect_exit(1, ctl("migrate status"));
	expect_out("schema version 0,");

	expect_exit(0, ctl("migrate up"));
	expect_out("apply 0001_");
	expect_exit(0, ctl("migrate status"));
	expect_out(text("schema version %d,", last));
	expect_out("made     event_document\n");
	expect_exit(0, ctl("migrate history"));
	expect_out("Z 0001_");
	expect_exit(0, ctl("migrate up"));
	expect_out("nothing to do");

	expect_exit(0, ctl("migrate down 2 --dry-run"));
	expect_out(text("would take back %04d_", last));
	expect_exit(0, ctl("migrate status"));
	expect_exit(0, ctl("migrate down --yes 2"));
	expect_exit(1, ctl("migrate status"));
	expect_out(text("schema version %d,", last - 2));
	expect_exit(EX_USAGE, ctl("migrate down %d", last - 1));
	expect_err(text("no more than %d", last - 2));
	expect_exit(0, ctl("migrate down --yes %d", last - 2));
	expect_exit(0, ctl("migrate down"));
	expect_out("the database is empty");
	expect_exit(0, ctl("migrate up"));
	expect_exit(0, ctl("migrate status"));
}

Test_engines(e2e_hearthctl, other_commands_refuse_an_older_schema)
{
	expect_exit(EX_UNAVAILABLE, ctl("user show ada@example.org"));
	migrate();
	expect_exit(0, ctl("migrate down --yes"));
	expect_exit(EX_UNAVAILABLE, ctl("jobs list"));
}

Test_once(e2e_hearthctl, objects_of_another_program_are_told)
{
	if (t.engine != DB_SQLITE)
		return;
	migrate();
	sqlite("UPDATE schema_object SET checksum = 'x'"
	       " WHERE object = 'event_search'");
	expect_exit(1, ctl("migrate status"));
	expect_out("changed  event_search\n");
	expect_exit(1, ctl("doctor --run-dir %s", t.dir));
	expect_out("fail  schema: functions, triggers or views that are not");
	expect_exit(EX_UNAVAILABLE, ctl("jobs list"));
	expect_exit(0, ctl("migrate up"));
	expect_out("make event_search\n");
	expect_exit(0, ctl("jobs list"));
}

Test_engines(e2e_hearthctl, a_newer_schema_may_let_it_go_on)
{
	migrate();
	add_newer_migration();
	expect_exit(1, ctl("migrate status"));
	expect_out("unknown  9999_newer\n");
	expect_exit(1, ctl("doctor --run-dir %s", t.dir));
	expect_out("fail  schema: migrations that are not this program's: 1");
	expect_exit(EX_UNAVAILABLE, ctl("jobs list"));
	let_older_go_on();
	expect_exit(0, ctl("migrate status"));
	expect_out("newer    9999_newer\n");
	expect_exit(0, ctl("doctor --run-dir %s", t.dir));
	expect_out("warn  schema: version 9999, with which this program");
	expect_exit(0, ctl("jobs list"));
	expect_exit(EX_CONFIG, ctl("migrate up")); /* it has nothing to add */
}

/* Runs hearthctl of the next release, with a migration more. */
static void
ctl_of(const char *release, const char *line)
{
	shell("%s/t/release/%s/hearthctl %s >out 2>err", TOP_BUILDDIR, release,
	    line);
	read_output();
}

Test_engines(e2e_hearthctl, migrate_tells_who_goes_on)
{
	struct q_schema_compatible_list_row *rows;
	size_t n;

	migrate();
	expect_no_out("programs"); /* there can be none yet */
	ctl_of("breaking", "migrate up --dry-run");
	expect_out("programs that run must be restarted");
	ctl_of("compatible", "migrate up --dry-run");
	expect_out(text("programs of schema version %d and newer go on",
	    db_schema_expected()));
	ctl_of("compatible", "migrate up");
	expect_out(text("programs of schema version %d and newer go on",
	    db_schema_expected()));
	expect_exit(0, ctl("jobs list"));
	ctl_of("compatible", "migrate down --yes");
	migrate();
	expect_out("programs that run must be restarted");
	given_open(database_url(t.database), "http://hearth.test");
	cr_assert(q_schema_compatible_list(given_db(), &rows, &n) == ERR_OK);
	for (size_t i = 0; i < n; i++)
		cr_expect(rows[i].version <= db_schema_expected());
}

Test_once(e2e_hearthctl, migrate_refuses_what_is_no_number)
{
	expect_exit(EX_USAGE, ctl("migrate down 0"));
	expect_exit(EX_USAGE, ctl("migrate down x"));
	expect_exit(EX_USAGE, ctl("migrate"));
	expect_exit(EX_USAGE, ctl("migrate sideways"));
}

/*
 * jobs
 */

Test_engines(e2e_hearthctl, jobs_are_listed_cancelled_and_retried)
{
	char *id;

	migrate();
	expect_exit(0, ctl("jobs list"));
	expect_out("id  kind  state");
	expect_exit(
	    0, ctl_with("Tea-at-4-oclock\n",
		   "user add --first-name A --last-name B --password-stdin "
		   "b@example.org"));
	expect_exit(0, ctl("jobs list --state ready --limit 1 --json"));
	cr_assert(strlen(t.out) > 45);
	id = text("%.36s", strstr(t.out, "\"id\":\"") + 6);
	expect_exit(0, ctl("jobs show %s", id));
	expect_out("payload: {");
	expect_exit(0, ctl("jobs cancel %s", id));
	expect_exit(0, ctl("jobs list --state ready --json"));
	expect_out("[]\n");
	expect_exit(EX_DATAERR, ctl("jobs cancel %s", id));
	expect_err("the job is cancelled");
	expect_exit(0, ctl("jobs retry %s", id));
	expect_exit(0, ctl("jobs list --state=ready"));
	expect_out(id);
}

Test_once(e2e_hearthctl, jobs_refuses_what_makes_no_sense)
{
	migrate();
	expect_exit(EX_USAGE, ctl("jobs list --state asleep"));
	expect_exit(EX_USAGE, ctl("jobs list --limit 0"));
	expect_exit(EX_USAGE, ctl("jobs show 12"));
	expect_exit(
	    EX_DATAERR, ctl("jobs retry 0190b5e6-0000-7000-8000-000000000000"));
	expect_err("no such job");
}

/*
 * config, and what goes wrong before a command begins
 */

Test_once(e2e_hearthctl, config_masks_secrets)
{
	setenv("MAIL_URL", "smtps://me:verysecret@mail.example.org", 1);
	expect_exit(0, ctl("config"));
	expect_out("PUBLIC_URL=http://hearth.localhost:1\n");
	expect_out("SECRET_KEY=");
	cr_expect(strstr(t.out, GIVEN_SECRET) == NULL, "%s", t.out);
	cr_expect(strstr(t.out, "verysecret") == NULL, "%s", t.out);
	expect_exit(0, ctl("config --names"));
	expect_out("POSTGRES_PORT\tint\t5432\t1\t65535\t");
}

Test_once(e2e_hearthctl, a_bad_setting_is_named)
{
	setenv("POSTGRES_PORT", "many", 1);
	expect_exit(EX_CONFIG, ctl("config"));
	expect_err("POSTGRES_PORT");
	unsetenv("POSTGRES_PORT");
	setenv("DATABASE_URL", "", 1);
	expect_exit(EX_CONFIG, ctl("migrate up"));
	expect_err("DATABASE_URL");
	expect_exit(EX_CONFIG, ctl("--conf /nonexistent migrate up"));
	expect_err("/nonexistent");
}

Test_once(e2e_hearthctl, a_database_that_is_away_is_unavailable)
{
	setenv("DATABASE_URL",
	    t.engine == DB_SQLITE ? text("sqlite://%s/no/db", t.dir)
				  : "postgresql:///x?host=/nonexistent",
	    1);
	expect_exit(EX_UNAVAILABLE, ctl("migrate up"));
	expect_exit(EX_UNAVAILABLE, ctl("user show ada@example.org"));
}
