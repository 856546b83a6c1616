/*
 * Which migrations an object has to make way for.
 */
#include "db/object.h"

#include <criterion/criterion.h>

#include "db/engine.h"

#include "base/banned.h"

static struct arena arena;

static bool
is_touched(const char *script)
{
	struct db db = { .engine = DB_SQLITE, .arena = &arena };

	return db_object_is_touched(&db, "event_document", script);
}

static void
begin(void)
{
	arena_init(&arena, 1 << 20);
}

TestSuite(db_object, .init = begin);

Test(db_object, it_makes_way_for_a_change_of_its_table)
{
	static const char scripts[][80] = { "ALTER TABLE event ADD COLUMN a;",
		"alter table only Event drop column a;",
		"DROP TABLE IF EXISTS event;", "DROP TABLE users, event;",
		"ALTER TABLE event_new RENAME TO event;",
		"UPDATE event SET title = lower(title);",
		"INSERT INTO event (id) SELECT id FROM old;",
		"DELETE FROM\n  event WHERE id IS NULL;",
		"SELECT 1; ALTER TABLE \"event\" RENAME title TO name;" };

	for (size_t i = 0; i < N_OF(scripts); i++)
		cr_expect(is_touched(scripts[i]), "%s", scripts[i]);
}

Test(db_object, it_stays_for_other_tables)
{
	static const char scripts[][80] = { "",
		"CREATE TABLE spark (id BLOB REFERENCES event (id));",
		"ALTER TABLE users ADD COLUMN a;", "DROP TABLE event_category;",
		"CREATE INDEX event_a_index ON event (a);",
		"DELETE FROM rsvp WHERE EXISTS (SELECT 1);" };

	for (size_t i = 0; i < N_OF(scripts); i++)
		cr_expect(!is_touched(scripts[i]), "%s", scripts[i]);
}
