/*
 * Opens and closes what fixture.h describes.
 */
#include "t/query/fixture.h"

#include "base/clock.h"
#include "generated/query/user.h"

#include "base/banned.h"

enum { ARENA_MAX = 32 << 20 };

struct fixture on;

void
fixture_ok(enum err err, const char *what, int line)
{
	cr_assert(err == ERR_OK, "line %d: %s: %s: %s %s", line, what,
	    err_code(err), on.fault.detail, on.fault.internal);
}

struct db_options
fixture_options(void)
{
	return (struct db_options){ .url = database_url(on.database),
		.prepare = true,
		.connect_ms = 2000,
		.statement_ms = 10000,
		.check_schema = true,
		.program = "hearth-test" };
}

struct db *
fixture_connect(
    const struct db_options *options, struct arena *arena, struct fault *f)
{
	struct db *db;

	arena_init(arena, ARENA_MAX);
	fault_clear(f);
	cr_assert(db_open(options, f, &db) == ERR_OK, "%s", f->detail);
	db_bind(db, arena, f);
	return db;
}

void
engine_open(enum db_engine engine)
{
	struct db_options options;

	on.engine = engine;
	on.database = database_new(engine);
	options = fixture_options();
	on.db = fixture_connect(&options, &on.arena, &on.fault);
}

void
fixture_take_any_schema(void)
{
	struct db_options options = fixture_options();

	db_close(on.db);
	arena_release(&on.arena);
	options.check_schema = false;
	on.db = fixture_connect(&options, &on.arena, &on.fault);
}

void
engine_close(void)
{
	db_close(on.db);
	arena_release(&on.arena);
	database_free(on.database);
}

void
engine_pass(void)
{
}

struct user_id
fixture_user(const char *email)
{
	struct user_id id = { uuid_new() };

	ok(q_user_add_with(on.db,
	    &(struct q_user_add_in){ .id = id,
		.email = email,
		.email_key = email,
		.first_name = "Ann",
		.last_name = "Lee",
		.role = USER_ROLE_ATTENDEE,
		.now = clock_now_us() },
	    NULL));
	return id;
}

struct event_id
fixture_event_with(struct q_event_add_in in)
{
	if (uuid_is_nil(in.id.v))
		in.id.v = uuid_new();
	if (!in.title)
		in.title = "x";
	if (!in.end_time)
		in.end_time = in.start_time + 1;
	if (!in.timezone)
		in.timezone = "UTC";
	if (!in.visibility)
		in.visibility = EVENT_VISIBILITY_PUBLIC;
	if (!in.max_party)
		in.max_party = 50;
	if (!in.attendee_list)
		in.attendee_list = ATTENDEE_LIST_EVERYONE;
	if (!in.status)
		in.status = EVENT_STATUS_PUBLISHED;
	in.category_ids = in.category_ids ? in.category_ids : "[]";
	in.tags = in.tags ? in.tags : "[]";
	in.reminders = in.reminders ? in.reminders : "[]";
	ok(q_event_add_with(on.db, &in, NULL));
	return in.id;
}
