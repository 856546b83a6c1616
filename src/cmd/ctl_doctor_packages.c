/*
 * Versions of the Debian packages that Hearth runs on, against the oldest that
 * is known to be sound. Asks dpkg, which knows how Debian versions compare.
 */
#include "cmd/ctl_doctor.h"

#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/banned.h"

enum { TEXT_SIZE = 128 };

/* least NULL: any version will do, it is only shown. */
static const struct package {
	const char *name, *least, *why;
	bool is_needed;
} packages[] = {
	{ "nginx", "1.22.1-9+deb12u10", "fixes of 2026", false },
	{ "libfcgi0ldbl", "2.4.2-2+deb12u1", "CVE-2025-23016", true },
	{ "libcurl4", "7.88.1-10+deb12u15", "fixes of 2026", true },
	{ "libsqlite3-0", "3.40.1-2+deb12u2", "fixes of 2025", true },
	{ "pgbouncer", "1.18.0-1+deb12u1", "CVE-2025-2291", false },
	{ "libpq5", NULL, NULL, false },
	{ "libssl3", NULL, NULL, false },
	{ "libjson-c5", NULL, NULL, false },
	{ "libargon2-1", NULL, NULL, false },
	{ "libpcre2-8-0", NULL, NULL, false },
	{ "spawn-fcgi", NULL, NULL, false },
};

/* Runs a program with its output in text; its exit status, or -1 when it
 * cannot be run. What does not fit is dropped. */
static int
run(const char *const argv[], char text[TEXT_SIZE])
{
	posix_spawn_file_actions_t actions;
	int ends[2], status = -1;
	size_t len = 0;
	ssize_t n;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return -1;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	posix_spawn_file_actions_addopen(
	    &actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	if (posix_spawnp(&pid, argv[0], &actions, NULL, (char *const *)argv,
		environ) != 0)
		pid = -1;
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	while (pid > 0 && len < TEXT_SIZE - 1 &&
	       (n = read(ends[0], text + len, TEXT_SIZE - 1 - len)) > 0)
		len += (size_t)n;
	close(ends[0]);
	text[len] = '\0';
	if (pid > 0 && waitpid(pid, &status, 0) == pid)
		return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	return -1;
}

/* The installed version; false when the package is not installed. */
static bool
find_version(const char *package, char version[TEXT_SIZE])
{
	const char *const argv[] = { "dpkg-query", "-W", "-f",
		"${db:Status-Status} ${Version}", package, NULL };
	static const char installed[] = "installed ";
	char text[TEXT_SIZE];
	size_t skip = sizeof(installed) - 1;

	if (run(argv, text) != 0 || strncmp(text, installed, skip) != 0)
		return false;
	memcpy(version, text + skip, strlen(text + skip) + 1);
	return true;
}

static bool
is_at_least(const char *version, const char *least)
{
	const char *const argv[] = { "dpkg", "--compare-versions", version,
		"ge", least, NULL };
	char text[TEXT_SIZE];

	return run(argv, text) == 0;
}

static void
check_package(struct doctor *d, const struct package *p)
{
	char version[TEXT_SIZE];

	if (!find_version(p->name, version)) {
		if (p->is_needed)
			doctor_say(d, DOCTOR_WARN, p->name,
			    "not installed as a package; its version is not "
			    "checked");
	} else if (p->least && !is_at_least(version, p->least)) {
		doctor_say(d, DOCTOR_WARN, p->name, "%s is older than %s (%s)",
		    version, p->least, p->why);
	} else {
		doctor_say(d, DOCTOR_OK, p->name, "%s", version);
	}
}

void
doctor_packages(struct doctor *d)
{
	const char *const argv[] = { "dpkg-query", "--version", NULL };
	char text[TEXT_SIZE];

	if (run(argv, text) != 0) {
		doctor_say(d, DOCTOR_WARN, "packages",
		    "no dpkg-query here; versions are not checked");
		return;
	}
	for (size_t i = 0; i < N_OF(packages); i++)
		check_package(d, &packages[i]);
}
