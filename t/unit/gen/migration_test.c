/*
 * The generator of migrations: type words, comments, names, and what it
 * refuses.
 */
#include "gen/migration.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/str.h"
#include "t/unit/gen/refused.h"

#include "base/banned.h"

static struct arena arena;
static struct gen_migration_set set;

static void
begin(void)
{
	arena_init(&arena, 64 << 20);
	gen_migration_set_init(&set, &arena);
}

TestSuite(gen_migration, .init = begin);

static void
add(const char *file, const char *text)
{
	cr_assert(gen_migration_read(&set, file, text), "%s", set.error.text);
}

static void
expect_refused(bool accepted, const char *want)
{
	cr_expect(accepted == false);
	cr_expect(str_eq(set.error.text, want), "got:  %s\nwant: %s",
	    set.error.text, want);
}

Test(gen_migration, words_become_each_engines_own)
{
	add("0001_a.up.sql",
	    "-- About.\nCREATE TABLE t (\n"
	    "  id {id} NOT NULL, -- the key\n  at {time}, b {bool}, n {int},"
	    " r {real},\n\n  j {json} DEFAULT '{id}', y {bytes}) {strict};\n");
	cr_expect(
	    str_eq(set.v[1].text[0][0],
		"CREATE TABLE t (\n"
		"  id uuid NOT NULL,\n  at timestamptz, b boolean, n bigint,"
		" r double precision,\n  j json DEFAULT '{id}', y bytea) ;\n"),
	    "%s", set.v[1].text[0][0]);
	cr_expect(str_eq(set.v[1].text[0][1],
		      "CREATE TABLE t (\n"
		      "  id BLOB NOT NULL,\n  at INTEGER, b INTEGER, n INTEGER,"
		      " r REAL,\n  j TEXT DEFAULT '{id}', y BLOB) STRICT;\n"),
	    "%s", set.v[1].text[0][1]);
}

Test(gen_migration, an_engine_may_have_its_own_text)
{
	add("d/0001_a.up.postgresql.sql", "SELECT $$BEGIN; COMMIT;$$;");
	add("d/0001_a.up.sqlite.sql",
	    "CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; END;");
	add("d/0001_a.down.sql", "SELECT 3;");
	cr_expect(gen_migration_check(&set), "%s", set.error.text);
	cr_expect(str_eq(set.v[1].text[0][0], "SELECT $$BEGIN; COMMIT;$$;"));
	cr_expect(str_eq(set.v[1].text[1][1], "SELECT 3;"));
}

Test(gen_migration, sections_go_to_their_engine)
{
	add("0001_a.up.sql",
	    "CREATE TABLE t (a {int});\n-- @postgresql\n"
	    "ALTER TABLE t SET (x = 1);\n  --@sqlite\n"
	    "CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; END;\n"
	    "-- @end\nDROP TABLE u;\n");
	cr_expect(str_eq(set.v[1].text[0][0],
		      "CREATE TABLE t (a bigint);\n"
		      "ALTER TABLE t SET (x = 1);\nDROP TABLE u;\n"),
	    "%s", set.v[1].text[0][0]);
	cr_expect(str_eq(set.v[1].text[0][1],
		      "CREATE TABLE t (a INTEGER);\n"
		      "CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; "
		      "END;\nDROP TABLE u;\n"),
	    "%s", set.v[1].text[0][1]);
}

static bool
read_file(const char *file, const char *text, struct gen_error *error)
{
	bool ok;

	gen_migration_set_init(&set, &arena);
	ok = gen_migration_read(&set, file, text);
	*error = set.error;
	return ok;
}

Test(gen_migration, files_are_refused_with_the_reason)
{
	cr_expect(expect_refused_files("migration", read_file) >= 25);
}

/* All that older programs may live with. */
static const char compatible[] =
    "-- About.\n\n"
    "-- compatible: 1\n"
    "CREATE TABLE IF NOT EXISTS n (id {id} PRIMARY KEY,\n"
    "  o {id} REFERENCES old (id) ON UPDATE CASCADE ON DELETE SET NULL,\n"
    "  p {id} NOT NULL REFERENCES old (id) ON DELETE CASCADE CHECK (p <> o));\n"
    "CREATE UNIQUE INDEX n_o_key ON n (o);\n"
    "CREATE INDEX old_a_index ON old (a) WHERE a IS NOT NULL;\n"
    "ALTER TABLE n ADD COLUMN x {int} NOT NULL UNIQUE;\n"
    "ALTER TABLE old ADD COLUMN x {int};\n"
    "ALTER TABLE old ADD y TEXT NOT NULL DEFAULT 'a'\n"
    "  CONSTRAINT old_y_check CHECK (y IN ('a', 'drop') AND length(y) < 9);\n"
    "ALTER TABLE old ADD COLUMN z {id} REFERENCES n (id);\n"
    "-- @postgresql\n"
    "CREATE DOMAIN word AS text CHECK (VALUE IN ('a', 'b'));\n"
    "-- @end\n"
    "UPDATE old SET x = (SELECT max(a, 1) FROM other), y = 'b';\n"
    "UPDATE n SET o = NULL;\n"
    "INSERT INTO n SELECT id, id, id FROM old;\n";

Test(gen_migration, older_programs_may_go_on)
{
	gen_migration_set_init(&set, &arena);
	add("0002_a.up.sql", compatible);
	cr_expect(set.v[2].oldest[0] == 1 && set.v[2].oldest[1] == 1);
	add("0003_b.up.sqlite.sql", "DROP TABLE old;");
	cr_expect(set.v[3].oldest[1] == 0);
}

Test(gen_migration, engines_claim_alike)
{
	add("0001_a.up.sql", "SELECT 1;");
	add("0001_a.down.sql", "SELECT 1;");
	add("0002_b.up.postgresql.sql", "-- compatible: 1\n");
	add("0002_b.up.sqlite.sql", "CREATE TABLE t (a INTEGER);");
	add("0002_b.down.sql", "SELECT 1;");
	expect_refused(gen_migration_check(&set),
	    "0002_b.up.postgresql.sql: both engines' files say "
	    "\"compatible:\" alike");
}

Test(gen_migration, the_output_ends_with_version_0)
{
	struct buf out;
	const char *text;

	add("0001_a.up.sql", "SELECT 1;");
	add("0001_a.down.sql", "SELECT 2;");
	cr_assert(gen_migration_check(&set));
	buf_init(&out, 1 << 20);
	gen_migration_write(&set, &out);
	text = buf_text(&out);
	cr_expect(strstr(text, ".oldest = 1,\n\t.name = \"a\"") != NULL);
	cr_expect(strstr(text, ".down[DB_SQLITE] =\n\t\t\"SELECT 2;\"") != NULL,
	    "%s", text);
	cr_expect(strstr(text, "{ .version = 0 }\n};\n") != NULL);
	buf_release(&out);
}

Test(gen_migration, an_unknown_word_is_refused)
{
	expect_refused(gen_migration_read(&set, "0001_a.up.sql",
			   "-- Two\n-- lines.\nCREATE TABLE t (a {text});"),
	    "0001_a.up.sql:3: unknown word \"{text}\"");
}

Test(gen_migration, what_ends_the_transaction_is_refused)
{
	expect_refused(
	    gen_migration_read(&set, "0001_a.up.sql", "SELECT 1;\nCOMMIT;"),
	    "0001_a.up.sql:2: commit: a migration is one transaction");
}

Test(gen_migration, an_index_made_concurrently_is_refused)
{
	expect_refused(gen_migration_read(&set, "0001_a.up.sql",
			   "CREATE INDEX CONCURRENTLY i ON t (a);"),
	    "0001_a.up.sql:1: concurrently: a migration is one transaction");
}

Test(gen_migration, a_quote_without_end_is_refused)
{
	expect_refused(gen_migration_read(&set, "0001_a.up.sql", "SELECT 'x"),
	    "0001_a.up.sql:1: a quote or comment without end");
}

Test(gen_migration, odd_names_are_refused)
{
	static const char names[][32] = { "1_a.up.sql", "0000_a.up.sql",
		"0001_a.sql", "0001_a.sideways.sql", "0001_a.up.mysql.sql",
		"0001_a.up.sqlite.old.sql", "0001.up.sql", "x001_a.up.sql" };

	for (size_t i = 0; i < N_OF(names); i++) {
		set.error.text[0] = '\0';
		cr_expect(
		    gen_migration_read(&set, names[i], "SELECT 1;") == false,
		    "%s", names[i]);
		cr_expect(strstr(set.error.text, "the name is not") != NULL);
	}
}

Test(gen_migration, a_gap_is_refused)
{
	add("0001_a.up.sql", "SELECT 1;");
	add("0001_a.down.sql", "SELECT 1;");
	add("0003_c.up.sql", "SELECT 1;");
	add("0003_c.down.sql", "SELECT 1;");
	expect_refused(
	    gen_migration_check(&set), "0003_c.up.sql: version 2 is missing");
}

Test(gen_migration, a_missing_way_back_is_refused)
{
	add("0001_a.up.sql", "SELECT 1;");
	add("0001_a.down.sqlite.sql", "SELECT 1;");
	expect_refused(gen_migration_check(&set),
	    "0001_a.up.sql: there is no down for postgresql");
}

Test(gen_migration, a_second_text_is_refused)
{
	add("0001_a.up.sql", "SELECT 1;");
	expect_refused(
	    gen_migration_read(&set, "0001_a.up.sqlite.sql", "SELECT 2;"),
	    "0001_a.up.sqlite.sql: a second text for up on sqlite");
}

Test(gen_migration, two_names_of_one_version_are_refused)
{
	add("0001_a.up.sql", "SELECT 1;");
	expect_refused(gen_migration_read(&set, "0001_b.down.sql", "x"),
	    "0001_b.down.sql: version 1 is \"a\" already");
}

Test(gen_migration, a_name_is_given_once)
{
	add("0001_a.up.sql", "SELECT 1;");
	add("0001_a.down.sql", "SELECT 1;");
	add("0002_a.up.sql", "SELECT 1;");
	add("0002_a.down.sql", "SELECT 1;");
	expect_refused(gen_migration_check(&set),
	    "0002_a.up.sql: the name \"a\" is taken");
}
