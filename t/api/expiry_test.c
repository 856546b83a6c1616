/*
 * Memberships that end, and begin, by themselves.
 */
#include <string.h>

#include "t/api/sign.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

#define DAY "86400000000"

/* A cluster of ann's with campus.example, proved, whose addresses count for 100
 * days, and bob who has come by one. */
static void
given_campus(void)
{
	given("c", "ann",
	    "/clusters {'name': 'Tea house', 'join_policy': 'domain'}");
	expect(201, as("ann", POST,
			"/clusters/%s/domains {'name': 'campus.example', "
			"'ttl_days': 100}",
			id("c")));
	work_sql("UPDATE space_domain SET state = 'verified'",
	    "UPDATE space_domain SET state = 'verified'");
	expect(202,
	    as("bob", POST, "/clusters/%s/proofs {'email': 'b@campus.example'}",
		id("c")));
	expect(
	    200, as("bob", POST, "/clusters/%s/proofs/confirm {'code': '%s'}",
		     id("c"), mailed_code("bob", "membership")));
	work();
}

/* As if memberships had begun so many days earlier. */
static void
pass_days(int days)
{
#define EARLIER(unit)                                            \
	"UPDATE member SET expires_at = expires_at - %d * " unit \
	", due_at = due_at - %d * " unit
	work_sql(text(EARLIER("interval '1 day'"), days, days),
	    text(EARLIER(DAY), days, days));
#undef EARLIER
	work();
}

static void
expect_state(const char *state)
{
	expect(200, as("bob", GET, "/clusters/%s", id("c")));
	expect_text(state, body("/my_state"));
}

static void
prove_again(void)
{
	expect(202,
	    as("bob", POST, "/clusters/%s/proofs {'email': 'b@campus.example'}",
		id("c")));
	expect(
	    200, as("bob", POST, "/clusters/%s/proofs/confirm {'code': '%s'}",
		     id("c"), mailed_code("bob", "membership")));
}

static void
given_role_of(const char *who, const char *role)
{
	expect(200, as("ann", GET, "/clusters/%s/roles", id("c")));
	for (int i = 0; i < body_count(""); i++)
		if (str_eq(body(text("/%d/name", i)), role))
			keep_id(role, body(text("/%d/id", i)));
	expect(204, as("ann", PUT, "/clusters/%s/members/%s/roles/%s", id("c"),
			id(who), id(role)));
}

static void
given_event_in(const char *name, const char *who)
{
	given(name, who,
	    "/events {'title': 'x', 'start_time': '%s', 'end_time': '%s', "
	    "'visibility': 'cluster', 'cluster_id': '%s', 'capacity': 1, "
	    "'waitlist': true}",
	    in_hours(1), in_hours(2), id("c"));
}

static int
answer(const char *who, const char *event)
{
	return as(
	    who, PUT, "/events/%s/rsvps/me {'status': 'attending'}", id(event));
}

Test_engines(api_expiry, a_membership_ends_after_it_was_said)
{
	given_campus();
	pass_days(85);
	expect_int(0, work_mails("bob@example.org"));
	pass_days(1);
	expect_int(1, work_mails("bob@example.org"));
	cr_expect(strstr(work_mail("bob@example.org"),
	    "Subject: Your membership ends: Tea house"));
	cr_expect(strstr(work_mail("bob@example.org"), "ends: "));
	pass_days(13);
	expect_int(1, work_mails("bob@example.org"));
	expect_state("active");
	pass_days(1);
	expect_state("alumni");
	cr_expect(strstr(work_mail("bob@example.org"),
	    "Subject: Your membership has ended: Tea house"));
	expect(200, as("ann", GET, "/clusters/%s/audit-log", id("c")));
	expect_text("member.expire", body("/0/action"));
	expect_text("worker", body("/0/actor_kind"));
	expect_text(id("bob"), body("/0/subject_id"));
	pass_days(100);
	expect_int(2, work_mails("bob@example.org"));
}

Test_engines(api_expiry, who_proves_the_address_again_stays)
{
	given_campus();
	pass_days(90);
	prove_again();
	pass_days(85);
	expect_state("active");
	expect_int(1, work_mails("bob@example.org"));
	pass_days(1);
	expect_int(2, work_mails("bob@example.org"));
	pass_days(14);
	expect_state("alumni");
}

Test_engines(api_expiry, alumni_have_what_alumni_may)
{
	given_campus();
	given_role_of("bob", "Moderator");
	given("open", "ann",
	    "/groups {'name': 'x', 'cluster_id': '%s', 'admits_alumni': true}",
	    id("c"));
	given("shut", "ann",
	    "/groups {'name': 'x', 'cluster_id': '%s', 'admits_alumni': false}",
	    id("c"));
	expect(200, as("bob", POST, "/groups/%s/join", id("open")));
	expect(200, as("bob", POST, "/groups/%s/join", id("shut")));
	pass_days(101);
	work();
	pass_days(0);
	expect(200, as("bob", GET, "/clusters/%s", id("c")));
	expect_text("alumni", body("/my_state"));
	expect_int(1, body_count("/my_permissions"));
	expect_text("members.read", body("/my_permissions/0"));
	expect_int(2, body_int("/member_count"));
	expect(
	    200, as("ann", GET, "/clusters/%s/members/%s", id("c"), id("bob")));
	expect_int(1, body_count("/roles"));
	expect_text("Alumni", body("/roles/0/name"));
	expect(200, as("bob", GET, "/groups/%s", id("open")));
	expect_text("active", body("/my_state"));
	expect(200, as("bob", GET, "/groups/%s", id("shut")));
	expect_text("null", body("/my_state"));
	expect_problem(409, "already_member",
	    as("bob", POST, "/clusters/%s/join", id("c")));
	expect_problem(
	    403, "forbidden", as("bob", POST, "/groups/%s/join", id("shut")));
	prove_again();
	expect_text("active", body("/state"));
	expect_text("Member", body("/roles/0/name"));
	expect_int(1, body_count("/roles"));
	expect(200, as("bob", POST, "/groups/%s/join", id("shut")));
}

Test_engines(api_expiry, answers_and_events_go_to_others)
{
	given_campus();
	given_event_in("hers", "ann");
	given_event_in("his", "bob");
	expect(200, answer("bob", "hers"));
	expect(202, answer("ann", "hers"));
	expect_text("waitlisted", body("/status"));
	pass_days(101);
	expect_state("alumni");
	expect(200, as("ann", GET, "/events/%s/rsvps/me", id("hers")));
	expect_text("attending", body("/status"));
	expect_problem(
	    404, "not_found", as("bob", GET, "/events/%s", id("hers")));
	expect_problem(404, "not_found", answer("bob", "hers"));
	expect(200, as("ann", GET, "/events/%s", id("his")));
	expect_text(id("ann"), body("/organizer_id"));
}

/* A group of one's own is no way to stay. */
Test_engines(api_expiry, what_they_own_passes_to_others)
{
	given_campus();
	given("g", "bob",
	    "/groups {'name': 'x', 'cluster_id': '%s', 'admits_alumni': false}",
	    id("c"));
	given("open", "bob",
	    "/groups {'name': 'x', 'cluster_id': '%s', 'admits_alumni': true}",
	    id("c"));
	pass_days(101);
	expect_state("alumni");
	expect(200, as("ann", GET, "/groups/%s", id("g")));
	expect_text(id("ann"), body("/organizer_id"));
	expect(200, as("ann", GET, "/groups/%s", id("open")));
	expect_text(id("bob"), body("/organizer_id"));
}

Test_engines(api_expiry, the_last_admin_stays_until_there_is_another)
{
	given_campus();
	given_role_of("bob", "Admin");
	expect(200, as("ann", POST, "/clusters/%s/transfer {'user_id': '%s'}",
			id("c"), id("bob")));
	expect(204, as("ann", POST, "/clusters/%s/leave", id("c")));
	pass_days(101);
	expect_state("active");
	work_sql("UPDATE users SET email_key = 'ann@campus.example', "
		 "verified_at = now() WHERE email = 'ann@example.org'",
	    "UPDATE users SET email_key = 'ann@campus.example', verified_at = "
	    "9000000000000000 WHERE email = 'ann@example.org'");
	expect(200, as("ann", POST, "/clusters/%s/join", id("c")));
	expect(200, as("bob", GET, "/clusters/%s/roles", id("c")));
	expect(204, as("bob", PUT, "/clusters/%s/members/%s/roles/%s", id("c"),
			id("ann"), id("Admin")));
	pass_days(2);
	expect_state("alumni");
	expect_text(id("ann"), body("/owner_id"));
}

Test_engines(api_expiry, who_has_left_or_was_banned_gets_no_mail)
{
	given_campus();
	work_sql("UPDATE member SET due_at = now() WHERE due_at IS NOT NULL",
	    "UPDATE member SET due_at = 1 WHERE due_at IS NOT NULL");
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"), id("bob")));
	work();
	cr_expect(!strstr(work_mail("bob@example.org"), "membership ends"));
}

/* Signing up at a domain whose clusters take people by themselves. */
Test_engines(api_expiry, who_proves_a_login_address_joins_by_itself)
{
	given("c", "ann", "/clusters {'name': 'x', 'join_policy': 'invite'}");
	given("d", "ann", "/clusters {'name': 'x', 'join_policy': 'invite'}");
	given("e", "ann", "/clusters {'name': 'x', 'join_policy': 'invite'}");
	expect(201,
	    as("ann", POST,
		"/clusters/%s/domains {'name': 'example.org', 'auto_join': "
		"true, 'ttl_days': 30}",
		id("c")));
	expect(
	    201, as("ann", POST, "/clusters/%s/domains {'name': 'example.org'}",
		     id("d")));
	expect(201,
	    as("ann", POST,
		"/clusters/%s/domains {'name': 'example.org', 'auto_join': "
		"true}",
		id("e")));
	expect(200, sign_up("new", GIVEN_PASSWORD));
	find_user("new");
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("e"), id("new")));
	work_sql("UPDATE space_domain SET state = 'verified'",
	    "UPDATE space_domain SET state = 'verified'");
	expect(200, anonymous(GET, "/auth/verify-email?token=%s",
			mailed_token("new", "verify_email")));
	work();
	expect(200, as("new", GET, "/users/me/clusters"));
	expect_int(1, body_count(""));
	expect_text(id("c"), body("/0/id"));
	expect(200, as("ann", GET, "/clusters/%s/audit-log", id("c")));
	expect_text("member.join", body("/0/action"));
	expect_text("worker", body("/0/actor_kind"));
}

/* A cluster that takes whoever has an address here by itself. */
static void
given_auto_join(const char *name)
{
	given(name, "ann", "/clusters {'name': 'x', 'join_policy': 'invite'}");
	expect(201,
	    as("ann", POST,
		"/clusters/%s/domains {'name': 'example.org', 'auto_join': "
		"true}",
		id(name)));
}

Test_engines(api_expiry, who_has_no_room_for_all_joins_what_there_is_room_for)
{
	given_auto_join("c");
	given_auto_join("d");
	given_auto_join("e");
	work_sql("UPDATE space_domain SET state = 'verified'",
	    "UPDATE space_domain SET state = 'verified'");
	api_set("CLUSTERS_PER_PERSON", "1");
	expect(200, sign_up("new", GIVEN_PASSWORD));
	find_user("new");
	expect(200, anonymous(GET, "/auth/verify-email?token=%s",
			mailed_token("new", "verify_email")));
	work();
	expect(200, as("new", GET, "/users/me/clusters"));
	expect_int(1, body_count(""));
}

Test_engines(api_expiry, a_cluster_without_alumni_keeps_none)
{
	given_campus();
	expect(200, as("ann", PATCH,
			"/clusters/%s {'admits_alumni': false, 'visibility': "
			"'private'}",
			id("c")));
	given("g", "ann",
	    "/groups {'name': 'x', 'cluster_id': '%s', 'admits_alumni': true}",
	    id("c"));
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	pass_days(101);
	expect(404, as("bob", GET, "/clusters/%s", id("c")));
	expect(404, as("bob", GET, "/groups/%s", id("g")));
	expect_int(1, work_mails("bob@example.org"));
	expect(200, as("ann", GET, "/clusters/%s", id("c")));
	expect_int(1, body_int("/member_count"));
	expect(200, as("ann", GET, "/clusters/%s/audit-log", id("c")));
	expect_text("member.expire", body("/0/action"));
}

/* An invite, which opens every policy, does not do it either. */
Test_engines(api_expiry, alumni_come_into_groups_by_an_address_alone)
{
	char *code;

	given_campus();
	given("g", "ann",
	    "/groups {'name': 'x', 'cluster_id': '%s', 'admits_alumni': true}",
	    id("c"));
	expect(201, as("ann", POST, "/groups/%s/invites {}", id("g")));
	code = body("/0/code");
	pass_days(101);
	expect_problem(
	    403, "forbidden", as("bob", POST, "/groups/%s/join", id("g")));
	expect_problem(
	    403, "forbidden", as("bob", POST, "/invites/%s/accept", code));
	prove_again();
	expect(200, as("bob", POST, "/invites/%s/accept", code));
}
