/*
 * Every named constraint of the migrations has a row in the table.
 */
#include <criterion/criterion.h>

#include "db/constraint.c"
#include "db/migrate.h"
#include "gen/sql.h"

#include "base/banned.h"

/* Copies the word at s; returns what follows it and blanks. */
static const char *
take_word(const char *s, char *word, size_t size)
{
	size_t n = 0;

	for (; gen_sql_is_word(*s); s++)
		if (n + 1 < size)
			word[n++] = *s;
	word[n] = '\0';
	return s + strspn(s, " \n");
}

/* Calls for the name after each "CONSTRAINT" and "CREATE UNIQUE INDEX". */
static int
expect_rows_after(const char *sql, const char *keyword)
{
	char name[128];
	int found = 0;

	for (; (sql = strstr(sql, keyword)); found++) {
		sql = take_word(sql + strlen(keyword), name, sizeof(name));
		cr_expect(find(name) != NULL,
		    "db/constraint.c has no row for %s", name);
	}
	return found;
}

Test(db_constraint, every_constraint_of_the_migrations_has_a_row)
{
	int found = 0;

	for (const struct db_migration *m = db_migrations; m->version; m++) {
		for (int e = 0; e < DB_ENGINES; e++) {
			found += expect_rows_after(m->up[e], "CONSTRAINT ");
			found += expect_rows_after(
			    m->up[e], "CREATE UNIQUE INDEX ");
		}
	}
	cr_expect(found > 40, "%d", found);
}

Test(db_constraint, names_follow_one_pattern)
{
	static const char *const kinds[] = { "_pk", "_key", "_fk", "_check" };

	for (size_t i = 0; i + 1 < N_OF(table); i++) {
		size_t len = strlen(table[i].name), k = 0;

		while (k < N_OF(kinds) &&
		       (len < strlen(kinds[k]) ||
			   !str_eq(table[i].name + len - strlen(kinds[k]),
			       kinds[k])))
			k++;
		cr_expect(k < N_OF(kinds), "%s", table[i].name);
	}
}

/* Unique ones must be known by their columns, for SQLite. */
Test(db_constraint, unique_ones_have_columns)
{
	for (size_t i = 0; i < N_OF(table); i++) {
		const char *name = table[i].name;
		bool unique = strstr(name, "_pk") || strstr(name, "_key");

		cr_expect(unique == (table[i].columns != NULL), "%s", name);
	}
}

Test(db_constraint, a_row_becomes_a_fault)
{
	struct fault f;

	fault_clear(&f);
	cr_expect(db_constraint_fault(&f, "event_end_time_check") ==
		  ERR_END_BEFORE_START);
	cr_expect(f.err == ERR_END_BEFORE_START);
	cr_assert(f.n_items == 1);
	cr_expect(str_eq(f.items[0].pointer, "/end_time"));
	fault_clear(&f);
	cr_expect(db_constraint_fault(&f, "users.email_key") == ERR_CONFLICT);
	cr_expect(f.n_items == 0);
}

Test(db_constraint, what_is_not_known_stays_inside)
{
	struct fault f;

	fault_clear(&f);
	cr_expect(db_constraint_fault(&f, "nobody_knows_key") == ERR_INTERNAL);
	cr_expect(f.detail[0] == '\0');
	cr_expect(strstr(f.internal, "nobody_knows_key") != NULL);
}
