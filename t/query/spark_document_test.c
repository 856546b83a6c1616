/*
 * The document of a spark: whatever changes its row, a response says so; and a
 * column that is not in it is one of those that may not.
 */
#include <string.h>

#include "base/str.h"
#include "generated/query/category.h"
#include "generated/query/space.h"
#include "generated/query/spark.h"
#include "generated/query/spark_join.h"
#include "t/query/fixture.h"

#include "base/banned.h"

#define THING "0193000000007000800000000000000e"
#define ID    "01930000-0000-7000-8000-00000000000e"
#define TIME  INT64_C(1900000000000000)

static const struct uuid thing = { { 0x01, 0x93, 0, 0, 0, 0, 0x70, 0, 0x80, 0,
    0, 0, 0, 0, 0, 0x0e } };

/* A column, another value of it on each engine, and what the document then
 * has. A category and a space have the spark's id. */
static const struct change {
	const char *column, *postgresql, *sqlite, *member;
} changes[] = {
	{ "name", "'A \"b\"'", "'A \"b\"'", "\"name\":\"A \\\"b\\\"\"" },
	{ "tags", "'[\"a\"]'", "'[\"a\"]'", "\"tags\":[\"a\"]" },
	{ "category_id", "'" THING "'", "x'" THING "'",
	    "\"category_id\":\"" ID "\"" },
	{ "cancel_reason", "'Rain'", "'Rain'", "\"cancel_reason\":\"Rain\"" },
	{ "cluster_id", "'" THING "'", "x'" THING "'",
	    "\"cluster_id\":\"" ID "\"" },
	{ "group_id", "'" THING "'", "x'" THING "'",
	    "\"group_id\":\"" ID "\"" },
	{ "created_by", "(SELECT id FROM users WHERE email_key = 'b@x.org')",
	    "(SELECT id FROM users WHERE email_key = 'b@x.org')",
	    "\"created_by\":\"" },
	{ "visibility", "'cluster'", "'cluster'",
	    "\"visibility\":\"cluster\"" },
	{ "join_policy", "'approve'", "'approve'",
	    "\"join_policy\":\"approve\"" },
	{ "end_time", "'9999-12-31T23:59:59.999999Z'", "253402300799999999",
	    "\"end_time\":\"9999-12-31T23:59:59.999999Z\"" },
	{ "start_time", "'2031-01-01T00:00:00.5Z'", "1924992000500000",
	    "\"start_time\":\"2031-01-01T00:00:00.5Z\"" },
	{ "decide_at", "'2031-01-01T00:00:00Z'", "1924992000000000",
	    "\"decide_at\":\"2031-01-01T00:00:00Z\"" },
	{ "total_spots", "7", "7", "\"total_spots\":7" },
	{ "min_spots", "3", "3", "\"min_spots\":3" },
	{ "created_at", "'2026-01-01T00:00:00Z'", "1767225600000000",
	    "\"created_at\":\"2026-01-01T00:00:00Z\"" },
};

/* Columns that are not in it: what is long, the place, what time makes of it,
 * and what others than its creator, or the clock, change. */
static const char *const apart[] = { "id", "audience_id", "description",
	"place_label", "place_detail", "lat", "lon", "shown_lat", "shown_lon",
	"precision_m", "status", "reason", "is_decided", "taken", "others",
	"extended", "due_at", "message_count", "updated_at", "version",
	"document" };

struct text {
	const char *v;
};

static const struct db_field text_fields[] = {
	{ "v", DB_TEXT, false, offsetof(struct text, v), 0, NULL, NULL, false },
};

static const struct db_query columns = QUERY(0,
    .sql = { [DB_POSTGRESQL] = "SELECT column_name::text AS v "
			       "FROM information_schema.columns "
			       "WHERE table_name = 'spark'",
	[DB_SQLITE] = "SELECT name AS v FROM pragma_table_info('spark')" },
    .out = text_fields, .n_out = 1, .row_size = sizeof(struct text));

static struct user_id ann;

static void
add_spark(void)
{
	ann = fixture_user("a@x.org");
	ok(q_spark_add_with(on.db,
	    &(struct q_spark_add_in){ .id = { thing },
		.viewer = ann,
		.name = "Row",
		.tags = "[]",
		.visibility = SPARK_VISIBILITY_INVITE,
		.join_policy = SPARK_JOIN_POLICY_OPEN,
		.status = SPARK_STATUS_SCHEDULED,
		.start_time = TIME,
		.end_time = TIME + 1,
		.decide_at = TIME,
		.due_at = { true, TIME },
		.total_spots = 5,
		.min_spots = 1,
		.now = TIME },
	    NULL));
}

static void
add_others(void)
{
	(void)fixture_user("b@x.org");
	ok(q_category_add(
	    on.db, .id = { thing }, .name = "Water", .now = TIME, NULL));
	ok(q_space_add_with(on.db,
	    &(struct q_space_add_in){ .id = { thing },
		.kind = SPACE_KIND_COMMUNITY,
		.name = "x",
		.name_key = "x",
		.timezone = "UTC",
		.tags = "[]",
		.join_policy = JOIN_POLICY_OPEN,
		.questions = "[]",
		.owner = ann,
		.now = TIME },
	    NULL));
}

/* Whoever has a code sees it, whosever it is by now. */
static const char *
document(void)
{
	struct q_spark_get_row row;

	ok(q_spark_get(on.db, .id = { thing }, .viewer = ann, .invited = true,
	    .now = TIME, &row));
	return row.document;
}

static void
forge(unsigned n, const char *sql)
{
	struct db_query q = { .name = arena_printf(&on.arena, "test_%u", n),
		.sql = { sql, sql },
		.index = (uint16_t)(DB_QUERIES_MAX + 1 + n),
		.is_write = true };

	ok(db_exec(on.db, (struct db_call){ &q, NULL }, NULL));
}

/* Joining and leaving is to cost nothing here. */
Test_engines(query_spark_document, what_others_change_does_not_renew_it)
{
	add_spark();
	cr_expect(strstr(document(),
		      "\"id\":\"" ID "\",\"name\":\"Row\",\"tags\":[]"),
	    "%s", document());
	forge(0, "UPDATE spark SET document = '{}'");
	ok(q_spark_move(on.db, .id = { thing }, .taken = 1, .others = 1,
	    .now = TIME, NULL));
	cr_expect(str_eq(document(), "{}"), "%s", document());
}

Test_engines(query_spark_document, it_follows_every_column)
{
	add_spark();
	add_others();
	for (unsigned i = 0; i < N_OF(changes); i++) {
		const struct change *c = &changes[i];

		forge(i, arena_printf(&on.arena, "UPDATE spark SET %s = %s",
			     c->column,
			     on.engine == DB_POSTGRESQL ? c->postgresql
							: c->sqlite));
		cr_expect(strstr(document(), c->member), "%s: %s", c->column,
		    document());
	}
}

static bool
is_known(const char *column)
{
	for (size_t i = 0; i < N_OF(changes); i++)
		if (str_eq(column, changes[i].column))
			return true;
	for (size_t i = 0; i < N_OF(apart); i++)
		if (str_eq(column, apart[i]))
			return true;
	return false;
}

Test_engines(query_spark_document, no_column_is_forgotten)
{
	struct text *rows;
	void *found;
	size_t n;

	ok(db_many(on.db, (struct db_call){ &columns, NULL }, &found, &n));
	rows = found;
	cr_expect(n == N_OF(changes) + N_OF(apart), "%zu columns", n);
	for (size_t i = 0; i < n; i++)
		cr_expect(is_known(rows[i].v), "%s", rows[i].v);
}
