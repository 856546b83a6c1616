/*
 * Names of copies, and which of them stay.
 */
#include "app/backup_name.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"

#include "base/banned.h"

static struct arena arena;

static void
begin(void)
{
	arena_init(&arena, 1 << 20);
}

static void
end(void)
{
	arena_release(&arena);
}

TestSuite(app_backup_name, .init = begin, .fini = end);

Test(app_backup_name, a_name_says_when_and_what)
{
	static const char text[] = "hearth-20261127T012345.678Z-13.db";
	struct app_backup_name name;
	int64_t us;

	cr_assert(clock_parse("2026-11-27T01:23:45.678Z", &us));
	cr_expect(eq(str,
	    (char *)app_backup_name_format(&arena, us + 999, 13, DB_SQLITE),
	    (char *)text));
	cr_expect(eq(str,
	    (char *)app_backup_name_format(&arena, us, 7, DB_POSTGRESQL),
	    (char *)"hearth-20261127T012345.678Z-7.dump"));
	cr_assert(app_backup_name_parse(&arena, text, DB_SQLITE, &name));
	cr_expect(eq(i64, name.made_us, us));
	cr_expect(eq(int, name.version, 13));
	cr_expect(eq(str, (char *)name.text, (char *)text));
}

Test(app_backup_name, other_names_are_left_alone)
{
	static const char *const others[] = { "",
		"hearth-20261127T012345.678Z-13.db.sha256",
		"hearth-20261127T012345.678Z-13.dump",
		"hearth-20261127T012345.678Z-013.db",
		"hearth-20261127T012345.678Z--1.db",
		"hearth-20261127T012345Z-13.db",
		"hearth-20261327T012345.678Z-13.db",
		"hearth-20261127T012345.678Z-13.db.part",
		"hearth-99999999T999999.999Z-13.db",
		"hearth-20261127T012345.678Z-99999999999999.db",
		"my-hearth-20261127T012345.678Z-13.db", "hearth.db" };
	struct app_backup_name name;

	for (size_t i = 0; i < N_OF(others); i++)
		cr_expect(not(app_backup_name_parse(
			      &arena, others[i], DB_SQLITE, &name)),
		    "%s", others[i]);
}

static char folder[] = "/tmp/hearth-backup.XXXXXX";

static void
put(const char *name)
{
	int fd = open(arena_printf(&arena, "%s/%s", folder, name),
	    O_CREAT | O_WRONLY, 0600);

	cr_assert(ge(int, fd, 0));
	close(fd);
}

/* A clock that was wrong once must not make copies that outlast all others. */
Test(app_backup_name, the_newest_stay_and_those_of_the_future_go_first)
{
	static const char *const order[] = {
		"hearth-20260102T000000.001Z-12.db",
		"hearth-20260102T000000.000Z-13.db",
		"hearth-20260101T000000.000Z-13.db",
		"hearth-19700101T000000.000Z-13.db",
		"hearth-98000101T000000.000Z-13.db",
		"hearth-97000101T000000.000Z-13.db"
	};
	static const char *const others[] = { "notes",
		"hearth-20260103T000000.000Z-13.dump",
		"hearth-20260102T000000.000Z-13.db.sha256" };
	struct app_backup_name *names;
	struct fault f;
	size_t n;

	cr_assert(mkdtemp(folder) != NULL);
	for (size_t i = 0; i < N_OF(order); i++)
		put(order[(i * 5 + 3) % N_OF(order)]);
	for (size_t i = 0; i < N_OF(others); i++)
		put(others[i]);
	cr_assert(app_backup_name_list(
		      folder, DB_SQLITE, &arena, &f, &names, &n) == ERR_OK);
	cr_assert(eq(sz, n, N_OF(order)));
	for (size_t i = 0; i < n; i++) {
		cr_expect(eq(str, (char *)names[i].text, (char *)order[i]));
		unlink(arena_printf(&arena, "%s/%s", folder, order[i]));
	}
	for (size_t i = 0; i < N_OF(others); i++)
		unlink(arena_printf(&arena, "%s/%s", folder, others[i]));
	rmdir(folder);
	cr_expect(app_backup_name_list(
		      folder, DB_SQLITE, &arena, &f, &names, &n) == ERR_CONFIG);
	cr_expect(str_has_prefix(f.detail, "BACKUP_DIR: /tmp/hearth-backup."));
}
