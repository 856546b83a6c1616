/*
 * hearthctl doctor finds what is wrong with an installation.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/migrate.h"
#include "store/adopt.h"
#include "t/e2e/ctl_fixture.h"
#include "t/lib/e2e.h"

#include "base/banned.h"

enum { WAIT_MS = 10000 };

/* What doctor says, and its exit status, with these settings after these
 * commands. */
static const struct {
	const char *settings, *commands, *said;
	int status;
} findings[] = {
	{ "SECRET_KEY=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "",
	    "fail  SECRET_KEY: it hardly varies", 1 },
	{ "SECRET_KEY=short", "", "fail  settings: SECRET_KEY: ", 1 },
	{ "SECRET_KEY_PREVIOUS=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "",
	    "fail  SECRET_KEY_PREVIOUS: still accepted, and weak: ", 1 },
	{ "SECRET_KEY_PREVIOUS=\"$SECRET_KEY\"", "",
	    "fail  SECRET_KEY_PREVIOUS: it is SECRET_KEY itself", 1 },
	{ "SECRET_KEY_PREVIOUS=m0Vt9ZcXQ2r8sLw5yJpKd3nFhGb7uTeA1xRq4iWo", "",
	    "warn  SECRET_KEY_PREVIOUS: still set; remove it", 0 },
	{ "", "", "warn  PASSWORD_FILTER: not set", 0 },
	{ "PASSWORD_FILTER=$PWD/p", "", "/p: No such file or directory", 1 },
	{ "PASSWORD_FILTER=$PWD/p",
	    "printf 'a\\n\\nb\\r\\n%s:7' "
	    "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8 >list; "
	    "PASSWORD_FILTER=$PWD/p $CTL passwords build list",
	    "/p: 3 passwords\n", 0 },
	{ "PASSWORD_FILTER=$PWD/p",
	    "printf x | dd of=p bs=1 seek=70 conv=notrunc",
	    "hearthctl passwords build makes it anew", 1 },
	{ "", "", "warn  MAIL_FROM: Hearth <hearth@localhost>: nobody can", 0 },
	{ "MAIL_FROM=a@b.de PUBLIC_URL=http://b.de.localhost:1", "",
	    "ok    MAIL_FROM: a@b.de: of another domain than PUBLIC_URL", 0 },
	{ "ENVIRONMENT=production", "", "warn  PUBLIC_URL: http://hearth.", 0 },
	{ "ENVIRONMENT=production", "", "warn  MAIL_URL: mail is written ", 0 },
	{ "ENVIRONMENT=production SQLITE_SYNCHRONOUS=normal", "",
	    "warn  SQLITE_SYNCHRONOUS: a power loss ", 0 },
	{ "", "", "warn  PUBLIC_URL: not reached from this machine: ", 0 },
	{ "MAIL_URL=", "", "warn  mail: MAIL_URL is not set", 0 },
	{ "MAIL_URL=smtp://127.0.0.1:1", "",
	    "fail  mail: 127.0.0.1 port 1: ", 1 },
	{ "MAIL_URL=smtp://no.invalid", "", "fail  mail: no.invalid: ", 1 },
	{ "MAIL_URL=file:$PWD/none", "", "fail  mail: /tmp/", 1 },
	{ "MAIL_URL=file:$PWD", "", "ok    mail: files in /tmp/", 0 },
	{ "MAIL_URL=file:$PWD", "", " MiB free for /tmp/", 0 },
	{ "BACKUP_DIR=", "", "warn  backup: BACKUP_DIR is not set", 0 },
	{ "BACKUP_DIR=$PWD/none", "", "/none: No such file or directory", 1 },
	{ "BACKUP_DIR=$PWD/b", "mkdir -m 755 b",
	    "/b is open to every user (mode 0755): chmod o= ", 1 },
	{ "BACKUP_DIR=$PWD/b", "chmod 700 b", "warn  backup: no copy in ", 0 },
	{ "BACKUP_DIR=$PWD/b", "touch b/hearth-20200101T000000.000Z-1.$SUFFIX",
	    "warn  backup: hearth-20200101T000000.000Z-1", 0 },
	{ "BACKUP_DIR=$PWD/b",
	    "rm b/*; touch "
	    "b/hearth-29990101T000000.000Z-1.$SUFFIX",
	    " is of the future: one of the clocks is wrong", 0 },
	{ "BACKUP_DIR=$PWD/b", "BACKUP_DIR=$PWD/b $CTL backup",
	    " is the newest copy\n", 0 },
	{ "BACKUP_DIR=$PWD/b", "", " MiB free for /tmp/", 0 },
	{ "UPLOAD_DIR=$PWD/none", "", "warn  files: /tmp/", 0 },
	{ "UPLOAD_DIR=$PWD/f", "mkdir -p f/incoming f/part f/store",
	    "/f/image: No such file or directory", 1 },
	{ "UPLOAD_DIR=$PWD/f IMAGE_PROGRAM=/bin/true", "mkdir f/image",
	    "ok    files: in /tmp/", 0 },
	{ "UPLOAD_DIR=$PWD/f IMAGE_PROGRAM=/nowhere", "",
	    "fail  pictures: /nowhere: No such file or directory", 1 },
	{ "UPLOAD_DIR=$PWD/f IMAGE_PROGRAM=/bin/true", "chmod o+w f/store",
	    "/f/store is open to every user (mode ", 1 },
	{ "UPLOAD_DIR=$PWD/f IMAGE_PROGRAM=/bin/true",
	    "chmod o-w f/store; rmdir f/store; ln -s /dev/shm f/store",
	    "/f/store is on another disk: ", 1 },
	{ "DATABASE_URL=postgresql:///x?host=/nonexistent", "",
	    "fail  database: ", 1 },
	{ "DATABASE_URL=sqlite://$PWD/none.db", "",
	    "; hearthctl migrate up makes it", 1 },
	{ "MFA_REQUIRED=admin", "", "ok    factors: who must have a second",
	    0 },
	{ "MFA_REQUIRED=all",
	    "echo Tea-at-4-oclock | $CTL user add --first-name A --last-name B "
	    "--password-stdin --verified a@example.org",
	    "warn  factors: a@example.org must have a second step", 0 },
	{ "MFA_REQUIRED=admin", "", "ok    factors: who must have a second",
	    0 },
	{ "", "", "warn  administrators: none has a way in", 0 },
	{ "",
	    "echo Tea-at-4-oclock | $CTL user add --first-name A --last-name B "
	    "--password-stdin --verified --role admin b@example.org",
	    "ok    administrators: somebody can", 0 },
	{ "", "$CTL migrate down --yes",
	    "fail  schema: pending migrations: 1; run hearthctl migrate up",
	    1 },
};

Test_engines(e2e_doctor, says_what_it_finds)
{
	migrate();
	setenv("CTL", TOP_BUILDDIR "/hearthctl", 1);
	setenv("SUFFIX", t.engine == DB_SQLITE ? "db" : "dump", 1);
	for (size_t i = 0; i < N_OF(findings); i++) {
		shell(
		    "%s\nstatus=0; env %s $CTL doctor --run-dir . >out 2>err"
		    " || status=$?; test $status = %d || { cat out; exit 9; }",
		    findings[i].commands, findings[i].settings,
		    findings[i].status);
		read_output();
		expect_out(findings[i].said);
	}
}

static bool
answers(void *socket)
{
	return store_adopt_answers(socket);
}

/* By a web server of another user, which only root can be beside itself. */
Test_once(e2e_doctor, asks_hearth_adopt)
{
	const char *socket = text("%s/a", t.dir);
	static struct process adopt;

	if (geteuid() != 0)
		cr_skip_test("only root can be two users");
	migrate();
	shell("mkdir -p f/incoming f/part f/store f/image;"
	      " chown nobody f/incoming");
	setenv("UPLOAD_DIR", text("%s/f", t.dir), 1);
	setenv("UPLOAD_ADOPT_SOCKET", socket, 1);
	setenv("IMAGE_PROGRAM", "/bin/true", 1);
	expect_exit(1, ctl("doctor --run-dir %s", t.dir));
	expect_out("hearth-adopt does not answer at ");
	process_start(&adopt, text("%s/adopt.log", t.dir),
	    (const char *const[]){ TOP_BUILDDIR "/hearth-adopt",
		text("%s/f/incoming", t.dir), socket, NULL });
	wait_until(answers, (void *)socket, WAIT_MS, "hearth-adopt answers");
	expect_exit(0, ctl("doctor --run-dir %s", t.dir));
	expect_out(text("ok    files: hearth-adopt answers at %s", socket));
	process_stop(&adopt, WAIT_MS);
	expect_exit(1, ctl("doctor --run-dir %s", t.dir));
}

Test_engines(e2e_doctor, json_has_all_that_the_lines_have)
{
	migrate();
	expect_exit(0, ctl("doctor --run-dir %s", t.dir));
	shell("sed -n 's/^[a-z]*  *\\([^:]*\\):.*/\\1/p' out >lines");
	expect_exit(0, ctl("doctor --json --run-dir %s", t.dir));
	shell("grep -o '\"check\":\"[^\"]*' out | cut -d '\"' -f 4 >names;"
	      " cmp lines names");
	read_output();
	cr_expect(t.out[0] == '[' && str_eq(t.out + strlen(t.out) - 2, "]\n"));
	expect_out("{\"check\":\"schema\",\"grade\":\"ok\",\"detail\":\"ver");
	setenv("MAIL_URL", "smtp://127.0.0.1:1", 1);
	expect_exit(1, ctl("doctor --json --run-dir %s", t.dir));
	expect_out("{\"check\":\"mail\",\"grade\":\"fail\",");
}

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
