/*
 * The table of constraints against the migrations: a row names one that is
 * there.
 */
#include <criterion/criterion.h>

#include "db/constraint.c"
#include "db/schema.h"
#include "gen/sql.h"

#include "base/banned.h"

/* How often keyword and name follow each other in all migrations. */
static int
count(const char *keyword, const char *name)
{
	size_t len = strlen(name);
	int n = 0;

	for (const struct db_migration *m = db_migrations; m->version; m++) {
		for (int e = 0; e < DB_ENGINES; e++) {
			const char *s = m->up[e];

			for (; (s = strstr(s, keyword)); n += 1) {
				s += strlen(keyword);
				if (strncmp(s, name, len) != 0 ||
				    gen_sql_is_word(s[len]))
					n -= 1;
			}
		}
	}
	return n;
}

/* "DROP CONSTRAINT x" holds "CONSTRAINT x". */
static bool
exists(const char *name)
{
	return count("CONSTRAINT ", name) + count("UNIQUE INDEX ", name) >
	       2 * count("DROP CONSTRAINT ", name);
}

Test(db_constraint, every_row_names_a_constraint_of_the_migrations)
{
	for (size_t i = 0; i < N_OF(table); i++)
		cr_expect(exists(table[i].name), "%s", table[i].name);
	cr_expect(exists("rsvp_key") == false);
}

Test(db_constraint, a_row_is_there_once)
{
	for (size_t i = 0; i < N_OF(table); i++)
		cr_expect(
		    find(table[i].name) == &table[i], "%s", table[i].name);
}

Test(db_constraint, names_follow_one_pattern)
{
	static const char *const kinds[] = { "_pk", "_key", "_fk", "_check" };

	for (size_t i = 0; i < N_OF(table); i++) {
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
