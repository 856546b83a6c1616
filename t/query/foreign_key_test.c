/*
 * What a foreign key needs that no engine asks for: an index, because whatever
 * deletes a row looks for those that refer to it, and a word on what becomes of
 * them when a user goes.
 */
#include <string.h>

#include "base/str.h"
#include "generated/query/user.h"
#include "t/query/fixture.h"

#include "base/banned.h"

struct foreign_key {
	const char *name, *target;
	bool has_action, has_index;
};

static const struct db_field fields[] = {
	{ "name", DB_TEXT, false, offsetof(struct foreign_key, name), 0, NULL,
	    NULL, false },
	{ "target", DB_TEXT, false, offsetof(struct foreign_key, target), 0,
	    NULL, NULL, false },
	{ "has_action", DB_BOOL, false,
	    offsetof(struct foreign_key, has_action), 0, NULL, NULL, false },
	{ "has_index", DB_BOOL, false, offsetof(struct foreign_key, has_index),
	    0, NULL, NULL, false },
};

/* An index serves that begins with the columns, in any order, and leaves out no
 * row but those in which one of them is NULL, which refer to nothing. */
static const struct db_query foreign_keys = QUERY(0,
    .sql = { [DB_POSTGRESQL] =
		 "SELECT c.conname::text AS name, c.confrelid::regclass::text "
		 "AS target, c.confdeltype <> 'a' AS has_action, EXISTS ("
		 "SELECT 1 FROM pg_index i WHERE i.indrelid = c.conrelid "
		 "AND (i.indkey::smallint[])[0:cardinality(c.conkey) - 1] "
		 "@> c.conkey AND (i.indpred IS NULL OR EXISTS ("
		 "SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.conrelid "
		 "AND a.attnum = ANY (c.conkey) AND pg_get_expr(i.indpred, "
		 "i.indrelid) = format('(%I IS NOT NULL)', a.attname)))"
		 ") AS has_index FROM pg_constraint c WHERE c.contype = 'f' "
		 "ORDER BY 1",
	[DB_SQLITE] =
	    "WITH col AS (SELECT m.name AS tab, f.id, f.seq, f.\"from\" AS "
	    "col, "
	    "f.\"table\" AS target, f.on_delete FROM sqlite_schema m, "
	    "pragma_foreign_key_list(m.name) f WHERE m.type = 'table'), "
	    "key AS (SELECT tab, id, count(*) AS n, group_concat(col, '_') AS "
	    "cols, target, on_delete FROM (SELECT * FROM col ORDER BY seq) "
	    "GROUP BY tab, id) "
	    "SELECT tab || '_' || cols || '_fk' AS name, target, "
	    "on_delete <> 'NO ACTION' AS has_action, EXISTS ("
	    "SELECT 1 FROM pragma_index_list(k.tab) i "
	    "WHERE (SELECT count(*) FROM pragma_index_info(i.name) x "
	    "JOIN col c ON c.col = x.name "
	    "WHERE c.tab = k.tab AND c.id = k.id AND x.seqno < k.n) = k.n "
	    "AND (NOT i.partial OR EXISTS (SELECT 1 FROM sqlite_schema s "
	    "JOIN col c ON s.sql LIKE '% WHERE ' || c.col || ' IS NOT NULL' "
	    "WHERE s.name = i.name AND c.tab = k.tab AND c.id = k.id))"
	    ") AS has_index FROM key k ORDER BY 1" },
    .out = fields, .n_out = N_OF(fields),
    .row_size = sizeof(struct foreign_key));

static struct foreign_key *
read_foreign_keys(size_t *n)
{
	void *rows;

	ok(db_many(on.db, (struct db_call){ &foreign_keys, NULL }, &rows, n));
	return rows;
}

Test_engines(query_foreign_key, each_has_an_index)
{
	size_t n;
	const struct foreign_key *keys = read_foreign_keys(&n);

	for (size_t i = 0; i < n; i++)
		cr_expect(keys[i].has_index,
		    "%s: no index begins with its columns", keys[i].name);
}

Test_engines(query_foreign_key, each_to_users_says_what_becomes_of_its_rows)
{
	size_t n, n_to_users = 0;
	const struct foreign_key *keys = read_foreign_keys(&n);

	for (size_t i = 0; i < n; i++) {
		if (!str_eq(keys[i].target, "users"))
			continue;
		n_to_users++;
		cr_expect(keys[i].has_action,
		    "%s: without ON DELETE nobody who is referred to can go",
		    keys[i].name);
	}
	cr_expect(n_to_users >= 4);
}

/* A table of which nothing keeps an account that was never verified: what such
 * an account makes by itself, and what only signs somebody in. */
static bool
dies_with_its_account(const char *key)
{
	static const char *const keys[] = { "verification_user_id_fk",
		"factor_user_id_fk", "recovery_code_user_id_fk",
		"auth_ticket_user_id_fk", "api_token_user_id_fk",
		"email_change_user_id_fk", "export_user_id_fk",
		"known_device_user_id_fk" };

	for (size_t i = 0; i < N_OF(keys); i++)
		if (str_eq(key, keys[i]))
			return true;
	return false;
}

/* Whether the statement looks whether the table of the foreign key has a row.
 */
static bool
is_looked_for(const char *sql, const char *key)
{
	const char *from = sql;

	while ((from = strstr(from, "FROM "))) {
		size_t len = strcspn(from += 5, " \n");

		if (strncmp(from, key, len) == 0 && key[len] == '_')
			return true;
	}
	return false;
}

Test_engines(query_foreign_key, an_account_is_purged_when_nothing_refers_to_it)
{
	size_t n;
	const struct foreign_key *keys = read_foreign_keys(&n);
	const struct db_query *purge =
	    Q_user_purge(.before = 0, .now = 0, .limit = 1).query;

	for (size_t i = 0; i < n; i++)
		cr_expect(!str_eq(keys[i].target, "users") ||
			      dies_with_its_account(keys[i].name) ||
			      is_looked_for(
				  purge->sql[db_engine(on.db)], keys[i].name),
		    "%s: user_purge (sql/query/user.sql) would delete an "
		    "account to which a row of this table belongs",
		    keys[i].name);
	cr_expect(!is_looked_for(purge->sql[0], "group_user_id_fk"));
}

/* A table as it might be written, and what is seen of its foreign keys. */
static const char *const statements[] = {
	"CREATE TABLE whole (a int, b int, UNIQUE (a, b))",
	"CREATE TABLE one (id int UNIQUE)",
	"CREATE TABLE part (a int, b int, c int, f int, n int, s int, "
	"CONSTRAINT part_a_b_fk FOREIGN KEY (a, b) REFERENCES whole (a, b) "
	"ON DELETE CASCADE, "
	"CONSTRAINT part_a_c_fk FOREIGN KEY (a, c) REFERENCES whole (a, b), "
	"CONSTRAINT part_f_fk FOREIGN KEY (f) REFERENCES one (id), "
	"CONSTRAINT part_n_fk FOREIGN KEY (n) REFERENCES one (id) "
	"ON DELETE SET NULL, "
	"CONSTRAINT part_s_fk FOREIGN KEY (s) REFERENCES one (id))",
	"CREATE INDEX part_c_a_index ON part (c, a, b)",
	"CREATE INDEX part_f_index ON part (f) WHERE a > 0",
	"CREATE INDEX part_n_index ON part (n) WHERE n IS NOT NULL",
	"CREATE INDEX part_a_s_index ON part (a, s)",
};

static const struct foreign_key seen[] = {
	{ "part_a_b_fk", "whole", true, false },
	{ "part_a_c_fk", "whole", false, true },
	{ "part_f_fk", "one", false, false },
	{ "part_n_fk", "one", true, true },
	{ "part_s_fk", "one", false, false },
};

static void
run(uint16_t number, const char *sql)
{
	const struct db_query query = { .name = arena_printf(&on.arena,
					    "test_%u", (unsigned)number),
		.index = (uint16_t)(DB_QUERIES_MAX + number),
		SAME_SQL(sql),
		.is_write = true };

	ok(db_exec(on.db, (struct db_call){ &query, NULL }, NULL));
}

static void
expect_same(const struct foreign_key *key, const struct foreign_key *want)
{
	cr_expect(str_eq(key->name, want->name) &&
		      str_eq(key->target, want->target) &&
		      key->has_action == want->has_action &&
		      key->has_index == want->has_index,
	    "%s: %s, action: %d, index: %d", key->name, key->target,
	    key->has_action, key->has_index);
}

Test_engines(query_foreign_key, what_is_missing_is_seen)
{
	size_t n, found = 0;
	const struct foreign_key *keys;

	for (size_t i = 0; i < N_OF(statements); i++)
		run((uint16_t)(1 + i), statements[i]);
	keys = read_foreign_keys(&n);
	for (size_t i = 0; i < n && found < N_OF(seen); i++)
		if (str_has_prefix(keys[i].name, "part_"))
			expect_same(&keys[i], &seen[found++]);
	cr_expect(found == N_OF(seen), "%zu", found);
}
