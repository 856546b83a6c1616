/*
 * Zones by name, in a database that changes.
 */
#include "base/timezone.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/clock.h"
#include "t/lib/tzif.h"

#include "t/lib/tree.h"

#include "base/banned.h"

static char dir[] = "/tmp/hearth-zones.XXXXXX";

static const char *
path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void
make_database(void)
{
	cr_assert(mkdtemp(dir) != NULL);
	setenv("TZDIR", dir, 1);
	cr_assert(mkdir(path_of("Europe"), 0700) == 0);
	tzif_install(path_of("Europe/Berlin"), 3600);
}

static void
remove_database(void)
{
	tree_remove(dir);
}

static int32_t
offset_of(const char *name)
{
	const struct zone *z = timezone_find(name);

	cr_assert(z != NULL, "%s", name);
	return zone_offset_s(z, 0);
}

Test(base_timezone, the_systems_zones_are_found)
{
	static const char names[][32] = { "UTC", "Europe/Berlin",
		"America/Argentina/Ushuaia", "Etc/GMT+5", "Africa/Casablanca",
		"America/Port-au-Prince", "Antarctica/DumontDUrville" };
	char version[TIMEZONE_VERSION_SIZE];

	unsetenv("TZDIR");
	for (size_t i = 0; i < N_OF(names); i++)
		cr_expect(timezone_find(names[i]) != NULL, "%s", names[i]);
	cr_expect(eq(i32, offset_of("Etc/GMT+5"), -18000));
	cr_expect(timezone_version(version));
	cr_expect(eq(sz, strspn(version, "0123456789"), 4), "%s", version);
}

TestSuite(
    base_timezone_database, .init = make_database, .fini = remove_database);

#define TOO_LONG                                                        \
	"Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
	"aaaa"

Test(base_timezone_database, what_is_no_zone_is_not_found)
{
	static const char names[][80] = { "", "Europe", "Europe/", "/Berlin",
		"Europe//Berlin", "Europe/Atlantis", "europe/Berlin",
		"Europe/berlin", "../zoneinfo/UTC", "Europe/../Europe/Berlin",
		"/usr/share/zoneinfo/UTC", "posix/Europe/Berlin", "tzdata.zi",
		"Europe/Berlin\n", "Fifo", TOO_LONG };

	cr_assert(mkfifo(path_of("Fifo"), 0600) == 0);
	for (size_t i = 0; i < N_OF(names); i++)
		cr_expect(zero(ptr, (void *)timezone_find(names[i])), "\"%s\"",
		    names[i]);
}

Test(base_timezone_database, utc_is_known_without_a_database)
{
	setenv("TZDIR", "/nowhere", 1);
	cr_expect(eq(i32, offset_of("UTC"), 0));
	cr_expect(zero(ptr, (void *)timezone_find("Europe/Berlin")));
}

Test(base_timezone_database, a_link_is_as_good_as_what_it_leads_to)
{
	cr_assert(symlink("Europe/Berlin", path_of("Germany")) == 0);
	cr_expect(eq(i32, offset_of("Germany"), 3600));
}

Test(base_timezone_database, a_zone_is_read_once)
{
	const struct zone *z = timezone_find("Europe/Berlin");

	cr_assert(z != NULL);
	cr_expect(eq(ptr, (void *)timezone_find("Europe/Berlin"), (void *)z));
}

Test(base_timezone_database, a_file_that_was_replaced_is_read_again)
{
	const struct zone *before = timezone_find("Europe/Berlin");

	tzif_install(path_of("Europe/Berlin"), 7200);
	cr_expect(eq(i32, offset_of("Europe/Berlin"), 7200));
	cr_expect(eq(i32, zone_offset_s(before, 0), 3600), "who holds it");
}

Test(base_timezone_database, a_zone_that_has_gone_is_not_found)
{
	cr_assert(timezone_find("Europe/Berlin") != NULL);
	cr_assert(unlink(path_of("Europe/Berlin")) == 0);
	cr_expect(zero(ptr, (void *)timezone_find("Europe/Berlin")));
}

Test(base_timezone_database, a_file_that_is_broken_is_no_zone)
{
	cr_assert(truncate(path_of("Europe/Berlin"), 60) == 0);
	cr_expect(zero(ptr, (void *)timezone_find("Europe/Berlin")));
}

/* Whoever has a zone can rely on it while others are read. */
Test(base_timezone_database, a_zone_stays_while_63_others_are_read)
{
	const struct zone *first = timezone_find("Europe/Berlin");
	char name[16];

	for (int i = 1; i < 3 * TIMEZONE_KEPT_MAX; i++) {
		snprintf(name, sizeof(name), "Zone%d", i);
		tzif_install(path_of(name), i);
		cr_expect(eq(i32, offset_of(name), i));
		if (i < TIMEZONE_KEPT_MAX)
			cr_expect(eq(i32, zone_offset_s(first, 0), 3600));
	}
	cr_expect(eq(i32, offset_of("Europe/Berlin"), 3600));
}

Test(base_timezone_database, the_version_is_in_the_first_line)
{
	char version[TIMEZONE_VERSION_SIZE];
	static const struct {
		char text[48], version[TIMEZONE_VERSION_SIZE];
	} cases[] = {
		{ "# version 2026f\nR x\n", "2026f" },
		{ "# version 2026f", "2026f" },
		{ "# version 2026f-dirty-17-gabcdef\n", "" },
		{ "# Version 2026f\n", "" },
		{ "", "" },
	};

	cr_expect(not(timezone_version(version)), "no file");
	for (size_t i = 0; i < N_OF(cases); i++) {
		FILE *out = fopen(path_of("tzdata.zi"), "we");

		cr_assert(out && fputs(cases[i].text, out) >= 0);
		cr_assert(fclose(out) == 0);
		cr_expect(eq(int, timezone_version(version),
			      *cases[i].version != '\0'),
		    "%s", cases[i].text);
		if (*cases[i].version)
			cr_expect(eq(str, version, (char *)cases[i].version));
	}
}
