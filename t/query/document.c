#include "t/query/document.h"

#include <string.h>

#include "base/str.h"
#include "generated/query/space.h"

#include "base/banned.h"

#define TIME INT64_C(1900000000000000)

struct text {
	const char *v;
};

static const struct db_field text_fields[] = {
	{ "v", DB_TEXT, false, offsetof(struct text, v), 0, NULL, NULL, false },
};

const struct uuid document_id = { { 0x01, 0x93, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0,
    0, 0, 0, 0, 0x0e } };

void
document_forge(const char *sql)
{
	static unsigned n_forged;
	unsigned n = ++n_forged;
	struct db_query q = { .name = arena_printf(&on.arena, "test_%u", n),
		SAME_SQL(sql),
		.index = (uint16_t)(DB_QUERIES_MAX + n),
		.is_write = true };

	ok(db_exec(on.db, (struct db_call){ &q, NULL }, NULL));
}

void
document_add_space(struct user_id owner)
{
	ok(q_space_add_with(on.db,
	    &(struct q_space_add_in){ .id = { document_id },
		.kind = SPACE_KIND_COMMUNITY,
		.name = "x",
		.name_key = "x",
		.timezone = "UTC",
		.tags = "[]",
		.join_policy = JOIN_POLICY_OPEN,
		.questions = "[]",
		.owner = owner,
		.now = TIME },
	    NULL));
}

void
document_expect_follows(const struct document *d)
{
	for (size_t i = 0; i < d->n_changes; i++) {
		const struct document_change *c = &d->changes[i];

		document_forge(arena_printf(&on.arena, "UPDATE %s SET %s = %s",
		    d->table, c->column,
		    on.engine == DB_POSTGRESQL ? c->postgresql : c->sqlite));
		cr_expect(strstr(d->read(), c->member), "%s: %s", c->column,
		    d->read());
	}
}

static bool
is_known(const struct document *d, const char *column)
{
	for (size_t i = 0; i < d->n_changes; i++)
		if (str_eq(column, d->changes[i].column))
			return true;
	for (size_t i = 0; i < d->n_apart; i++)
		if (str_eq(column, d->apart[i]))
			return true;
	return false;
}

void
document_expect_all_known(const struct document *d)
{
	const struct db_query columns = QUERY(0,
	    .sql = { [DB_POSTGRESQL] = arena_printf(&on.arena,
			 "SELECT column_name::text AS v FROM "
			 "information_schema.columns WHERE table_name = '%s'",
			 d->table),
		[DB_SQLITE] = arena_printf(&on.arena,
		    "SELECT name AS v FROM pragma_table_info('%s')",
		    d->table) },
	    .out = text_fields, .n_out = 1, .row_size = sizeof(struct text));
	struct text *rows;
	void *found;
	size_t n;

	ok(db_many(on.db, (struct db_call){ &columns, NULL }, &found, &n));
	rows = found;
	cr_expect(n == d->n_changes + d->n_apart, "%zu columns", n);
	for (size_t i = 0; i < n; i++)
		cr_expect(is_known(d, rows[i].v), "%s", rows[i].v);
}
