/*
 * Versions of the Debian packages that Hearth runs on, against the oldest that
 * is known to be sound. Asks dpkg, which knows how Debian versions compare.
 */
#include "cmd/ctl_doctor.h"

#include <string.h>

#include "base/child.h"

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

	if (child_run(argv, text, sizeof(text)) != 0) {
		doctor_say(d, DOCTOR_WARN, "packages",
		    "no dpkg-query here; versions are not checked");
		return;
	}
	for (size_t i = 0; i < N_OF(packages); i++)
		check_package(d, &packages[i]);
}
