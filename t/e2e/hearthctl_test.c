/*
 * hearthctl as an operator runs it: the program, on an empty database of its
 * own, on both engines. What it says is read from files.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "crypt/password.h"
#include "db/migrate.h"
#include "generated/query/session.h"
#include "generated/query/user.h"
#include "t/lib/database.h"
#include "t/lib/engines.h"
#include "t/lib/given.h"
#include "t/lib/process.h"
#include "base/banned.h"

#define CTL TOP_BUILDDIR "/hearthctl"

enum { WORDS = 24, OUT_MAX = 65536 };

static struct {
	struct database *database;
	enum db_engine engine;
	char dir[64];
	char out[OUT_MAX], err[OUT_MAX];
} t;

static void
engine_open(enum db_engine engine)
{
	t.engine = engine;
	t.database = database_new_empty(engine);
	snprintf(t.dir, sizeof(t.dir), "/tmp/hearth-ctl-XXXXXX");
	cr_assert(mkdtemp(t.dir) != NULL);
	setenv("HEARTH_CONF", "/dev/null", 1);
	setenv("DATABASE_URL", database_url(t.database), 1);
	setenv("SECRET_KEY", GIVEN_SECRET, 1);
	setenv("PUBLIC_URL", "http://hearth.test", 1);
	setenv("MAIL_URL", text("file:%s", t.dir), 1);
	setenv("ENVIRONMENT", "test", 1);
}

static void
engine_close(void)
{
	given_close();
	unlink(text("%s/in", t.dir));
	unlink(text("%s/out", t.dir));
	unlink(text("%s/err", t.dir));
	rmdir(t.dir);
	database_free(t.database);
}

static void
engine_pass(void)
{
}

/*
 * Running it.
 */

static void
write_input(const char *input)
{
	FILE *f = fopen(text("%s/in", t.dir), "w");

	cr_assert(f != NULL);
	fputs(input, f);
	fclose(f);
}

static void
read_file(const char *name, char buffer[OUT_MAX])
{
	FILE *f = fopen(text("%s/%s", t.dir, name), "r");
	size_t n;

	cr_assert(f != NULL);
	n = fread(buffer, 1, OUT_MAX - 1, f);
	buffer[n] = '\0';
	fclose(f);
}

static void
redirect(const char *name, int flags, int to)
{
	int fd = open(text("%s/%s", t.dir, name), flags, 0600);

	if (fd < 0 || dup2(fd, to) < 0)
		_exit(126);
}

/* Runs the words of line, "hearthctl " before them, with input on standard
 * input; the exit status. What it printed is in t.out and t.err. */
static int
ctl_with(const char *input, const char *line)
{
	char *words = text("%s", line), *argv[WORDS] = { "hearthctl" };
	char *rest = NULL;
	int n = 1, status;
	pid_t pid;

	for (char *w = strtok_r(words, " ", &rest); w && n < WORDS - 1;
	     w = strtok_r(NULL, " ", &rest))
		argv[n++] = w;
	write_input(input);
	pid = fork();
	if (pid == 0) {
		redirect("in", O_RDONLY, STDIN_FILENO);
		redirect("out", O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
		redirect("err", O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
		execv(CTL, argv);
		_exit(127);
	}
	cr_assert(pid > 0 && waitpid(pid, &status, 0) == pid);
	read_file("out", t.out);
	read_file("err", t.err);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

#define ctl(...) ctl_with("", text(__VA_ARGS__))

/* Fails with what was printed. */
#define expect_exit(expected, call)                                          \
	do {                                                                 \
		int got_ = (call);                                           \
		cr_expect(got_ == (expected), "exit %d instead of %d: %s%s", \
		    got_, (expected), t.out, t.err);                         \
	} while (0)
#define expect_out(part)                                                       \
	cr_expect(strstr(t.out, (part)) != NULL, "no \"%s\" in: %s%s", (part), \
	    t.out, t.err)
#define expect_err(part)                                                       \
	cr_expect(strstr(t.err, (part)) != NULL, "no \"%s\" in: %s%s", (part), \
	    t.out, t.err)

static void
migrate(void)
{
	cr_assert(ctl("migrate up") == 0, "%s%s", t.out, t.err);
}

/* Adds a user whose address is proved; the id. */
static char *
add_user(const char *email)
{
	cr_assert(ctl_with("Tea-at-4-oclock\n",
		      text("user add --first-name Ada --last-name Example "
			   "--verified --password-stdin %s",
			  email)) == 0,
	    "%s%s", t.out, t.err);
	t.out[strcspn(t.out, "\n")] = '\0';
	return text("%s", t.out);
}

static const char *
sqlite_file(void)
{
	return strstr(database_url(t.database), "://") + 3;
}

/* What an operator does with SQLite's own program. */
static void
sqlite(const char *command)
{
	cr_assert(process_run(text("%s/out", t.dir), 10000,
		      (const char *const[]){ "sqlite3", "-bail", sqlite_file(),
			  command, NULL }) == 0,
	    "%s", command);
}

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
	expect_exit(0, ctl("migrate down 2"));
	expect_exit(1, ctl("migrate status"));
	expect_out(text("schema version %d,", last - 2));
	expect_exit(EX_USAGE, ctl("migrate down %d", last - 1));
	expect_err(text("no more than %d", last - 2));
	expect_exit(0, ctl("migrate down %d", last - 2));
	expect_exit(0, ctl("migrate down"));
	expect_out("the database is empty");
	expect_exit(0, ctl("migrate up"));
	expect_exit(0, ctl("migrate status"));
}

Test_engines(e2e_hearthctl, other_commands_refuse_an_older_schema)
{
	expect_exit(EX_UNAVAILABLE, ctl("user show ada@example.org"));
	migrate();
	expect_exit(0, ctl("migrate down"));
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

Test_once(e2e_hearthctl, migrate_refuses_what_is_no_number)
{
	expect_exit(EX_USAGE, ctl("migrate down 0"));
	expect_exit(EX_USAGE, ctl("migrate down x"));
	expect_exit(EX_USAGE, ctl("migrate"));
	expect_exit(EX_USAGE, ctl("migrate sideways"));
}

/*
 * user
 */

Test_engines(e2e_hearthctl, a_user_is_added_and_shown)
{
	char *id;

	migrate();
	id = add_user("Ada@Example.org");
	expect_exit(0, ctl("user show ada@example.ORG"));
	expect_out(text("id: %s\nemail: Ada@Example.org\n", id));
	expect_out("role: attendee\n");
	expect_out("is_verified: yes\n");
	expect_exit(0, ctl("user show --json %s", id));
	expect_out(text("{\"id\":\"%s\",\"email\":\"Ada@Example.org\"", id));
	expect_out("\"live_sessions\":0");
	expect_exit(0, ctl_with("Tea-at-4-oclock",
			   "user add --first-name A --last-name B --role=admin "
			   "--password-stdin b@example.org"));
	expect_exit(0, ctl("user show b@example.org"));
	expect_out("role: admin\n");
	expect_out("is_verified: no\n");
}

Test_engines(e2e_hearthctl, who_is_not_verified_gets_a_mail)
{
	migrate();
	add_user("ada@example.org");
	expect_exit(0, ctl("jobs list --json"));
	expect_out("[]\n");
	expect_exit(
	    0, ctl_with("Tea-at-4-oclock\n",
		   "user add --first-name A --last-name B --password-stdin "
		   "b@example.org"));
	expect_exit(0, ctl("jobs list --json"));
	expect_out("\"kind\":\"mail\"");
	expect_exit(0, ctl("user verify b@example.org"));
	expect_exit(0, ctl("user show b@example.org"));
	expect_out("is_verified: yes\n");
	expect_exit(0, ctl("user verify b@example.org"));
	expect_out("already");
}

Test_engines(e2e_hearthctl, bad_users_are_refused)
{
	static const char add[] =
	    "user add --first-name A --last-name B --password-stdin";

	migrate();
	add_user("ada@example.org");
	expect_exit(EX_DATAERR,
	    ctl_with("Tea-at-4-oclock", text("%s ADA@example.org", add)));
	expect_err("taken");
	expect_exit(
	    EX_DATAERR, ctl_with("short", text("%s b@example.org", add)));
	expect_err("at least 8 characters");
	expect_err("upper-case");
	expect_exit(
	    EX_DATAERR, ctl_with("Tea-at-4-oclock", text("%s nobody", add)));
	expect_exit(EX_USAGE, ctl_with("Tea-at-4-oclock",
				  text("%s --role king b@example.org", add)));
	expect_exit(EX_USAGE, ctl("user add b@example.org"));
	expect_exit(EX_DATAERR, ctl("%s b@example.org", add));
	expect_exit(EX_DATAERR, ctl("user show b@example.org"));
	expect_err("no user 'b@example.org'");
	expect_exit(EX_DATAERR,
	    ctl("user suspend 0190b5e6-0000-7000-8000-000000000000"));
}

/* A session of the user, straight into the database. */
static void
add_session(const char *user)
{
	struct user_id id;

	cr_assert(uuid_parse(user, &id.v));
	cr_assert(
	    q_session_add(given_db(), .id = { uuid_new() }, .user = id,
		.ip_address = "127.0.0.1", .user_agent = "test",
		.now = clock_now_us(), .expires = clock_now_us() + CLOCK_DAY_US,
		.idle = clock_now_us() + CLOCK_DAY_US, NULL) == ERR_OK);
}

static void
expect_sessions(const char *id, int n)
{
	expect_exit(0, ctl("user show --json %s", id));
	expect_out(text("\"live_sessions\":%d", n));
}

Test_engines(e2e_hearthctl, a_suspended_user_has_no_sessions)
{
	char *id, *other;

	migrate();
	id = add_user("ada@example.org");
	other = add_user("bob@example.org");
	given_open(database_url(t.database), "http://hearth.test");
	add_session(id);
	add_session(id);
	add_session(other);
	expect_sessions(id, 2);

	expect_exit(0, ctl("user suspend ada@example.org"));
	expect_sessions(id, 0);
	expect_out("\"is_suspended\":true");
	expect_sessions(other, 1);
	expect_exit(0, ctl("user suspend %s", id));
	expect_out("already");
	expect_exit(0, ctl("user restore %s", id));
	expect_sessions(id, 0);
	expect_out("\"is_suspended\":false");
	expect_exit(0, ctl("user restore %s", id));
	expect_out("was not suspended");
	given_close();
}

Test_engines(e2e_hearthctl, a_new_password_ends_the_sessions)
{
	struct q_user_for_login_row before, after;
	struct q_user_for_login_in in = { .email_key = "ada@example.org" };
	char *id;

	migrate();
	id = add_user("ada@example.org");
	given_open(database_url(t.database), "http://hearth.test");
	add_session(id);
	cr_assert(q_user_for_login_with(given_db(), &in, &before) == ERR_OK);
	expect_exit(
	    EX_DATAERR, ctl_with("weak\n", "user password --password-stdin "
					   "ada@example.org"));
	expect_sessions(id, 1);
	expect_exit(0, ctl_with("Cake-at-5-oclock\n",
			   text("user password --password-stdin %s", id)));
	expect_sessions(id, 0);
	cr_assert(q_user_for_login_with(given_db(), &in, &after) == ERR_OK);
	cr_expect(str_eq(before.password_hash, after.password_hash) == false);
	cr_expect(crypt_password_verify(
	    "Cake-at-5-oclock", after.password_hash, NULL));
	given_close();
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
 * config, doctor, and what goes wrong before a command begins
 */

Test_once(e2e_hearthctl, config_masks_secrets)
{
	setenv("MAIL_URL", "smtps://me:verysecret@mail.example.org", 1);
	expect_exit(0, ctl("config"));
	expect_out("PUBLIC_URL=http://hearth.test\n");
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

Test_engines(e2e_hearthctl, doctor_finds_what_is_wrong)
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

Test_once(e2e_hearthctl, doctor_makes_no_database)
{
	const char *path = text("%s/none.db", t.dir);

	setenv("DATABASE_URL", text("sqlite://%s", path), 1);
	expect_exit(1, ctl("doctor --run-dir %s", t.dir));
	expect_out("fail  database file: ");
	cr_expect(access(path, F_OK) != 0 && errno == ENOENT);
}

Test_once(e2e_hearthctl, doctor_sees_who_may_read_the_database)
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

Test_once(e2e_hearthctl, doctor_names_a_setting_that_there_is_not)
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
	cr_expect(strstr(t.out, "MAIL_FROM (") == NULL, "%s", t.out);
}

Test_once(e2e_hearthctl, doctor_sees_that_no_worker_runs)
{
	if (t.engine != DB_SQLITE)
		return;
	migrate();
	expect_exit(
	    0, ctl_with("Tea-at-4-oclock\n",
		   "user add --first-name A --last-name B --password-stdin "
		   "b@example.org"));
	expect_exit(0, ctl("doctor --run-dir %s", t.dir));
	cr_expect(strstr(t.out, "  worker: ") == NULL, "%s", t.out);
	sqlite("UPDATE job SET run_at = run_at - 3600000000");
	expect_exit(0, ctl("doctor --run-dir %s", t.dir));
	expect_out("warn  worker: a job has been due since ");
}

Test_once(e2e_hearthctl, doctor_sees_a_damaged_database)
{
	if (t.engine != DB_SQLITE)
		return;
	migrate();
	sqlite("PRAGMA writable_schema = ON; UPDATE sqlite_schema"
	       " SET rootpage = 2 WHERE name = 'session_user_id_index'");
	expect_exit(1, ctl("doctor --run-dir %s", t.dir));
	expect_out("fail  database: the file is damaged: ");
}

/* As README.md says: a log of the old database is beside it. */
Test_once(e2e_hearthctl, a_backup_comes_back_as_it_was)
{
	const char *copy = text("%s.copy", t.dir);

	if (t.engine != DB_SQLITE)
		return;
	migrate();
	add_user("ada@example.org");
	sqlite(text(".backup %s", copy));
	expect_exit(0, ctl("user suspend ada@example.org"));
	add_user("bob@example.org");
	cr_expect(access(text("%s-wal", sqlite_file()), F_OK) == 0);
	sqlite(text(".restore %s", copy));
	expect_exit(0, ctl("user show ada@example.org"));
	expect_out("is_suspended: no\n");
	cr_expect(ctl("user show bob@example.org") != 0);
	expect_exit(0, ctl("doctor --run-dir %s", t.dir));
	add_user("bob@example.org");
	unlink(copy);
}
