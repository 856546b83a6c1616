/*
 * Events in a database that was made when a state alone said who sees them.
 */
#include "base/clock.h"
#include "db/migrate.h"
#include "generated/query/event.h"
#include "generated/query/rsvp.h"
#include "t/query/fixture.h"

#include "base/banned.h"

enum { BEFORE = 12 }; /* the version of the schema */

#define TIME INT64_C(1900000000000000)

static struct user_id organizer, stranger;

static struct event_id
add_event(enum event_status status)
{
	return fixture_event(.organizer_id = organizer, .start_time = TIME,
	    .status = status, .now = TIME);
}

static void
answer(struct event_id event)
{
	struct q_rsvp_add_row row;

	ok(q_rsvp_add(on.db, .event = event, .viewer = organizer,
	    .status = RSVP_STATUS_MAYBE, .party_size = 1, .note = NULL,
	    .queued_at = { 0 }, .now = TIME, .version = 1,
	    .source = RSVP_SOURCE_API, &row));
}

static void
cancel(struct event_id event)
{
	ok(q_event_set_status(on.db, .id = event, .cancel_reason = NULL,
	    .due_at = { 0 }, .status = EVENT_STATUS_CANCELLED, .now = TIME,
	    NULL));
}

static bool
is_seen_by_a_stranger(struct event_id event)
{
	struct q_event_access_row row;

	ok(q_event_access(on.db, .id = event, .viewer = stranger, &row));
	return row.is_visible;
}

Test_engines(query_published, what_was_cancelled_unseen_is_hidden_again)
{
	struct event_id published, draft, unseen, seen;

	organizer = fixture_user("a@x.org");
	stranger = fixture_user("b@x.org");
	published = add_event(EVENT_STATUS_PUBLISHED);
	draft = add_event(EVENT_STATUS_DRAFT);
	unseen = add_event(EVENT_STATUS_CANCELLED);
	seen = add_event(EVENT_STATUS_PUBLISHED);
	answer(seen);
	cancel(seen);
	cr_expect(is_seen_by_a_stranger(unseen));
	fixture_take_any_schema();
	ok(db_migrate_down(
	    on.db, db_schema_expected() - BEFORE, false, NULL, NULL));
	ok(db_migrate_up(on.db, 0, false, NULL, NULL));
	cr_expect(is_seen_by_a_stranger(published));
	cr_expect(!is_seen_by_a_stranger(draft));
	cr_expect(!is_seen_by_a_stranger(unseen));
	cr_expect(is_seen_by_a_stranger(seen));
}
