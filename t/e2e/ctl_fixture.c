#include "t/e2e/ctl_fixture.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/schema.h"
#include "generated/query/schema.h"
#include "t/lib/process.h"
#include "t/lib/tree.h"

#include "base/banned.h"

#define CTL TOP_BUILDDIR "/hearthctl"

enum { WORDS = 24, SHELL_MS = 20000 };

struct ctl_fixture t;

void
ctl_fixture_open(enum db_engine engine)
{
	t.engine = engine;
	t.database = database_new_empty(engine);
	snprintf(t.dir, sizeof(t.dir), "/tmp/hearth-ctl-XXXXXX");
	cr_assert(mkdtemp(t.dir) != NULL);
	setenv("HEARTH_CONF", "/dev/null", 1);
	setenv("DATABASE_URL", database_url(t.database), 1);
	setenv("SECRET_KEY", GIVEN_SECRET, 1);
	setenv("PUBLIC_URL", "http://hearth.localhost:1", 1); /* nobody */
	setenv("MAIL_URL", text("file:%s", t.dir), 1);
	setenv("ENVIRONMENT", "test", 1);
}

void
ctl_fixture_close(void)
{
	given_close();
	tree_remove(t.dir);
	database_free(t.database);
}

void
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

void
read_output(void)
{
	read_file("out", t.out);
	read_file("err", t.err);
}

static void
redirect(const char *name, int flags, int to)
{
	int fd = open(text("%s/%s", t.dir, name), flags, 0600);

	if (fd < 0 || dup2(fd, to) < 0)
		_exit(126);
}

int
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
	read_output();
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void
shell(const char *commands, ...)
{
	char *line;
	va_list args;

	va_start(args, commands);
	cr_assert(vasprintf(&line, commands, args) > 0);
	va_end(args);
	cr_assert(process_run(text("%s/log", t.dir), SHELL_MS,
		      (const char *const[]){ "sh", "-euc",
			  text("cd %s; %s", t.dir, line), NULL }) == 0,
	    "%s", line);
	free(line);
}

void
add_newer_migration(void)
{
	given_open(database_url(t.database), "http://hearth.test");
	cr_assert(q_schema_add(given_db(), .version = 9999, .name = "newer",
		      .checksum = "x", .now = 0, NULL) == ERR_OK);
}

void
let_older_go_on(void)
{
	cr_assert(q_schema_compatible_add(given_db(), .version = 9999,
		      .oldest = db_schema_expected(), NULL) == ERR_OK);
}

void
migrate(void)
{
	cr_assert(ctl("migrate up") == 0, "%s%s", t.out, t.err);
}

char *
ctl_add_user(const char *email)
{
	cr_assert(ctl_with("Tea-at-4-oclock\n",
		      text("user add --first-name Ada --last-name Example "
			   "--verified --password-stdin %s",
			  email)) == 0,
	    "%s%s", t.out, t.err);
	t.out[strcspn(t.out, "\n")] = '\0';
	return text("%s", t.out);
}

const char *
sqlite_file(void)
{
	return strstr(database_url(t.database), "://") + 3;
}

void
sqlite(const char *command)
{
	cr_assert(process_run(text("%s/out", t.dir), 10000,
		      (const char *const[]){ "sqlite3", "-bail", "-cmd",
			  ".dbconfig defensive off", sqlite_file(), command,
			  NULL }) == 0,
	    "%s", command);
}
