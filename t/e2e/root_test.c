/*
 * Whatever root runs, the files of the service stay the service's:
 * their owner can go on with them, and nobody else can read them.
 */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/ctl.h"
#include "t/e2e/ctl_fixture.h"

#include "base/banned.h"

enum { SERVICE = 65534 }; /* nobody */

#define NO_ID	 "0190b5e6-0000-7000-8000-000000000000"
#define PASSWORD "Tea-at-4-oclock\n"

/* Each command, with what it needs to get far. */
static const struct {
	const char *path, *rest;
} lines[] = {
	{ "migrate up", "" },
	{ "migrate down", "--yes" },
	{ "migrate status", "" },
	{ "migrate history", "" },
	{ "migrate new", "" },
	{ "user add",
	    "--first-name A --last-name B --password-stdin a@example.org" },
	{ "user list", "" },
	{ "user show", "ada@example.org" },
	{ "user role", "ada@example.org admin" },
	{ "user suspend", "ada@example.org" },
	{ "user restore", "ada@example.org" },
	{ "user export", "ada@example.org" },
	{ "user delete", "--yes ada@example.org" },
	{ "user password", "--password-stdin ada@example.org" },
	{ "user verify", "ada@example.org" },
	{ "provider list", "" },
	{ "provider add",
	    "--kind oidc --issuer https://127.0.0.1:1 --client-id x "
	    "--secret-file leaked x" },
	{ "provider change", "--title y x" },
	{ "provider remove", "x" },
	{ "provider test", "x" },
	{ "passwords build", "leaked" },
	{ "reseal", "" },
	{ "session list", "ada@example.org" },
	{ "session end", "--all ada@example.org" },
	{ "jobs list", "" },
	{ "jobs show", NO_ID },
	{ "jobs retry", NO_ID },
	{ "jobs cancel", NO_ID },
	{ "imip", "" },
	{ "mail test", "ann@example.org" },
	{ "files check", "--hash" },
	{ "backup", "" },
	{ "restore", "--yes sound" },
	{ "metrics", "" },
	{ "commands", "" },
	{ "config", "" },
	{ "doctor", "" },
};

/* What may be missing beside the database; "" is the database itself, NULL
 * nothing. */
static const char *const missing[] = { NULL, "", "-wal", "-shm", ".wlock" };

static const char *
line_of(const char *path)
{
	for (size_t i = 0; i < N_OF(lines); i++)
		if (str_eq(lines[i].path, path))
			return lines[i].rest;
	cr_assert_fail("no line for hearthctl %s", path);
	return NULL;
}

/* A database that root has made in a directory of the service, as it is while
 * the service works with it: copies of it are what a crash leaves behind. */
static void
make_data(void)
{
	const char *data = text("%s/data", t.dir);

	cr_assert(mkdir(data, 0750) == 0 && chown(data, SERVICE, SERVICE) == 0);
	setenv("DATABASE_URL", text("sqlite://%s/hearth.db", data), 1);
	setenv("MAIL_URL", text("file:%s", data), 1);
	migrate();
	ctl_add_user("ada@example.org");
	given_open(getenv("DATABASE_URL"), "http://hearth.test");
	cr_assert(db_ping(given_db()) == ERR_OK);
	ctl_add_user("bob@example.org");
	expect_exit(0, ctl("backup --to %s/sound", t.dir));
	shell("mkdir -m 700 data/copies; chown %d:%d data/copies; "
	      "cp -a data crashed",
	    SERVICE, SERVICE);
	setenv("BACKUP_DIR", text("%s/copies", data), 1);
	setenv("PASSWORD_FILTER", text("%s/filter", data), 1);
	shell("echo monkeys >leaked");
	cr_assert(chdir(t.dir) == 0);
	given_close();
}

static void
expect_only_the_service_has_access(const char *command, const char *file)
{
	shell("find data ! -uid %d -o ! -gid %d -o -perm /07 >out", SERVICE,
	    SERVICE);
	read_output();
	cr_expect(!t.out[0], "%s without %s: %s", command,
	    file ? text("hearth.db%s", file) : "nothing", t.out);
}

static void
check_command(const char *path)
{
	for (size_t i = 0; i < N_OF(missing); i++) {
		shell("rm -rf data; cp -a crashed data");
		if (missing[i])
			unlink(text("%s/data/hearth.db%s", t.dir, missing[i]));
		ctl_with(PASSWORD, text("%s %s", path, line_of(path)));
		expect_only_the_service_has_access(
		    text("hearthctl %s", path), missing[i]);
	}
}

static size_t
check_tree(const char *prefix, const struct ctl_command *commands)
{
	size_t n = 0;

	for (const struct ctl_command *c = commands; c && c->name; c++) {
		const char *path = text(
		    "%s%s%s", prefix, *prefix ? " " : "", c->name);

		if (c->run && !c->children) {
			check_command(path);
			n++;
		}
		n += check_tree(path, c->children);
	}
	return n;
}

static bool
is_for_root(void)
{
	if (t.engine != DB_SQLITE)
		return false;
	if (geteuid() != 0)
		cr_skip_test("needs root");
	make_data();
	return true;
}

Test_once(e2e_root, no_command_takes_a_file_from_the_service)
{
	if (is_for_root())
		cr_expect(check_tree("", ctl_root.children) == N_OF(lines));
}

/* As somebody does who wants to see what they say. */
Test_once(e2e_root, no_program_takes_a_file_from_the_service)
{
	static const char *const programs[] = {
		"REQUEST_METHOD=GET REQUEST_URI=/readyz %s/hearth.fcgi",
		"%s/hearth-worker --once",
	};

	if (!is_for_root())
		return;
	setenv("LOG", text("%s/data/log", t.dir), 1);
	setenv("METRICS_FILE", text("%s/data/counters", t.dir), 1);
	for (size_t i = 0; i < N_OF(programs); i++) {
		shell("rm -rf data; cp -a crashed data");
		shell(programs[i], TOP_BUILDDIR);
		shell("test -s data/log && test -s data/counters");
		expect_only_the_service_has_access(programs[i], NULL);
	}
}
