/*
 * Versions of the Debian packages that Hearth runs on, against the oldest that
 * is known to be sound. Asks dpkg, which knows how Debian versions compare.
 */
#include "cmd/ctl_doctor.h"

#include <string.h>

#include "base/child.h"

#include "base/banned.h"

enum { TEXT_SIZE = 128, RELEASES = 2 };

/*
 * What releases call it, and the oldest sound version of each, the oldest
 * release first. A version is held against the one of its own upstream version,
 * or else against the last. No versions: any will do, it is only shown.
 */
static const struct package {
	const char *names[RELEASES], *least[RELEASES], *why;
	bool is_needed;
} packages[] = {
	{ { "nginx" }, { "1.22.1-9+deb12u10", "1.26.3-3+deb13u8" },
	    "fixes of 2026", false },
	{ { "libfcgi0ldbl", "libfcgi0t64" }, { "2.4.2-2+deb12u1", "2.4.5" },
	    "CVE-2025-23016", true },
	{ { "libcurl4", "libcurl4t64" },
	    { "7.88.1-10+deb12u15", "8.14.1-2+deb13u6" }, "fixes of 2026",
	    true },
	{ { "libsqlite3-0" }, { "3.40.1-2+deb12u2", "3.46.1-7+deb13u1" },
	    "fixes of 2025", true },
	{ { "pgbouncer" }, { "1.18.0-1+deb12u1", "1.24.1" }, "CVE-2025-2291",
	    false },
	{ .names = { "libpq5" } },
	{ .names = { "libssl3", "libssl3t64" } },
	{ .names = { "libjson-c5" } },
	{ .names = { "libargon2-1" } },
	{ .names = { "libpcre2-8-0" } },
	{ .names = { "spawn-fcgi" } },
};

/* The installed version; false when the package is not installed. */
static bool
find_version(const char *package, char version[TEXT_SIZE])
{
	const char *const argv[] = { "dpkg-query", "-W", "-f",
		"${db:Status-Status} ${Version}", package, NULL };
	static const char installed[] = "installed ";
	char text[TEXT_SIZE];
	size_t skip = sizeof(installed) - 1;

	if (child_run(argv, text, sizeof(text)) != 0 ||
	    strncmp(text, installed, skip) != 0)
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

	return child_run(argv, text, sizeof(text)) == 0;
}

/* The name under which it is installed, with its version; NULL when it is
 * not. */
static const char *
installed_name(const struct package *p, char version[TEXT_SIZE])
{
	for (size_t i = 0; i < RELEASES && p->names[i]; i++)
		if (find_version(p->names[i], version))
			return p->names[i];
	return NULL;
}

/* The oldest sound version of the release that a version is of. */
static const char *
least_for(const struct package *p, const char *version)
{
	const char *least = NULL;

	for (size_t i = 0; i < RELEASES && p->least[i]; i++) {
		size_t upstream = strcspn(p->least[i], "-");

		least = p->least[i];
		if (strncmp(version, least, upstream) == 0 &&
		    strchr("-", version[upstream]))
			break;
	}
	return least;
}

static void
check_package(struct doctor *d, const struct package *p)
{
	char version[TEXT_SIZE];
	const char *name = installed_name(p, version), *least;

	if (!name) {
		if (p->is_needed)
			doctor_say(d, DOCTOR_WARN, p->names[0],
			    "not installed as a package; its version is not "
			    "checked");
		return;
	}
	least = least_for(p, version);
	if (least && !is_at_least(version, least))
		doctor_say(d, DOCTOR_WARN, name, "%s is older than %s (%s)",
		    version, least, p->why);
	else
		doctor_say(d, DOCTOR_OK, name, "%s", version);
}

void
doctor_packages(struct doctor *d)
{
	const char *const argv[] = { "dpkg-query", "--version", NULL };
	char text[TEXT_SIZE];

	if (child_run(argv, text, sizeof(text)) != 0) {
		doctor_say(d, DOCTOR_WARN, "packages",
		    "no dpkg-query here; versions are not checked");
		return;
	}
	for (size_t i = 0; i < N_OF(packages); i++)
		check_package(d, &packages[i]);
}
