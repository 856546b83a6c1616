/*
 * No program fails to start without a word: each says in one line what is wrong
 * and ends with a status of sysexits(3) that tells what kind of thing it is.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sysexits.h>

#include "base/attr.h"
#include "t/lib/process.h"
#include "t/lib/tree.h"

#include "base/banned.h"

enum { LOG_MAX = 65536, TIMEOUT_MS = 20000 };

static char dir[] = "/tmp/hearth-start-XXXXXX";
static char said[LOG_MAX]; /* by the last program */

/* A socket that somebody listens on. */
static void
listen_in_dir(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/used", dir);
	cr_assert(bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0);
	cr_assert(listen(fd, 1) == 0);
}

static void
start(void)
{
	cr_assert(mkdtemp(dir) != NULL);
	listen_in_dir();
	setenv("DIR", dir, 1);
	setenv("BUILD", TOP_BUILDDIR, 1);
	setenv("POOL", TOP_SRCDIR "/contrib/spawn-fcgi/hearth-pool", 1);
	setenv("HEARTH_CONF", "/dev/null", 1);
	setenv("DATABASE_URL", "sqlite:////nowhere/hearth.db", 1);
	setenv("SECRET_KEY", "a secret for tests only, long enough", 1);
	setenv("PUBLIC_URL", "http://hearth.test", 1);
	setenv("MAIL_URL", "file:/tmp", 1);
	setenv("ENVIRONMENT", "test", 1);
	setenv("WORKER_PROCESSES", "2", 1);
}

static void
stop(void)
{
	tree_remove(dir);
}

TestSuite(e2e_start, .init = start, .fini = stop, .timeout = 120);

/* The status of a shell's command, whose words are in said. */
static int
run(const char *command)
{
	char path[64];
	FILE *log;
	int status;

	snprintf(path, sizeof(path), "%s/log", dir);
	remove(path);
	status = process_run(path, TIMEOUT_MS,
	    (const char *const[]){ "bash", "-c", command, NULL });
	log = fopen(path, "re");
	said[log ? fread(said, 1, sizeof(said) - 1, log) : 0] = '\0';
	if (log)
		fclose(log);
	return status;
}

static int
n_errors(void)
{
	int n = 0;

	for (const char *p = said; (p = strstr(p, "\"level\":\"error\"")); p++)
		n++;
	return n;
}

/* What is wrong with settings is the same for all programs that read them. */
static const struct {
	const char *setting, *words;
} settings[] = {
	{ "HEARTH_CONF=/nowhere/hearth.conf", "/nowhere/hearth.conf: No such" },
	{ "HEARTH_CONF=/", "/: cannot be read" },
	{ "HEARTH_CONF=/dev/zero", "/dev/zero: is larger than" },
	{ "HEARTH_CONF=/bin/sh", "/bin/sh: is " },
	{ "HEARTH_CONF=<(echo SECRET_KEY)", ":1: expected NAME=value" },
	{ "SECRET_KEY=short", "SECRET_KEY: must be 32" },
	{ "DATABASE_URL=", "DATABASE_URL: must be set" },
	{ "DATABASE_URL=mysql://x/y", "DATABASE_URL: must be sqlite:///path" },
	{ "LOG_LEVEL=loud", "LOG_LEVEL: must be one of" },
	{ "BODY_MAX_BYTES=1e6", "BODY_MAX_BYTES: must be a whole number" },
};

static void
expect_refused(const char *program, int n_lines)
{
	for (size_t i = 0; i < N_OF(settings); i++) {
		char command[256];
		int status;

		snprintf(command, sizeof(command), "%s exec $BUILD/%s",
		    settings[i].setting, program);
		status = run(command);
		cr_expect(status == EX_CONFIG &&
			      strstr(said, settings[i].words) &&
			      n_errors() == n_lines,
		    "%s: status %d: %s", command, status, said);
		strncat(
		    command, " 2>&-", sizeof(command) - strlen(command) - 1);
		cr_expect(run(command) == EX_CONFIG, "%s", command);
	}
}

Test(e2e_start, a_responder_says_which_setting_is_wrong)
{
	expect_refused("hearth.fcgi", 1);
}

Test(e2e_start, a_worker_says_once_which_setting_is_wrong)
{
	expect_refused("hearth-worker", 1);
}

Test(e2e_start, hearthctl_says_which_setting_is_wrong)
{
	expect_refused("hearthctl user show ann@example.org", 0);
}

static const struct {
	int status;
	const char *words, *command;
} cases[] = {
	{ EX_USAGE, "neither a FastCGI socket", "exec $BUILD/hearth.fcgi" },
	{ EX_USAGE, "usage: hearth.fcgi", "exec $BUILD/hearth.fcgi --port 1" },
	{ EX_USAGE, "cannot use '--port'",
	    "exec $BUILD/hearth-worker --port 1" },
	{ EX_USAGE, "no command 'port'", "exec $BUILD/hearthctl port" },
	{ EX_CONFIG, "SECRET_KEY: must be set",
	    "SECRET_KEY= exec $BUILD/hearth.fcgi" },
	{ EX_CONFIG, "SECRET_KEY: must be set",
	    "SECRET_KEY= exec $BUILD/hearth-worker" },
	{ EX_CONFIG, "MAIL_URL: must be set",
	    "MAIL_URL= exec $BUILD/hearth-worker" },
	{ EX_CONFIG, "MAIL_FROM must be",
	    "MAIL_FROM='x y@' exec $BUILD/hearth-worker" },
	{ EX_TEMPFAIL, "run hearthctl migrate up",
	    "exec $BUILD/hearth-worker --once" },
	{ EX_UNAVAILABLE, "run hearthctl migrate up",
	    "exec $BUILD/hearthctl user show ann@example.org" },
	{ EX_UNAVAILABLE, "/nowhere/hearth.db: No such file",
	    "exec $BUILD/hearthctl migrate up" },
	{ EX_UNAVAILABLE, "/proc/hearth.db",
	    "DATABASE_URL=sqlite:////proc/hearth.db "
	    "exec $BUILD/hearthctl migrate up" },
	{ EX_UNAVAILABLE, "not a database",
	    "head -c 4096 /dev/urandom >$DIR/db; "
	    "DATABASE_URL=sqlite:///$DIR/db "
	    "exec $BUILD/hearthctl user show ann@example.org" },
#ifdef WITH_POSTGRESQL
	{ EX_CONFIG, "DATABASE_URL: invalid",
	    "DATABASE_URL='postgresql:///x?hast=y' exec $BUILD/hearth-worker" },
	{ EX_CONFIG, "DATABASE_URL: invalid",
	    "DATABASE_URL='postgresql:///x?hast=y' "
	    "exec $BUILD/hearthctl migrate up" },
	{ EX_UNAVAILABLE, "Is the server running",
	    "DATABASE_URL='postgresql:///x?host=/nowhere' "
	    "exec $BUILD/hearthctl migrate up" },
#endif
	{ EX_OK, "there is no setting SECRET",
	    "HEARTH_CONF=<(echo SECRET=x) WORKER_PROCESSES=1 "
	    "$BUILD/hearth-worker --once; true" },
	{ EX_USAGE, "usage: hearth-pool", "exec $POOL" },
	{ EX_USAGE, "at most 107 bytes",
	    "exec $POOL $DIR/$(printf %0120d 0) 1 $BUILD/hearth.fcgi" },
	{ EX_CANTCREAT, "is missing or not writable",
	    "exec $POOL /nowhere/sock 1 $BUILD/hearth.fcgi" },
	{ EX_CANTCREAT, "is there and no socket",
	    "touch $DIR/file; exec $POOL $DIR/file 1 $BUILD/hearth.fcgi" },
	{ EX_UNAVAILABLE, "cannot run /nowhere/hearth.fcgi",
	    "exec $POOL $DIR/sock 1 /nowhere/hearth.fcgi" },
	{ EX_UNAVAILABLE, "spawn-fcgi is missing",
	    "PATH=/nowhere exec /bin/bash $POOL $DIR/sock 1 /bin/sh" },
	{ EX_CONFIG, "a setting is wrong",
	    "SECRET_KEY= exec $POOL $DIR/sock 3 $BUILD/hearth.fcgi" },
	{ EX_CONFIG, "a setting is wrong",
	    "MAIL_URL= exec $POOL - 1 $BUILD/hearth-worker" },
	{ EX_TEMPFAIL, "is in use",
	    "exec $POOL $DIR/used 1 $BUILD/hearth.fcgi" },
};

Test(e2e_start, whatever_is_in_the_way_is_named)
{
	for (size_t i = 0; i < N_OF(cases); i++) {
		int status = run(cases[i].command);

		cr_expect(
		    status == cases[i].status && strstr(said, cases[i].words),
		    "%s: status %d instead of %d: %s", cases[i].command, status,
		    cases[i].status, said);
	}
}
