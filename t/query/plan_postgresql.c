/*
 * Plans of PostgreSQL: EXPLAIN gives a tree of nodes as JSON.
 */
#include <ctype.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "db/pg.h"
#include "t/query/fixture.h"
#include "t/query/plan.h"

#include "base/banned.h"

enum { SEED_MAX = 16 << 10, DEPTH_MAX = 200, OLDEST = 15 };

/* Runs a statement, or several without parameters. */
static PGresult *
run(struct db *db, const char *sql)
{
	PGconn *conn = ((struct pg *)db->connection)->conn;
	PGresult *r;

	cr_assert(PQexitPipelineMode(conn));
	r = PQexec(conn, sql);
	cr_assert(PQresultStatus(r) == PGRES_COMMAND_OK ||
		      PQresultStatus(r) == PGRES_TUPLES_OK,
	    "%s: %s", sql, PQerrorMessage(conn));
	return r;
}

bool
plan_is_of_later_postgresql(const struct db *db)
{
	PGconn *conn = ((const struct pg *)db->connection)->conn;

	return PQserverVersion(conn) / 10000 > OLDEST;
}

void
plan_seed_postgresql(struct db *db)
{
	static const char path[] = TOP_SRCDIR "/t/query/plan_seed.sql";
	char sql[SEED_MAX];
	FILE *file = fopen(path, "r");
	size_t n;

	cr_assert(file, "%s", path);
	n = fread(sql, 1, sizeof(sql) - 1, file);
	cr_assert(feof(file), "%s", path);
	fclose(file);
	sql[n] = '\0';
	PQclear(run(db, sql));
}

static const char *
member(struct json_object *node, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(node, key, &value)
		   ? json_object_get_string(value)
		   : "";
}

/* The i-th node below; NULL behind the last. */
static struct json_object *
child(struct json_object *node, size_t i)
{
	struct json_object *plans;

	return json_object_object_get_ex(node, "Plans", &plans)
		   ? json_object_array_get_idx(plans, i)
		   : NULL;
}

static bool
is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

/* Whether a condition names a column of the table that is read: other tables'
 * have a prefix. */
static bool
mentions(const char *condition, const char *column)
{
	size_t len = strlen(column);

	for (const char *p = strstr(condition, column); p;
	     p = strstr(p + 1, column))
		if (!(p > condition && is_name_char(p[-1])) &&
		    !is_name_char(p[len]))
			return true;
	return false;
}

/* An index is only entered at a place by what it begins with. */
static bool
begins_index(struct db *db, const char *index, const char *condition)
{
	PGresult *r = run(
	    db, arena_printf(db->arena,
		    "SELECT pg_get_indexdef('%s'::regclass, 1, true)", index));
	bool yes = mentions(condition, PQgetvalue(r, 0, 0));
	PQclear(r);
	return yes;
}

/* Whether a node gives so many rows as its query says, however many there are
 * in the tables. */
static bool
is_bounded(struct json_object *node)
{
	const char *type = member(node, "Node Type");
	/* one row, unless it computes something of those below */
	bool has_source = str_eq(type, "Result");

	if (str_eq(type, "Limit") ||
	    (str_eq(type, "Aggregate") &&
		str_eq(member(node, "Strategy"), "Plain")))
		return true;
	for (size_t i = 0; child(node, i); i++) {
		struct json_object *below = child(node, i);

		if (strstr(member(below, "Parent Relationship"), "Plan"))
			continue; /* gives a value, not rows */
		if (!is_bounded(below))
			return false;
		has_source = true;
	}
	return has_source;
}

/* Whether no more rows are read than a limit says: nothing drops any between.
 */
static bool
is_limited(struct json_object *node, struct json_object *above)
{
	return above && str_eq(member(above, "Node Type"), "Limit") &&
	       !*member(node, "Filter");
}

/* Whether a node sorts for the one above, which would else do as much itself:
 * an aggregate in an order, as before PostgreSQL 16, or what drops doubles, by
 * a hash. */
static bool
is_anyway(struct json_object *above)
{
	return above && (str_eq(member(above, "Node Type"), "Unique") ||
			    str_eq(member(above, "Strategy"), "Plain"));
}

/* What is wrong with a node itself, given the one above it; "" when nothing
 * is. */
static const char *
wrong(struct db *db, struct json_object *node, struct json_object *above)
{
	const char *type = member(node, "Node Type");
	const char *index = member(node, "Index Name");
	const char *condition = member(node, "Index Cond");

	if (str_eq(type, "Seq Scan"))
		return arena_printf(
		    db->arena, "Seq Scan on %s", member(node, "Relation Name"));
	if (*index && !begins_index(db, index, condition) &&
	    !is_limited(node, above))
		return arena_printf(db->arena, "%s using %s without %s", type,
		    index, *condition ? "what it begins with" : "a condition");
	if (plan_is_of_all_times(index, condition))
		return arena_printf(db->arena, "%s at all times", index);
	/* a sort by parts, too, which only some releases choose */
	if (strstr(type, "Sort") && !is_bounded(node) && !is_anyway(above))
		return "Sort of all";
	if (strstr(member(node, "Filter"), "hashed SubPlan"))
		return "all rows of a subquery for one";
	return "";
}

static const char *
wrong_steps(struct db *db, struct json_object *node, struct json_object *above,
    const char *steps)
{
	const char *step = wrong(db, node, above);

	if (*step)
		steps = arena_printf(
		    db->arena, "%s%s%s", steps, *steps ? "; " : "", step);
	for (size_t i = 0; child(node, i); i++)
		steps = wrong_steps(db, child(node, i), node, steps);
	return steps;
}

/* "(A, B, C)", or nothing when there are no parameters. */
static const char *
list(struct db *db, const struct db_query *q, const char *(*item)(enum db_type))
{
	const char *text = "";

	for (int i = 0; i < q->n_in; i++)
		text = arena_printf(db->arena, "%s%c%s", text, i ? ',' : '(',
		    item(q->in[i].type));
	return q->n_in ? arena_printf(db->arena, "%s)", text) : text;
}

static const char *
type_of(enum db_type type)
{
	static const char *const names[] = { [DB_TEXT] = "text",
		[DB_INT] = "bigint",
		[DB_BOOL] = "boolean",
		[DB_TIME] = "timestamptz",
		[DB_WALL] = "timestamp",
		[DB_REAL] = "double precision",
		[DB_UUID] = "uuid",
		[DB_JSON] = "json",
		[DB_BYTES] = "bytea" };

	return names[type];
}

/* A plan for any values is made without a look at them. */
static const char *
value_of(enum db_type type)
{
	(void)type;
	return "NULL";
}

/* Plans are deeper than json_tokener_parse goes. */
static struct json_object *
parse(const char *text)
{
	struct json_tokener *tokener = json_tokener_new_ex(DEPTH_MAX);
	struct json_object *value = json_tokener_parse_ex(tokener, text, -1);

	cr_assert(value, "%s: %s",
	    json_tokener_error_desc(json_tokener_get_error(tokener)), text);
	json_tokener_free(tokener);
	return value;
}

const char *
plan_postgresql(struct db *db, const struct db_query *q)
{
	struct json_object *explained, *root;
	const char *steps;
	PGresult *r;

	PQclear(run(db, arena_printf(db->arena, "PREPARE plan %s AS %s",
			    list(db, q, type_of), q->sql[DB_POSTGRESQL])));
	r = run(
	    db, arena_printf(db->arena, "EXPLAIN (FORMAT JSON) EXECUTE plan %s",
		    list(db, q, value_of)));
	explained = parse(PQgetvalue(r, 0, 0));
	cr_assert(json_object_object_get_ex(
	    json_object_array_get_idx(explained, 0), "Plan", &root));
	steps = wrong_steps(db, root, NULL, "");
	json_object_put(explained);
	PQclear(r);
	PQclear(run(db, "DEALLOCATE plan"));
	return steps;
}
