/*
 * Documents as the generator writes them, on a table of the test's own: a new
 * member is one ALTER TABLE and one word in the list.
 */
#include <string.h>

#include "base/str.h"
#include "db/object.h"
#include "gen/object.h"
#include "t/query/fixture.h"

#include "base/banned.h"

#define HEAD "-- document: thing_document of thing\n-- members: "
#define ID   "\"id\":\"01930000-0000-7000-8000-00000000000e\""

struct text {
	const char *v;
};

static const struct db_field text_fields[] = {
	{ "v", DB_TEXT, false, offsetof(struct text, v), 0, NULL, NULL, false },
};

static const struct db_query get = QUERY(0,
    SAME_SQL("SELECT document AS v FROM thing"), .out = text_fields, .n_out = 1,
    .row_size = sizeof(struct text));

static const struct db_query get_text = QUERY(1,
    SAME_SQL("SELECT CAST(document AS text) AS v FROM thing"),
    .out = text_fields, .n_out = 1, .row_size = sizeof(struct text));

static unsigned n_statements;

static void
run(const char *postgresql, const char *sqlite)
{
	unsigned n = ++n_statements;
	struct db_query q = { .name = arena_printf(&on.arena, "test_s%u", n),
		.sql = { postgresql, sqlite },
		.index = (uint16_t)(DB_QUERIES_MAX + 100 + n),
		.is_write = true };

	ok(db_exec(on.db, (struct db_call){ &q, NULL }, NULL));
}

static void
add_thing(void)
{
	fixture_take_any_schema();
	run("CREATE TABLE thing (id uuid PRIMARY KEY, name text, begins "
	    "timestamptz, place_name text, place_lat double precision, "
	    "document json NOT NULL DEFAULT '{}')",
	    "CREATE TABLE thing (id BLOB PRIMARY KEY, name TEXT, begins "
	    "INTEGER, place_name TEXT, place_lat REAL, "
	    "document TEXT NOT NULL DEFAULT '{}') STRICT");
	run("INSERT INTO thing (id, name, begins) VALUES "
	    "('01930000-0000-7000-8000-00000000000e', 'a \"b\"', "
	    "'2030-01-01T00:00:00.5Z')",
	    "INSERT INTO thing (id, name, begins) VALUES "
	    "(x'0193000000007000800000000000000e', 'a \"b\"', "
	    "1893456000500000)");
}

/* Makes the document with these members, in the place of the one before; alter
 * comes between, as a migration does, since PostgreSQL 17 adds no column with a
 * default to a table that a function takes rows of. */
static void
remake(const char *members, void (*alter)(void))
{
	static struct gen_object_set set;
	static struct db_object_part parts[GEN_PARTS_MAX + 1];
	const char *text = arena_printf(&on.arena, HEAD "%s\n", members);
	const struct gen_object_text *made;
	struct db_object o = { .name = "thing_document" };
	struct db_object_made before;

	gen_object_set_init(&set, &on.arena);
	cr_assert(gen_object_read(&set, "thing_document.sql", text), "%s",
	    set.error.text);
	made = &set.v[0].texts[on.engine];
	memset(parts, 0, sizeof(parts));
	for (size_t i = 0; i < made->n_parts; i++)
		parts[i] = (struct db_object_part){ made->parts[i].kind,
			made->parts[i].name, made->parts[i].table };
	o.sql[on.engine] = made->sql;
	o.checksum[on.engine] = members;
	o.parts[on.engine] = parts;
	ok(db_begin(on.db));
	ok(db_object_read(on.db, &before));
	ok(db_object_drop(on.db, &before, o.name));
	if (alter)
		alter();
	ok(db_object_make(on.db, &o));
	ok(db_commit(on.db));
}

static void
make(const char *members)
{
	remake(members, NULL);
}

static void
expect_document(const char *want)
{
	struct text row;

	ok(db_one(on.db,
	    (struct db_call){
		on.engine == DB_POSTGRESQL ? &get_text : &get, NULL },
	    &row));
	cr_expect(str_eq(row.v, want), "got:  %s\nwant: %s", row.v, want);
}

Test_engines(query_document, rows_from_before_it_have_one)
{
	add_thing();
	make("id uuid, name text, begins time");
	expect_document("{" ID ",\"name\":\"a \\\"b\\\"\","
			"\"begins\":\"2030-01-01T00:00:00.5Z\"}");
}

static void
add_size(void)
{
	run("ALTER TABLE thing ADD COLUMN size bigint DEFAULT 3",
	    "ALTER TABLE thing ADD COLUMN size INTEGER DEFAULT 3");
}

Test_engines(query_document, a_new_member_is_one_column_and_one_word)
{
	add_thing();
	make("id uuid, name text");
	remake("id uuid, name text, size int", add_size);
	expect_document("{" ID ",\"name\":\"a \\\"b\\\"\",\"size\":3}");
	run("UPDATE thing SET size = 4", "UPDATE thing SET size = 4");
	expect_document("{" ID ",\"name\":\"a \\\"b\\\"\",\"size\":4}");
}

Test_engines(query_document, an_object_is_null_when_its_first_column_is)
{
	add_thing();
	make("place { name text, lat real }, id uuid");
	expect_document("{\"place\":null," ID "}");
	run("UPDATE thing SET place_lat = 1.5",
	    "UPDATE thing SET place_lat = 1.5");
	expect_document("{\"place\":null," ID "}");
	run("UPDATE thing SET place_name = 'x'",
	    "UPDATE thing SET place_name = 'x'");
	expect_document("{\"place\":{\"name\":\"x\",\"lat\":1.5}," ID "}");
}

Test_engines(query_document, a_column_outside_of_it_renews_nothing)
{
	add_thing();
	make("id uuid, name text");
	run("UPDATE thing SET document = '{}'",
	    "UPDATE thing SET document = '{}'");
	run("UPDATE thing SET place_name = 'x', begins = NULL",
	    "UPDATE thing SET place_name = 'x', begins = NULL");
	expect_document("{}");
}
