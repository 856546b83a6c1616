/*
 * The bits that stand in SQL as numbers are those of rule/permission.h, and
 * whoever has them is who shall.
 */
#include "rule/permission.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "generated/query/event.h"
#include "generated/query/guest.h"
#include "generated/query/rsvp.h"
#include "generated/query/space.h"
#include "generated/query/user.h"
#include "rule/space.h"
#include "t/query/fixture.h"

#include "base/banned.h"

#define ALL ((INT64_C(1) << RULE_PERMISSION_COUNT) - 1)

static struct user_id
add_user(const char *name, enum user_role role)
{
	struct user_id id = { uuid_new() };

	ok(q_user_add(on.db, .id = id, .email = name, .email_key = name,
	    .password_hash = NULL, .is_verified = true, .first_name = name,
	    .last_name = "", .words = NULL, .role = role, .now = clock_now_us(),
	    NULL));
	return id;
}

static int64_t
permissions_of(struct user_id user)
{
	struct q_user_permissions_row row;

	ok(q_user_permissions(on.db, .id = user, &row));
	return row.permissions;
}

Test_engines(query_permission, a_role_has_its_own)
{
	cr_expect(permissions_of(add_user("ann", USER_ROLE_ATTENDEE)) == 0);
	cr_expect(permissions_of(add_user("bob", USER_ROLE_ORGANIZER)) ==
		  INT64_C(1) << RULE_EVENTS_CREATE);
	cr_expect(permissions_of(add_user("root", USER_ROLE_ADMIN)) == ALL);
}

static struct event_id
add_event(struct user_id organizer, enum event_visibility visibility,
    enum event_status status)
{
	int64_t now = clock_now_us();

	return fixture_event(.organizer_id = organizer,
	    .start_time = now + CLOCK_HOUR_US, .visibility = visibility,
	    .status = status, .now = now);
}

static struct q_event_access_row
access_of(struct user_id user, struct event_id event)
{
	struct q_event_access_row row;

	ok(q_event_access(on.db, .id = event, .viewer = user, &row));
	return row;
}

Test_engines(query_permission, an_event_is_its_organizers_and_the_admins)
{
	struct user_id ann = add_user("ann", USER_ROLE_ORGANIZER);
	struct event_id event = add_event(
	    ann, EVENT_VISIBILITY_PUBLIC, EVENT_STATUS_PUBLISHED);

	cr_expect(access_of(ann, event).permissions ==
		  (INT64_C(1) << RULE_EVENTS_CREATE |
		      INT64_C(1) << RULE_EVENTS_MANAGE));
	cr_expect(
	    access_of(add_user("bob", USER_ROLE_ATTENDEE), event).permissions ==
	    0);
	cr_expect(
	    access_of(add_user("root", USER_ROLE_ADMIN), event).permissions ==
	    ALL);
}

struct pair_in {
	struct uuid user, event;
};

static const struct db_field pair_in[] = {
	{ .type = DB_UUID, .offset = offsetof(struct pair_in, user) },
	{ .type = DB_UUID, .offset = offsetof(struct pair_in, event) },
};

/* Whatever the event is: no query of the program gives an answer to a draft. */
static const struct db_query add_rsvp = QUERY(0,
    SAME_SQL("INSERT INTO rsvp (event_id, user_id, status, party_size, passed, "
	     "created_at, updated_at, version) "
	     "SELECT id, $1, 'maybe', 1, 0, created_at, created_at, 1 "
	     "FROM event WHERE id = $2"),
    .in = pair_in, .n_in = N_OF(pair_in), .in_size = sizeof(struct pair_in),
    .is_write = true);

/* By whom each is seen: a stranger, somebody who answered, a guest, a host, the
 * organizer. */
static const struct {
	enum event_visibility visibility;
	enum event_status status;
	bool is_seen[5];
} sights[] = {
	{ EVENT_VISIBILITY_PUBLIC, EVENT_STATUS_PUBLISHED,
	    { true, true, true, true, true } },
	{ EVENT_VISIBILITY_PUBLIC, EVENT_STATUS_CANCELLED,
	    { true, true, true, true, true } },
	{ EVENT_VISIBILITY_PUBLIC, EVENT_STATUS_DRAFT,
	    { false, false, false, true, true } },
	{ EVENT_VISIBILITY_PRIVATE, EVENT_STATUS_PUBLISHED,
	    { false, false, true, true, true } },
	{ EVENT_VISIBILITY_PRIVATE, EVENT_STATUS_DRAFT,
	    { false, false, false, true, true } },
};

Test_engines(query_permission, an_event_is_seen_by_whom_it_concerns)
{
	struct user_id viewers[] = { add_user("eve", USER_ROLE_ATTENDEE),
		add_user("bob", USER_ROLE_ATTENDEE),
		add_user("gus", USER_ROLE_ATTENDEE),
		add_user("hal", USER_ROLE_ATTENDEE),
		add_user("ann", USER_ROLE_ORGANIZER) };

	for (size_t i = 0; i < N_OF(sights); i++) {
		struct event_id event = add_event(
		    viewers[4], sights[i].visibility, sights[i].status);

		ok(db_exec(on.db,
		    (struct db_call){
			&add_rsvp, &(struct pair_in){ viewers[1].v, event.v } },
		    NULL));
		ok(q_guest_put(on.db, .event = event, .user = viewers[2],
		    .by = viewers[4], .now = clock_now_us(), NULL));
		ok(q_guest_put_host(on.db, .event = event, .user = viewers[3],
		    .role = EVENT_ROLE_CO_HOST, .by = viewers[4],
		    .now = clock_now_us(), NULL));
		for (size_t k = 0; k < N_OF(viewers); k++)
			cr_expect(access_of(viewers[k], event).is_visible ==
				      sights[i].is_seen[k],
			    "sight %zu, viewer %zu", i, k);
	}
}

/* A set of permissions stands in a query as one number. */
static void
expect_number(const struct db_query *query, int64_t permissions)
{
	char number[32];

	snprintf(number, sizeof(number), "%lld", (long long)permissions);
	cr_expect(strstr(query->sql[on.engine], number), "%s has no %s",
	    query->name, number);
}

Test_engines(query_permission, sets_in_queries_are_those_of_the_rules)
{
	struct space_id none = { 0 };
	struct user_id nobody = { 0 };

	expect_number(
	    Q_space_access(.id = none, .viewer = nobody, .now = 0).query,
	    rule_space_oversees);
	expect_number(Q_group_get(.id = none, .viewer = nobody, .now = 0,
			  .permissions = 0)
			  .query,
	    rule_space_members_may);
}
