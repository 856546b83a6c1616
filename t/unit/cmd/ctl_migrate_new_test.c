/*
 * New migrations get the next number, in the tree that holds the directory.
 */
#include "cmd/ctl_migrate.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "ctl_fixture.h"
#include "gen/migration.h"
#include "gen/script.h"

#include "t/lib/tree.h"

#include "base/banned.h"

static struct ctl_fixture f;
static char top[] = "/tmp/hearth-new-XXXXXX";
static char path[128];

static const char *
below(const char *name)
{
	snprintf(path, sizeof(path), "%s/%s", top, name);
	return path;
}

static void
touch(const char *name)
{
	FILE *file = fopen(below(name), "w");

	cr_assert(file != NULL);
	fclose(file);
}

static void
setup(void)
{
	cr_assert(mkdtemp(top) != NULL);
	mkdir(below("sql"), 0777);
	mkdir(below("sql/migration"), 0777);
	mkdir(below("src"), 0777);
	ctl_fixture_init(&f, "");
}

static void
teardown(void)
{
	tree_remove(top);
	ctl_fixture_release(&f);
}

TestSuite(cmd_ctl_migrate_new, .init = setup, .fini = teardown);

Test(cmd_ctl_migrate_new, the_first_migration_is_number_one)
{
	cr_assert(zero(int, ctl_migrate_new(&f.ctl, top, "begin")));
	cr_expect(
	    zero(int, access(below("sql/migration/0001_begin.up.sql"), R_OK)));
	cr_expect(zero(
	    int, access(below("sql/migration/0001_begin.down.sql"), R_OK)));
}

/* The generator's own list of words is what a new file has to tell. */
Test(cmd_ctl_migrate_new, a_new_file_tells_what_it_can_say)
{
	struct gen_migration_set set;
	const char *text, *word;

	cr_assert(zero(int, ctl_migrate_new(&f.ctl, top, "begin")));
	gen_migration_set_init(&set, &f.ctl.arena);
	text = gen_text_read(
	    &f.ctl.arena, below("sql/migration/0001_begin.up.sql"), &set.error);
	cr_assert(text != NULL);
	for (size_t i = 0; (word = gen_script_word(i)); i++)
		cr_expect(strstr(text,
			      arena_printf(&f.ctl.arena, "{%s}", word)) != NULL,
		    "%s", word);
	for (size_t e = 0; e < GEN_ENGINES; e++)
		cr_expect(strstr(text, gen_engine_words[e]) != NULL, "%s",
		    gen_engine_words[e]);
	cr_expect(strstr(text, "\"compatible:\"") != NULL);
	cr_expect(gen_migration_read(&set, path, text), "%s", set.error.text);
}

Test(cmd_ctl_migrate_new, numbers_follow_the_highest_one)
{
	touch("sql/migration/0009_a.up.sql");
	touch("sql/migration/0041_b.up.sqlite.sql");
	touch("sql/migration/99999_not_one.up.sql");
	touch("sql/migration/README.md");
	cr_assert(zero(int, ctl_migrate_new(&f.ctl, top, "next_2")));
	cr_expect(
	    zero(int, access(below("sql/migration/0042_next_2.up.sql"), R_OK)));
}

Test(cmd_ctl_migrate_new, the_tree_is_found_from_below)
{
	cr_expect(zero(int, ctl_migrate_new(&f.ctl, below("src"), "x")));
	cr_expect(
	    zero(int, access(below("sql/migration/0001_x.up.sql"), R_OK)));
}

Test(cmd_ctl_migrate_new, names_are_lower_case_words)
{
	static const char *const bad[] = { "", "Upper", "a-b", "../x", "_a",
		"a_", "a__b", "a b" };

	for (size_t i = 0; i < N_OF(bad); i++)
		cr_expect(
		    eq(int, ctl_migrate_new(&f.ctl, top, bad[i]), EX_USAGE),
		    "%s", bad[i]);
}

Test(cmd_ctl_migrate_new, outside_of_a_tree_there_is_nothing_to_do)
{
	cr_expect(eq(int, ctl_migrate_new(&f.ctl, "/proc", "x"), EX_NOINPUT));
}
