/*
 * The document of a spark: whatever changes its row, a response says so; and a
 * column that is not in it is one of those that may not.
 */
#include <string.h>

#include "base/str.h"
#include "generated/query/category.h"
#include "generated/query/spark.h"
#include "generated/query/spark_join.h"
#include "t/query/document.h"

#include "base/banned.h"

#define THING DOCUMENT_HEX
#define ID    DOCUMENT_ID
#define TIME  INT64_C(1900000000000000)

static const char *document(void);

/* A category and a space have the spark's id. */
static const struct document_change changes[] = {
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

static const struct document spark = { "spark", document, changes,
	N_OF(changes), apart, N_OF(apart) };

static struct user_id ann;

static void
add_spark(void)
{
	ann = fixture_user("a@x.org");
	ok(q_spark_add_with(on.db,
	    &(struct q_spark_add_in){ .id = { document_id },
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
	    on.db, .id = { document_id }, .name = "Water", .now = TIME, NULL));
	document_add_space(ann);
}

/* Whoever has a code sees it, whosever it is by now. */
static const char *
document(void)
{
	struct q_spark_get_row row;

	ok(q_spark_get(on.db, .id = { document_id }, .viewer = ann,
	    .invited = true, .now = TIME, &row));
	return row.document;
}

/* Joining and leaving is to cost nothing here. */
Test_engines(query_spark_document, what_others_change_does_not_renew_it)
{
	add_spark();
	cr_expect(strstr(document(),
		      "\"id\":\"" ID "\",\"name\":\"Row\",\"tags\":[]"),
	    "%s", document());
	document_forge("UPDATE spark SET document = '{}'");
	ok(q_spark_move(on.db, .id = { document_id }, .taken = 1, .others = 1,
	    .now = TIME, NULL));
	cr_expect(str_eq(document(), "{}"), "%s", document());
}

Test_engines(query_spark_document, it_follows_every_column)
{
	add_spark();
	add_others();
	document_expect_follows(&spark);
}

Test_engines(query_spark_document, no_column_is_forgotten)
{
	document_expect_all_known(&spark);
}
