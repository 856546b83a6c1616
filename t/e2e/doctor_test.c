/*
 * hearthctl doctor finds what is wrong with an installation.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/migrate.h"
#include "t/e2e/ctl_fixture.h"

#include "base/banned.h"

Test_engines(e2e_doctor, finds_what_is_wrong)
{
	expect_exit(1, ctl("doctor --run-dir %s", t.dir));
	expect_out("hearthctl migrate up");
	migrate();
	expect_exit(0, ctl("doctor --run-dir %s", t.dir));
	expect_out("reachable");
	expect_out(text("ok    schema: version %d\n", db_schema_expected()));
	expect_out(text("ok    mail: files in %s\n", t.dir));
	expect_out("warn  socket: none");
	expect_out(" failures: 0\n");
	setenv("SECRET_KEY", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 1);
	expect_exit(1, ctl("doctor --run-dir %s", t.dir));
	expect_out("fail  SECRET_KEY: ");
	setenv("SECRET_KEY", GIVEN_SECRET, 1);
	setenv("MAIL_URL", "smtp://127.0.0.1:1", 1);
	expect_exit(1, ctl("doctor --run-dir %s", t.dir));
	expect_out("fail  mail: 127.0.0.1 port 1: ");
}

Test_once(e2e_doctor, makes_no_database)
{
	const char *path = text("%s/none.db", t.dir);

	setenv("DATABASE_URL", text("sqlite://%s", path), 1);
	expect_exit(1, ctl("doctor --run-dir %s", t.dir));
	expect_out("fail  database file: ");
	cr_expect(access(path, F_OK) != 0 && errno == ENOENT);
}

Test_once(e2e_doctor, sees_who_may_read_the_database)
{
	const char *path = strstr(database_url(t.database), "://") + 3;

	if (t.engine != DB_SQLITE)
		return;
	migrate();
	cr_assert(chmod(path, 0644) == 0);
	expect_exit(1, ctl("doctor --run-dir %s", t.dir));
	expect_out("is open to every user (mode 0644)");
	cr_assert(chmod(path, 0640) == 0);
	expect_exit(0, ctl("doctor --run-dir %s", t.dir));
}

Test_once(e2e_doctor, names_a_setting_that_there_is_not)
{
	const char *path = text("%s/in", t.dir);

	migrate();
	write_input("MAIL_FROM=Hearth <hearth@example.org>\nPUBLIC_ULR=x\n");
	cr_assert(chmod(path, 0640) == 0);
	cr_assert(rename(path, text("%s.conf", t.dir)) == 0);
	setenv("HEARTH_CONF", text("%s.conf", t.dir), 1);
	expect_exit(0, ctl("doctor --run-dir %s", t.dir));
	unlink(text("%s.conf", t.dir));
	expect_out("warn  settings: there is no setting PUBLIC_ULR (line 2)");
	expect_no_out("MAIL_FROM (");
}

Test_once(e2e_doctor, sees_that_no_worker_runs)
{
	if (t.engine != DB_SQLITE)
		return;
	migrate();
	expect_exit(
	    0, ctl_with("Tea-at-4-oclock\n",
		   "user add --first-name A --last-name B --password-stdin "
		   "b@example.org"));
	expect_exit(0, ctl("doctor --run-dir %s", t.dir));
	expect_no_out("  worker: ");
	sqlite("UPDATE job SET run_at = run_at - 3600000000");
	expect_exit(0, ctl("doctor --run-dir %s", t.dir));
	expect_out("warn  worker: a job has been due since ");
}

Test_once(e2e_doctor, sees_a_damaged_database)
{
	if (t.engine != DB_SQLITE)
		return;
	migrate();
	sqlite("PRAGMA writable_schema = ON; UPDATE sqlite_schema"
	       " SET rootpage = 2 WHERE name = 'session_user_id_index'");
	expect_exit(1, ctl("doctor --run-dir %s", t.dir));
	expect_out("fail  database: the file is damaged: ");
}

Test_engines(e2e_doctor, sees_that_nothing_ends_a_statement)
{
	static const char finding[] =
	    "warn  database: nothing ends a statement";

	migrate();
	expect_exit(0, ctl("doctor --run-dir %s", t.dir));
	expect_no_out(finding);
	setenv("DATABASE_PREPARE", "off", 1);
	expect_exit(0, ctl("doctor --run-dir %s", t.dir));
	if (t.engine == DB_POSTGRESQL)
		expect_out(finding);
	else
		expect_no_out(finding);
}
