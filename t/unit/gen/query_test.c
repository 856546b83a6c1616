/*
 * The generator of queries: what it makes of good input, and that it refuses
 * each file of t/fixture/query/refuse/ with the line and the words that the
 * file's first line promises.
 */
#include "gen/query.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "t/unit/gen/refused.h"

#include "base/banned.h"

static struct arena arena;
static struct gen_query_set set;

static void
begin(void)
{
	arena_init(&arena, 64 << 20);
	gen_query_set_init(&set, &arena);
}

TestSuite(gen_query, .init = begin);

static bool
compile(const char *text)
{
	gen_query_read(&set, "x.sql", text);
	return gen_query_compile(&set);
}

static void
accept(const char *text)
{
	cr_assert(compile(text), "%s", set.mistakes->text);
}

static void
expect_sql(enum gen_engine engine, const char *want)
{
	cr_expect(str_eq(set.first->sql[engine], want), "got:  %s\nwant: %s",
	    set.first->sql[engine], want);
}

static void
expect_in(const char *text, const char *want)
{
	cr_expect(strstr(text, want) != NULL, "no \"%s\" in:\n%s", want, text);
}

Test(gen_query, parameters_are_numbered_as_declared)
{
	accept("-- name: q :exec\n-- Doc.\n-- in: a int, b int\n"
	       "UPDATE t SET x = :b, y = :a, z = :b\n");
	expect_sql(GEN_POSTGRESQL, "UPDATE t SET x = $2, y = $1, z = $2");
	expect_sql(GEN_SQLITE, "UPDATE t SET x = ?2, y = ?1, z = ?2");
}

Test(gen_query, what_only_looks_like_a_parameter_is_left_alone)
{
	accept("-- name: q :exec\n-- Doc.\n-- in: a int\n"
	       "UPDATE t SET x = :a::text, y = ':no', \"a:b\" = f(b := 1) "
	       "-- :not\n");
	expect_sql(GEN_POSTGRESQL,
	    "UPDATE t SET x = $1::text, y = ':no', \"a:b\" = f(b := 1)");
}

Test(gen_query, sections_go_to_their_engine)
{
	accept("-- name: q :exec\n-- Doc.\nDELETE FROM t\n-- @postgresql\n"
	       "WHERE p\n-- @sqlite\nWHERE s\n-- @end\nAND x;\n");
	expect_sql(GEN_POSTGRESQL, "DELETE FROM t\nWHERE p\nAND x");
	expect_sql(GEN_SQLITE, "DELETE FROM t\nWHERE s\nAND x");
}

Test(gen_query, fragments_are_inserted_with_their_sections)
{
	accept("-- fragment: lock\n-- @postgresql\nFOR UPDATE\n-- @end\n"
	       "-- fragment: both\nx = 1 {{lock}}\n"
	       "-- name: q :exec\n-- Doc.\nSELECT 1 WHERE {{both}} OR y\n");
	expect_sql(GEN_POSTGRESQL, "SELECT 1 WHERE x = 1 FOR UPDATE OR y");
	expect_sql(GEN_SQLITE, "SELECT 1 WHERE x = 1  OR y");
}

Test(gen_query, fragments_take_arguments)
{
	accept("-- fragment: within column, low, high\n"
	       "{column} >= {low} AND {column} < {high}\n"
	       "-- name: q :exec\n-- Doc.\n-- in: a int\n"
	       "DELETE FROM t WHERE {{within x, f(:a, 2), ','}}\n");
	expect_sql(GEN_SQLITE, "DELETE FROM t WHERE x >= f(?1, 2) AND x < ','");
}

Test(gen_query, arguments_hold_fragments_and_parameters)
{
	accept("-- fragment: one\n(SELECT 1)\n"
	       "-- fragment: same a, b\n{a} = {b}\n"
	       "-- fragment: twice a\n"
	       "{{same {a}, {{one}}}} AND {{same x.{a},{a}}}\n"
	       "-- name: q :exec\n-- Doc.\n"
	       "DELETE FROM t WHERE {{same f({{twice y}}), '{a}'}}\n");
	expect_sql(GEN_SQLITE, "DELETE FROM t WHERE "
			       "f(y = (SELECT 1) AND x.y = y) = '{a}'");
}

Test(gen_query, a_fragment_may_stand_in_its_own_argument)
{
	accept("-- fragment: inc a\n({a} + 1)\n"
	       "-- name: q :exec\n-- Doc.\n"
	       "UPDATE t SET x = {{inc {{inc x}}}}\n");
	expect_sql(GEN_SQLITE, "UPDATE t SET x = ((x + 1) + 1)");
}

Test(gen_query, a_common_fragment_is_known_everywhere)
{
	cr_assert(gen_query_read(&set, "d/common.sql", "-- fragment: c\n7\n"));
	accept("-- name: q :exec\n-- Doc.\nDELETE FROM t WHERE x = {{c}}\n");
	expect_sql(GEN_SQLITE, "DELETE FROM t WHERE x = 7");
}

Test(gen_query, anothers_fragment_is_not_known)
{
	cr_assert(gen_query_read(&set, "d/other.sql", "-- fragment: c\n7\n"));
	cr_expect(compile("-- name: q :exec\n-- Doc.\nDELETE FROM t "
			  "WHERE x = {{c}}\n") == false);
}

Test(gen_query, fields_may_come_from_a_fragment)
{
	accept("-- fragment: f\na int,\nb text?\n"
	       "-- name: q :one\n-- Doc.\n-- out: {{f}}, c bool,\n-- d time\n"
	       "SELECT 1\n");
	cr_assert(set.first->out.n == 4);
	cr_expect(str_eq(set.first->out.v[1].name, "b"));
	cr_expect(set.first->out.v[1].nullable);
	cr_expect(str_eq(set.first->out.v[3].type->word, "time"));
}

Test(gen_query, lists_of_fields_are_written_out)
{
	accept("-- fragment: f\na int, b text?\n"
	       "-- name: q :exec\n-- Doc.\n-- in: id uuid, {{f}}\n"
	       "UPDATE t SET {{sets f}} WHERE id IN (SELECT {{columns f, t}}, "
	       "{{columns}}, {{values}})\n");
	expect_sql(GEN_SQLITE, "UPDATE t SET a = ?2, b = ?3 WHERE id IN "
			       "(SELECT t.a, t.b, id, a, b, ?1, ?2, ?3)");
}

Test(gen_query, a_fragment_of_inputs_can_be_copied_from_a_struct)
{
	struct buf header;

	accept("-- fragment: f\na int, b text?\n-- fragment: g\nc int\n"
	       "-- name: q :one\n-- Doc.\n-- in: {{f}}\n-- out: {{g}}\n"
	       "SELECT c FROM t WHERE a = :a AND b = :b\n");
	buf_init(&header, 1 << 20);
	gen_query_write_header(&set, set.files, &header);
	expect_in(buf_text(&header), "#define Q_FIELDS_f(from_) \\\n"
				     "\t.a = (from_)->a, \\\n"
				     "\t.b = (from_)->b\n");
	cr_expect(!strstr(buf_text(&header), "Q_FIELDS_g"));
	buf_release(&header);
}

Test(gen_query, names_become_members)
{
	static const char *const want[] = { "version", "user_id", "a_b",
		"user__id" };

	accept("-- name: q :one\n-- Doc.\n-- out: _version int, "
	       "user_id user_id, a.b text, user.id user_id\nSELECT 1\n");
	for (size_t i = 0; i < N_OF(want); i++)
		cr_expect(str_eq(set.first->out.v[i].member, want[i]), "%s",
		    set.first->out.v[i].member);
}

Test(gen_query, writes_are_told_from_reads)
{
	static const struct {
		char sql[64];
		bool is_write;
	} cases[] = {
		{ "SELECT 1", false },
		{ "SELECT 1 FROM t FOR UPDATE", false },
		{ "SELECT 1 FROM t FOR NO KEY UPDATE", false },
		{ "SELECT 'update' AS \"delete\"", false },
		{ "INSERT INTO t VALUES (1)", true },
		{ "WITH d AS (DELETE FROM t RETURNING x) SELECT x FROM d",
		    true },
		{ "update t set x = 1", true },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		gen_query_set_init(&set, &arena);
		accept(arena_printf(
		    &arena, "-- name: q :exec\n-- Doc.\n%s\n", cases[i].sql));
		cr_expect(set.first->is_write == cases[i].is_write, "%s",
		    cases[i].sql);
	}
}

Test(gen_query, reads_that_lock_are_known)
{
	static const struct {
		char sql[64];
		bool is_locking;
	} cases[] = {
		{ "SELECT 1 FROM t", false },
		{ "SELECT 'for update' FROM t", false },
		{ "UPDATE t SET x = 1", false },
		{ "SELECT 1 FROM t FOR UPDATE", true },
		{ "SELECT 1 FROM t for no key update of t", true },
		{ "SELECT 1 FROM t FOR SHARE", true },
		{ "SELECT 1 FROM t FOR KEY SHARE", true },
		{ "SELECT 1 FROM t FOR UPDATE SKIP LOCKED", true },
	};
	for (size_t i = 0; i < N_OF(cases); i++) {
		gen_query_set_init(&set, &arena);
		accept(arena_printf(
		    &arena, "-- name: q :exec\n-- Doc.\n%s\n", cases[i].sql));
		cr_expect(set.first->is_locking == cases[i].is_locking, "%s",
		    cases[i].sql);
	}
}

Test(gen_query, sqlite_may_have_a_condition_before_the_statement)
{
	accept("-- name: q :exec\n-- Doc.\n-- in: a int\n"
	       "-- @postgresql\n"
	       "WITH x AS (UPDATE t SET a = :a RETURNING b)\n"
	       "INSERT INTO u SELECT b FROM x\n"
	       "-- @sqlite\n"
	       "UPDATE t SET a = :a;\nINSERT INTO u VALUES (:a);\n-- @end\n");
	expect_sql(
	    GEN_SQLITE, "UPDATE t SET a = ?1;\nINSERT INTO u VALUES (?1)");
}

Test(gen_query, the_clock_is_permitted_where_it_is_asked_for)
{
	accept("-- name: q :exec\n-- Doc.\n-- clock: database\n"
	       "UPDATE t SET x = now()\n");
	gen_query_set_init(&set, &arena);
	accept("-- About leases.\n-- clock: database\n\n"
	       "-- name: q :exec\n-- Doc.\nUPDATE t SET x = now()\n");
}

Test(gen_query, the_output_is_typed)
{
	struct buf header, source;

	accept("-- name: event_get :one\n-- One event.\n"
	       "-- in: id event_id, seats int?\n"
	       "-- out: id event_id, venue.name text?, _version int\n"
	       "SELECT x FROM e WHERE id = :id AND s = :seats\n");
	buf_init(&header, 1 << 20);
	buf_init(&source, 1 << 20);
	gen_query_write_header(&set, set.files, &header);
	gen_query_write_source(&set, &source);
	expect_in(buf_text(&header), "#include \"generated/id/event.h\"\n");
	cr_expect(!strstr(buf_text(&header), "generated/id/user.h"));
	expect_in(buf_text(&header),
	    "struct q_event_get_in {\n"
	    "\tstruct event_id id;\n\tstruct opt_int seats;\n"
	    "} NAMED_ONLY;");
	expect_in(buf_text(&header),
	    "struct q_event_get_row {\n"
	    "\tstruct event_id id;\n\tconst char *venue_name;\n"
	    "\tint64_t version;\n};");
	expect_in(buf_text(&header), "/*\n * One event.\n */");
	expect_in(buf_text(&header),
	    "#define Q_each_input_of_event_get(i1, i2) \\\n"
	    "\t((struct db_call){ &q_event_get_query, \\\n"
	    "\t    Q_IN_event_get(i1, i2) })\n");
	expect_in(buf_text(&header),
	    "#define q_each_input_of_event_get(db, i1, i2, row) \\\n"
	    "\tq_event_get_with(db, Q_IN_event_get(i1, i2), row)\n");
	expect_in(buf_text(&source), "offsetof(struct q_event_get_row, "
				     "venue_name), 7, \"\\\"name\\\":\"");
	expect_in(buf_text(&source), "offsetof(struct q_event_get_row, "
				     "version), 0, NULL");
	expect_in(buf_text(&source), ".is_write = false");
	buf_release(&header);
	buf_release(&source);
}

Test(gen_query, a_page_brings_its_inputs)
{
	struct buf header, source;

	accept("-- name: q :many\n-- Doc.\n-- in: n int\n"
	       "-- out: _t time, user.id user_id\n-- page: _t, user.id desc\n"
	       "SELECT t, id FROM x WHERE n = :n\n"
	       "AND (t, id) < (:after_t, :after_user_id)\n"
	       "ORDER BY t DESC, id DESC LIMIT :limit\n");
	buf_init(&header, 1 << 20);
	buf_init(&source, 1 << 20);
	gen_query_write_header(&set, set.files, &header);
	gen_query_write_source(&set, &source);
	expect_sql(GEN_SQLITE, "SELECT t, id FROM x WHERE n = ?1\n"
			       "AND (t, id) < (?2, ?3)\n"
			       "ORDER BY t DESC, id DESC LIMIT ?4");
	expect_in(buf_text(&header),
	    "\tint64_t n;\n\tint64_t after_t;\n"
	    "\tstruct user_id after_user_id;\n\tint64_t limit;\n}");
	expect_in(buf_text(&header), "#define Q_each_input_of_q(i1) \\\n"
				     "\t((struct db_list){ &q_q_query,");
	expect_in(buf_text(&source),
	    "\t.limit = 3,\n\t.is_descending = true,\n"
	    "\t.has_since = false,\n\t.n_keys = 2,\n\t.keys = { { 1, 0 }, { 2, "
	    "1 }, },\n");
	buf_release(&header);
	buf_release(&source);
}

Test(gen_query, members_have_no_key_of_their_own)
{
	struct buf source;

	accept("-- name: q :one\n-- Doc.\n-- out: id uuid, more members\n"
	       "SELECT id, more FROM t\n");
	buf_init(&source, 1 << 20);
	gen_query_write_source(&set, &source);
	expect_in(buf_text(&source),
	    "{ \"more\", DB_JSON, false,\n"
	    "\t    offsetof(struct q_q_row, more), 0, NULL, NULL, false },");
	buf_release(&source);
}

static bool
compile_file(const char *file, const char *text, struct gen_error *error)
{
	gen_query_set_init(&set, &arena);
	gen_query_read(&set, file, text);
	if (gen_query_compile(&set))
		return true;
	cr_expect(
	    !set.mistakes->next, "%s: and %s", file, set.mistakes->next->text);
	snprintf(error->text, sizeof(error->text), "%s", set.mistakes->text);
	return false;
}

static void
expect_mistakes(const char *const *want, size_t n)
{
	const struct gen_query_mistake *m = set.mistakes;

	for (size_t i = 0; i < n; i++, m = m->next) {
		cr_assert(m, "nothing about %s", want[i]);
		cr_expect(str_has_prefix(m->text, want[i]), "%s", m->text);
	}
	cr_expect(!m, "%s", m->text);
}

Test(gen_query, each_mistake_of_a_file_is_told_once)
{
	static const char *const want[] = {
		"x.sql:4: ", "x.sql:6: ", "x.sql:12: "
	};

	cr_expect(!compile("-- fragment: f\n:a = 1\n"
			   "-- name: one :exec\n-- in: a nonsense, b int\n"
			   "DELETE FROM t WHERE {{f}} AND c = :c\n"
			   "-- name: two\n-- Doc.\nDELETE FROM t\n"
			   "-- name: three :exec\n-- Doc.\n-- in: a int\n"
			   "DELETE FROM t WHERE {{f}} AND d = :d\n"));
	expect_mistakes(want, N_OF(want));
}

Test(gen_query, nothing_is_said_of_what_only_follows)
{
	static const char *const want[] = { "x.sql:2: " };

	cr_expect(!compile("-- fragment: f a\n{b} = 1\n"
			   "-- fragment: g\na int\n"
			   "-- name: one :exec\n-- Doc.\n-- in: {{f}}\n"
			   "DELETE FROM t WHERE {{f 1}} AND a = :a\n"
			   "-- name: two :exec\n-- Doc.\n"
			   "DELETE FROM t WHERE {{f 1}} AND {{f 2}}\n"));
	expect_mistakes(want, N_OF(want));
}

Test(gen_query, bad_input_is_refused_with_its_line)
{
	cr_expect(expect_refused_files("query", compile_file) >= 30);
}
