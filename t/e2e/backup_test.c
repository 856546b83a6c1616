/*
 * hearthctl backup and restore: what was copied comes back whole, and nothing
 * else is taken for a copy.
 */
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "db/schema.h"
#include "t/e2e/ctl_fixture.h"

#include "base/banned.h"

/* Sets BACKUP_DIR to an empty folder. */
static void
given_folder(void)
{
	shell("rm -rf copies; mkdir -m 700 copies");
	setenv("BACKUP_DIR", text("%s/copies", t.dir), 1);
}

/* hearthctl backup; the path of the copy. */
static const char *
take(void)
{
	cr_assert(ctl("backup") == 0, "%s%s", t.out, t.err);
	t.out[strcspn(t.out, "\n")] = '\0';
	return text("%s", t.out);
}

/* What commands in t.dir print. */
static const char *
output(const char *commands)
{
	shell("%s >out", commands);
	read_output();
	return text("%s", t.out);
}

/* A digest of all that is in a copy, by the tools of the engine. */
static const char *
content(const char *copy)
{
	return output(
	    t.engine == DB_SQLITE
		? text("sqlite3 'file:%s?immutable=1' .dump | sha256sum", copy)
		: text("pg_restore -f - %s | grep -v '^--\\|^.[un]*restrict' |"
		       " sha256sum",
		      copy));
}

/* A copy of the copy, with its checksum, to be spoilt: its path. */
static const char *
given_twin(const char *copy)
{
	shell("cp %s twin; cp %s.sha256 twin.sha256", copy, copy);
	return text("%s/twin", t.dir);
}

static void
expect_refused(const char *copy, const char *why)
{
	expect_exit(EX_DATAERR, ctl("restore --verify %s", copy));
	expect_err(why);
	expect_exit(EX_DATAERR, ctl("restore --yes %s", copy));
	expect_err(why);
}

/*
 * The way there and back
 */

Test_engines(e2e_backup, everything_comes_back)
{
	const char *copy, *before;

	migrate();
	given_folder();
	ctl_add_user("ada@example.org");
	copy = take();
	before = content(copy);
	expect_exit(0, ctl("restore --verify %s", copy));
	expect_out(text(
	    "schema version %d, users: 1, events: 0\n", db_schema_expected()));

	expect_exit(0, ctl("user suspend ada@example.org"));
	ctl_add_user("bob@example.org");
	expect_exit(0, ctl("migrate down --yes 3"));
	expect_exit(0, ctl("restore --yes %s", copy));
	expect_exit(0, ctl("migrate status"));
	expect_exit(0, ctl("user show ada@example.org"));
	expect_out("is_suspended: no\n");
	cr_expect(str_eq(content(take()), before));
	ctl_add_user("bob@example.org");
}

/* What a newer schema has besides would stop the next migration. */
Test_engines(e2e_backup, an_older_schema_comes_back_alone)
{
	const char *copy;

	migrate();
	expect_exit(0, ctl("migrate down --yes 3"));
	given_folder();
	copy = take();
	expect_exit(0, ctl("migrate up"));
	expect_exit(0, ctl("restore --yes %s", copy));
	expect_out("now run hearthctl migrate up\n");
	expect_exit(1, ctl("migrate status"));
	expect_out(text("schema version %d,", db_schema_expected() - 3));
	expect_exit(0, ctl("migrate up"));
	expect_exit(0, ctl("migrate status"));
}

Test_engines(e2e_backup, a_copy_comes_back_where_nothing_is)
{
	struct database *other = database_new_empty(t.engine);
	const char *copy;

	migrate();
	given_folder();
	ctl_add_user("ada@example.org");
	copy = take();
	setenv("DATABASE_URL", database_url(other), 1);
	expect_exit(0, ctl("restore --yes %s", copy));
	expect_exit(0, ctl("user show ada@example.org"));
	expect_exit(0, ctl("migrate status"));
	database_free(other);
}

Test_engines(e2e_backup, restore_copies_what_is_there_and_asks)
{
	const char *first, *before;

	migrate();
	given_folder();
	first = take();
	ctl_add_user("ada@example.org");
	before = content(take());
	expect_exit(EX_NOINPUT, ctl("restore %s", first));
	expect_err("there is no terminal to ask at: say --yes.");
	expect_exit(0, ctl("user show ada@example.org"));
	shell("rm copies/*");
	expect_exit(0, ctl("backup --to %s/first", t.dir));
	expect_exit(0, ctl("restore --yes %s/first", t.dir));
	expect_out("copy ");
	cr_expect(str_eq(content(text("%s/copies/%s", t.dir,
			     output("ls copies | grep -v sha256 |"
				    " tr -d '\\n'"))),
	    before));
}

/*
 * What is no copy
 */

Test_engines(e2e_backup, damage_at_any_byte_is_seen)
{
	const char *copy, *twin;
	unsigned seed = 3;

	migrate();
	given_folder();
	ctl_add_user("ada@example.org");
	copy = take();
	for (int i = 0; i < 12; i++) {
		twin = given_twin(copy);
		shell("size=$(wc -c <twin); at=$((%d %% size));"
		      " byte=$(od -An -tu1 -j $at -N 1 twin);"
		      " printf \"\\\\$(printf %%o $(((byte + 1) %% 256)))\" |"
		      " dd of=twin bs=1 seek=$at conv=notrunc status=none;"
		      " ! cmp -s %s twin",
		    rand_r(&seed), copy);
		expect_refused(twin, "its checksum is another");
	}
	shell("rm twin.sha256");
	expect_refused(twin, "The checksum of the copy is missing");
	expect_exit(0, ctl("user show ada@example.org"));
}

/* With a checksum that fits, too: it was copied from a disk that was failing.
 */
Test_engines(e2e_backup, damage_is_seen_by_the_engine)
{
	static const char *const damages[] = { "truncate -s 30000 twin",
		"dd if=/dev/zero of=twin bs=4096 seek=1 count=1 conv=notrunc",
		"dd if=/dev/zero of=twin bs=1000 seek=9 count=9 conv=notrunc",
		"truncate -s 20 twin" };
	const char *copy, *twin;

	migrate();
	given_folder();
	ctl_add_user("ada@example.org");
	copy = take();
	for (size_t i = 0; i < N_OF(damages); i++) {
		twin = given_twin(copy);
		shell("%s; sha256sum twin >twin.sha256", damages[i]);
		expect_refused(twin, "");
	}
	expect_exit(0, ctl("user show ada@example.org"));
}

Test_engines(e2e_backup, what_is_no_copy_of_this_database_is_refused)
{
	const char *other = t.engine == DB_SQLITE ? "PGDMP"
						  : "SQLite format 3\\0";

	migrate();
	shell("echo hello >twin; sha256sum twin >twin.sha256");
	expect_refused(text("%s/twin", t.dir), "is not a copy of a database");
	shell("printf '%s' >twin; sha256sum twin >twin.sha256", other);
	expect_refused(text("%s/twin", t.dir), "DATABASE_URL leads to ");
	expect_refused(text("%s/none", t.dir), "No such file");
	shell(
	    t.engine == DB_SQLITE
		? "rm twin; sqlite3 twin 'CREATE TABLE x (a)'"
		: "pg_dump -Fc --exclude-table='*' -f twin \"$DATABASE_URL\"");
	shell("sha256sum twin >twin.sha256");
	expect_refused(text("%s/twin", t.dir), "has no tables of Hearth");
}

Test_engines(e2e_backup, a_newer_schema_is_copied_but_not_restored)
{
	migrate();
	given_folder();
	add_newer_migration();
	expect_refused(take(), "is at version 9999, this program knows ");
}

Test_once(e2e_backup, a_damaged_database_becomes_no_copy)
{
	const char *copy;

	if (t.engine != DB_SQLITE)
		return;
	migrate();
	given_folder();
	copy = take();
	sqlite("PRAGMA writable_schema = ON; UPDATE sqlite_schema"
	       " SET rootpage = 2 WHERE name = 'session_user_id_index'");
	expect_exit(EX_DATAERR, ctl("backup"));
	expect_err(" is damaged: ");
	cr_expect(str_eq(output("ls -A copies | wc -l"), "2\n"));
	expect_exit(EX_DATAERR, ctl("restore --yes %s", copy));
	expect_err("--no-backup goes on without");
	expect_exit(0, ctl("restore --yes --no-backup %s", copy));
	expect_exit(0, ctl("doctor --run-dir %s", t.dir));
}

/*
 * Files
 */

Test_engines(e2e_backup, a_copy_is_closed_to_others_and_has_its_checksum)
{
	migrate();
	given_folder();
	take();
	shell("cd copies; sha256sum -c *.sha256");
	cr_expect(str_eq(output("find copies -type f ! -perm 600"), ""));
	expect_exit(0, ctl("backup --to %s/mine", t.dir));
	expect_exit(0, ctl("restore --verify %s/mine", t.dir));
	expect_exit(EX_CANTCREAT, ctl("backup --to %s/mine", t.dir));
	expect_err("File exists");
	expect_exit(0, ctl("restore --verify %s/mine", t.dir));
}

Test_engines(e2e_backup, the_newest_stay)
{
	const char *first, *second, *third;

	migrate();
	given_folder();
	setenv("BACKUP_KEEP", "2", 1);
	/* the last one is what a process left that was killed */
	shell("touch copies/notes copies/hearth.mine.draft"
	      " copies/hearth.01a21a8f-f902-703e-9276-74cf61ddf450.draft");
	first = take();
	second = take();
	third = take();
	cr_expect(access(first, F_OK) != 0);
	expect_exit(0, ctl("restore --verify %s", second));
	expect_exit(0, ctl("restore --verify %s", third));
	cr_expect(str_eq(output("ls -A copies | wc -l"), "6\n"));
	/* what a restore puts aside does not push out what it restores */
	setenv("BACKUP_KEEP", "1", 1);
	expect_exit(0, ctl("restore --yes %s", second));
}

Test_engines(e2e_backup, copies_made_at_once_are_all_there)
{
	migrate();
	given_folder();
	shell("for i in 1 2 3 4; do %s/hearthctl backup & done; wait;"
	      " cd copies; test $(ls -A | wc -l) = 8; sha256sum -c *.sha256",
	    TOP_BUILDDIR);
}

Test_engines(e2e_backup, without_room_or_right_there_is_no_file)
{
	expect_exit(EX_CONFIG, ctl("backup"));
	expect_err("BACKUP_DIR is not set: say where by --to FILE");
	given_folder();
	expect_exit(EX_UNAVAILABLE, ctl("backup"));
	expect_err("there is nothing to copy");
	migrate();
	/* no file may pass so many blocks, as if the disk were full; an index
	 * of SQLite's log has 64 */
	shell("trap '' XFSZ; ulimit -f %d; status=0;"
	      " %s/hearthctl backup >out 2>err || status=$?;"
	      " test $status = %d; test -s err; test -z \"$(ls -A copies)\"",
	    t.engine == DB_SQLITE ? 100 : 8, TOP_BUILDDIR, EX_CANTCREAT);
	setenv("BACKUP_DIR", text("%s/none", t.dir), 1);
	expect_exit(EX_CANTCREAT, ctl("backup"));
	expect_err(text("%s/none: No such file or directory", t.dir));
	expect_exit(EX_CANTCREAT, ctl("backup --to %s/none/x", t.dir));
	expect_err("No such file or directory");
}

/*
 * Migrations
 */

Test_engines(e2e_backup, a_migration_is_preceded_by_a_copy)
{
	given_folder();
	migrate();
	cr_expect(str_eq(output("ls -A copies"), ""), "nothing to copy yet");
	expect_exit(EX_NOINPUT, ctl("migrate down"));
	expect_err("there is no terminal to ask at: say --yes.");
	expect_exit(0, ctl("migrate down --dry-run"));
	expect_exit(0, ctl("migrate down --yes"));
	expect_out(text("copy %s/copies/hearth-", t.dir));
	expect_exit(0, ctl("migrate up"));
	expect_out("copy ");
	expect_exit(0, ctl("migrate up"));
	cr_expect(str_eq(output("ls -A copies | wc -l"), "4\n"));
}

Test_engines(e2e_backup, a_copy_that_fails_stops_a_migration)
{
	migrate();
	setenv("BACKUP_DIR", text("%s/none", t.dir), 1);
	expect_exit(EX_CANTCREAT, ctl("migrate down --yes"));
	expect_err("--no-backup goes on without");
	expect_exit(0, ctl("migrate status"));
	expect_exit(0, ctl("migrate down --yes --no-backup"));
	expect_exit(EX_CANTCREAT, ctl("migrate up"));
	expect_exit(1, ctl("migrate status"));
	expect_exit(0, ctl("migrate up --no-backup"));
}

/*
 * PostgreSQL's own programs
 */

/* Puts before each program one that writes down how it was called. */
static void
given_witnesses(void)
{
	shell("mkdir bin; for p in pg_dump pg_restore psql; do"
	      " printf '#!/bin/sh\\necho \"%%s $* ${PGPASSWORD:+secret}\" >>%s/"
	      "calls\\nexec %%s \"$@\"\\n' $p $(command -v $p) >bin/$p;"
	      " chmod 755 bin/$p; done",
	    t.dir);
	setenv("PATH", text("%s/bin:%s", t.dir, getenv("PATH")), 1);
}

Test_engines(e2e_backup, no_password_is_on_a_command_line)
{
	if (t.engine != DB_POSTGRESQL)
		return;
	setenv("DATABASE_URL",
	    text("%s&password=verysecret", database_url(t.database)), 1);
	migrate();
	given_folder();
	given_witnesses();
	expect_exit(0, ctl("restore --yes %s", take()));
	output("cat calls");
	expect_out("pg_dump --format=custom");
	expect_out("psql --no-psqlrc");
	expect_out(" secret\n");
	expect_no_out("verysecret");
}

Test_engines(e2e_backup, a_program_that_is_missing_is_named)
{
	if (t.engine != DB_POSTGRESQL)
		return;
	migrate();
	given_folder();
	setenv("PATH", t.dir, 1);
	expect_exit(EX_CANTCREAT, ctl("backup"));
	expect_err("pg_dump cannot be run: No such file or directory");
	expect_exit(EX_CANTCREAT, ctl("migrate down --yes"));
	expect_exit(0, ctl("migrate status"));
}

Test_engines(e2e_backup, pgbouncer_is_gone_round)
{
	if (t.engine != DB_POSTGRESQL)
		return;
	migrate();
	given_folder();
	setenv("DATABASE_PREPARE", "off", 1);
	expect_exit(EX_CONFIG, ctl("backup"));
	expect_err("must not go through PgBouncer");
	cr_expect(str_eq(output("ls -A copies"), ""));
}
