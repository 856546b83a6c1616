/*
 * The generator of what becomes of a person: what a line gives, and that
 * nothing is left out.
 */
#include "gen/person.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

static struct arena arena;
static struct gen_person_set set;

static void
begin(void)
{
	arena_init(&arena, 1 << 20);
	gen_person_set_init(&set, &arena);
}

TestSuite(gen_person, .init = begin);

static bool
add(const char *file, const char *text)
{
	return gen_person_read(&set, file, text);
}

static void
expect_written(void (*write)(const struct gen_person_set *, struct buf *),
    const char *want)
{
	struct buf out;

	buf_init(&out, 1 << 16);
	write(&set, &out);
	buf_put(&out, "", 1);
	cr_expect(strstr(out.p, want) != NULL, "%s", out.p);
	buf_release(&out);
}

Test(gen_person, a_line_gives_queries_and_lists)
{
	cr_assert(add("person.txt", "# what\n\npoll | by_id ghost, user_id "
				    "delete | name text, at time? "
				    "where is_mine | why\n"));
	cr_assert(add("1_a.up.sql", "CREATE TABLE poll (id {id});"));
	cr_assert(gen_person_check(&set), "%s", set.error.text);
	expect_written(gen_person_write_queries,
	    "-- name: person_pass_poll_by_id :exec\n"
	    "-- What is somebody's is another's from now on.\n"
	    "-- in:  user user_id, by user_id\n"
	    "UPDATE poll SET by_id = :by WHERE by_id = :user\n"
	    "\n-- name: person_rows_poll :many\n"
	    "-- What there is of somebody.\n"
	    "-- in:  user user_id\n"
	    "-- out: name text, at time?\n"
	    "SELECT name, at\n  FROM poll\n WHERE by_id = :user AND is_mine\n");
	expect_written(gen_person_write_lists,
	    "PERSON_COLUMNS(X) \\\n\tX(poll, by_id, GHOST) "
	    "\\\n\tX(poll, user_id, DELETE)\n");
	expect_written(gen_person_write_lists,
	    "PERSON_PASSES(X) \\\n\tX(poll, by_id, GHOST)\n\n"
	    "#define PERSON_ROWS(X) \\\n\tX(poll)\n");
}

/* Tables of migrations, and whether they need a line. */
static const struct {
	const char *migrations[2], *missing;
} tables[] = {
	{ { "create table a (x int);" }, "a" },
	{ { "-- b\nCREATE VIRTUAL TABLE b USING fts5 (words);" }, "b" },
	{ { "CREATE TABLE c (x int);", "DROP TABLE c;" }, NULL },
	{ { "CREATE TABLE d (x int);", "ALTER TABLE d RENAME TO e" }, "e" },
	{ { "CREATE TABLE f (x text DEFAULT 'CREATE TABLE g;');",
	      "CREATE TABLE f_new (x int); DROP TABLE f; ALTER TABLE f_new "
	      "RENAME TO f;" },
	    "f" },
	{ { "CREATE INDEX i ON t (x); ALTER TABLE t ADD COLUMN y int;" },
	    NULL },
};

Test(gen_person, a_table_without_a_line_is_refused)
{
	for (size_t i = 0; i < N_OF(tables); i++) {
		const char *name = tables[i].missing;

		gen_person_set_init(&set, &arena);
		for (size_t m = 0; m < 2 && tables[i].migrations[m]; m++)
			cr_assert(add("1_a.up.sql", tables[i].migrations[m]));
		cr_assert(add("1_a.down.sql", "CREATE TABLE never (x int);"));
		cr_expect(gen_person_check(&set) == !name, "%zu: %s", i,
		    set.error.text);
		cr_expect(!name || strstr(set.error.text,
				       arena_printf(&arena, "\"%s\"", name)),
		    "%zu: %s", i, set.error.text);
	}
}

static const char *const refused[] = {
	"a | - | -\n",
	"a | - | - | why\na | - | - | why\n",
	"a | x | - | why\n",
	"a | x goes | - | why\n",
	"a | x delete y | - | why\n",
	"a | p delete, q delete, r delete, s delete, t delete | - | why\n",
	"a | - | x text | why\n",
	"a b | - | - | why\n",
};

Test(gen_person, what_is_no_line_is_refused)
{
	for (size_t i = 0; i < N_OF(refused); i++) {
		gen_person_set_init(&set, &arena);
		cr_expect(!add("person.txt", refused[i]), "%s", refused[i]);
		cr_expect(str_has_prefix(set.error.text, "person.txt:"), "%s",
		    set.error.text);
	}
}

Test(gen_person, a_line_without_a_table_is_refused)
{
	cr_assert(add("person.txt", "\na | - | - | why\n"));
	cr_expect(!gen_person_check(&set));
	cr_expect(
	    str_eq(set.error.text, "person.txt:2: there is no table \"a\""),
	    "%s", set.error.text);
}
