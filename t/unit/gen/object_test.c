/*
 * The generator of objects: what a file makes, in which order, and that it
 * refuses each file of t/fixture/object/refuse/. What the SQL of a document
 * does is tried in t/query/document_test.c.
 */
#include "gen/object.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/str.h"
#include "t/unit/gen/refused.h"

#include "base/banned.h"

static struct arena arena;
static struct gen_object_set set;

static void
begin(void)
{
	arena_init(&arena, 256 << 20);
	gen_object_set_init(&set, &arena);
}

TestSuite(gen_object, .init = begin);

static void
add(const char *file, const char *text)
{
	cr_assert(gen_object_read(&set, file, text), "%s", set.error.text);
}

static void
expect_part(enum gen_engine e, size_t i, const char *kind, const char *name,
    const char *table)
{
	const struct gen_object_part *p = &set.v[0].texts[e].parts[i];

	cr_assert(i < set.v[0].texts[e].n_parts);
	cr_expect(str_eq(p->kind, kind) && str_eq(p->name, name) &&
		      str_eq(p->table, table),
	    "%s %s %s", p->kind, p->name, p->table);
}

Test(gen_object, the_parts_of_a_script_are_found)
{
	add("d/x.sql",
	    "CREATE VIEW v AS SELECT CASE WHEN a THEN 1 END FROM t;\n"
	    "-- @postgresql\n"
	    "CREATE FUNCTION f() RETURNS trigger AS $$\n"
	    "BEGIN; UPDATE t SET a = 1; END $$;\n"
	    "CREATE TRIGGER g BEFORE INSERT ON u EXECUTE f();\n"
	    "-- @sqlite\n"
	    "CREATE TRIGGER h AFTER UPDATE OF a, b ON t BEGIN\n"
	    "  UPDATE t SET a = CASE b WHEN 1 THEN 2 END;\n"
	    "  DELETE FROM u;\n"
	    "END;\n"
	    "CREATE VIEW w AS SELECT 1;\n"
	    "-- @end\n");
	cr_expect(str_eq(set.v[0].name, "x"));
	cr_expect(set.v[0].texts[GEN_POSTGRESQL].n_parts == 3);
	expect_part(GEN_POSTGRESQL, 0, "VIEW", "v", "");
	expect_part(GEN_POSTGRESQL, 1, "FUNCTION", "f", "");
	expect_part(GEN_POSTGRESQL, 2, "TRIGGER", "g", "u");
	cr_expect(set.v[0].texts[GEN_SQLITE].n_parts == 3);
	expect_part(GEN_SQLITE, 1, "TRIGGER", "h", "t");
	expect_part(GEN_SQLITE, 2, "VIEW", "w", "");
}

Test(gen_object, common_is_made_first)
{
	add("a.sql", "CREATE VIEW a AS SELECT 1;");
	add("common.sql", "CREATE VIEW c AS SELECT 1;");
	add("d.sql", "CREATE VIEW d AS SELECT 1;");
	cr_expect(str_eq(set.v[0].name, "common"));
	cr_expect(str_eq(set.v[1].name, "a"));
	cr_expect(str_eq(set.v[2].name, "d"));
}

/* What a generated file says of the object after common. */
static const char *
checksum_with(const char *common)
{
	const char *found;
	struct buf out;

	gen_object_set_init(&set, &arena);
	add("common.sql", common);
	add("a.sql", "CREATE VIEW a AS SELECT 1;");
	buf_init(&out, 1 << 20);
	gen_object_write(&set, &out);
	found = strstr(buf_text(&out), ".name = \"a\"");
	cr_assert(found != NULL);
	found = strstr(found, ".checksum[DB_SQLITE] = ");
	cr_assert(found != NULL);
	found = arena_strndup(&arena, found, strcspn(found, ","));
	buf_release(&out);
	return found;
}

Test(gen_object, a_checksum_covers_common)
{
	const char *before = checksum_with("CREATE VIEW c AS SELECT 1;");

	cr_expect(str_eq(before, checksum_with("CREATE VIEW c AS SELECT 1;")));
	cr_expect(!str_eq(before, checksum_with("CREATE VIEW c AS SELECT 2;")));
}

Test(gen_object, an_odd_name_is_refused)
{
	static const char names[][16] = { "A.sql", "a.txt", "a-b.sql", ".sql" };

	for (size_t i = 0; i < N_OF(names); i++) {
		set.error.text[0] = '\0';
		cr_expect(gen_object_read(&set, names[i],
			      "CREATE VIEW a AS SELECT 1;") == false,
		    "%s", names[i]);
	}
}

static bool
read_file(const char *file, const char *text, struct gen_error *error)
{
	bool ok;

	gen_object_set_init(&set, &arena);
	ok = gen_object_read(&set, file, text);
	*error = set.error;
	return ok;
}

Test(gen_object, bad_input_is_refused)
{
	cr_expect(expect_refused_files("object", read_file) >= 15);
}
