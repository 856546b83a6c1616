/*
 * When a session may be forgotten.
 */
#include "base/clock.h"
#include "generated/query/clerk.h"
#include "generated/query/session.h"
#include "t/query/fixture.h"

#include "base/banned.h"

static struct session_id
add_session(struct user_id user, int64_t now, int idle_days)
{
	struct session_id id = { uuid_new() };

	ok(q_session_add(on.db, .id = id, .user = user,
	    .kind = SESSION_KIND_TOKEN, .method = SESSION_METHOD_PASSWORD,
	    .factor_at = { 0 }, .ip_address = "192.0.2.1", .user_agent = "",
	    .now = now, .expires = now + 90 * CLOCK_DAY_US,
	    .idle = now + idle_days * CLOCK_DAY_US, NULL));
	return id;
}

static int64_t
purge(int64_t before)
{
	int64_t n;

	ok(q_session_purge(on.db, .before = before, .limit = 100, &n));
	return n;
}

Test_engines(query_session, one_that_was_ended_is_forgotten_like_one_that_idled)
{
	int64_t now = clock_now_us();
	struct user_id ann = fixture_user("ann@example.org");
	struct session_id ended = add_session(ann, now, 30);

	add_session(ann, now, 30);
	ok(q_session_end(on.db, .id = ended, .user = ann, .now = now, NULL));
	cr_expect(purge(now) == 0);
	cr_expect(purge(now + 1) == 1);
	cr_expect(purge(now + 30 * CLOCK_DAY_US) == 0);
	cr_expect(purge(now + 30 * CLOCK_DAY_US + 1) == 1);
}

Test_engines(query_session, all_others_that_were_ended_are_forgotten_too)
{
	int64_t now = clock_now_us();
	struct user_id ann = fixture_user("ann@example.org");
	struct session_id kept = add_session(ann, now, 30);

	add_session(ann, now, 30);
	add_session(ann, now, 30);
	ok(q_session_end_others(
	    on.db, .user = ann, .kept = kept, .now = now, NULL));
	cr_expect(purge(now + 1) == 2);
}

static int64_t
drop_oldest(struct user_id user, int kept)
{
	int64_t n;

	ok(q_session_drop_oldest(on.db, .user = user, .kept = kept, &n));
	return n;
}

static void
add_external(struct user_id user, const char *name, int64_t now, bool is_over)
{
	struct session_id id = { uuid_new() };
	struct opt_time ended = { is_over, now };

	ok(q_clerk_session_add(on.db, .id = id, .user = user, .external = name,
	    .ip_address = "", .user_agent = "", .now = now,
	    .expires = now + CLOCK_DAY_US, .idle = now + CLOCK_DAY_US,
	    .ended = ended, NULL));
}

Test_engines(
    query_session, what_was_ended_but_not_at_clerk_is_not_among_the_oldest)
{
	int64_t now = clock_now_us();
	struct user_id ann = fixture_user("ann@example.org");

	add_external(ann, "over", now - 4, true);
	add_external(ann, "live", now - 3, false);
	add_session(ann, now - 2, 30);
	add_session(ann, now, 30);
	cr_expect(drop_oldest(ann, 1) == 2);
	cr_expect(drop_oldest(ann, 1) == 0);
	cr_expect(drop_oldest(ann, 0) == 1);
}

Test_engines(query_session, none_idles_beyond_its_end)
{
	int64_t now = clock_now_us();
	struct user_id ann = fixture_user("ann@example.org");
	struct session_id id = add_session(ann, now, 100);

	cr_expect(purge(now + 90 * CLOCK_DAY_US) == 0);
	ok(q_session_rotate(on.db, .id = id, .counter = 2, .now = now,
	    .idle = now + 100 * CLOCK_DAY_US, NULL));
	cr_expect(purge(now + 90 * CLOCK_DAY_US) == 0);
	cr_expect(purge(now + 90 * CLOCK_DAY_US + 1) == 1);
}
