/*
 * Coming into clusters by an address at one of their domains: the one that
 * somebody signs in with, or any other that they prove. People of tests have
 * addresses at example.org.
 */
#include <string.h>

#include "app/proof.h"
#include "base/clock.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

/* A cluster of ann's that takes people by domains, with one that is proved, as
 * DNS would tell. rules: further members of the claim. */
static void
given_domain(const char *name, const char *rules)
{
	if (!is_kept("c"))
		given("c", "ann",
		    "/clusters {'name': 'Tea house', 'join_policy': 'domain'}");
	expect(201, as("ann", POST, "/clusters/%s/domains {'name': '%s'%s}",
			id("c"), name, rules));
	work_sql("UPDATE space_domain SET state = 'verified'",
	    "UPDATE space_domain SET state = 'verified'");
}

/* As if it had been so many days earlier. */
static void
verified_days_ago(int days)
{
	work_sql(text("UPDATE users SET verified_at = verified_at - %d * "
		      "interval '1 day'",
		     days),
	    text("UPDATE users SET verified_at = verified_at - %d * "
		 "86400000000",
		days));
}

static int
join(const char *who)
{
	return as(who, POST, "/clusters/%s/join", id("c"));
}

static int
ask(const char *who, const char *email)
{
	return as(
	    who, POST, "/clusters/%s/proofs {'email': '%s'}", id("c"), email);
}

static int
confirm_with(const char *who, const char *code)
{
	return as(who, POST, "/clusters/%s/proofs/confirm {'code': '%s'}",
	    id("c"), code);
}

static int
confirm(const char *who)
{
	return confirm_with(who, mailed_code(who, "membership"));
}

static void
expect_days_left(const char *pointer, int days)
{
	char *early = in_seconds(days * INT64_C(86400) - 600);
	char *late = in_seconds(days * INT64_C(86400) + 600);

	cr_expect(
	    strcmp(body(pointer), early) > 0 && strcmp(body(pointer), late) < 0,
	    "%s is not %d days from now", body(pointer), days);
}

Test_engines(api_proof, a_login_address_at_a_domain_joins)
{
	given("c", "ann",
	    "/clusters {'name': 'Tea house', 'join_policy': 'domain'}");
	expect(
	    201, as("ann", POST, "/clusters/%s/domains {'name': 'example.org'}",
		     id("c")));
	expect_problem(403, "forbidden", join("bob"));
	expect_int(0, body_count("/domains"));
	work_sql("UPDATE space_domain SET state = 'verified'",
	    "UPDATE space_domain SET state = 'verified'");
	expect(200, join("bob"));
	expect_text("active", body("/state"));
	expect_text("null", body("/expires_at"));
	expect_problem(409, "already_member", join("bob"));
	expect(200, as("ann", GET, "/clusters/%s/audit-log", id("c")));
	expect_text("domain", body("/0/details/via"));
	work_sql("UPDATE space_domain SET state = 'lapsed'",
	    "UPDATE space_domain SET state = 'lapsed'");
	expect_problem(403, "forbidden", join("cat"));
}

Test_engines(api_proof, others_are_told_where_one_has_to_be)
{
	given_domain("campus.example", "");
	given_domain("school.example", "");
	expect(201,
	    as("ann", POST, "/clusters/%s/domains {'name': 'unproved.example'}",
		id("c")));
	expect_problem(403, "forbidden", join("bob"));
	expect_int(2, body_count("/domains"));
	expect_text("campus.example", body("/domains/0"));
	expect_text("school.example", body("/domains/1"));
}

#define LABEL_50 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee."

Test_engines(api_proof, twenty_long_domains_are_named_whole)
{
	for (int i = 10; i < 30; i++)
		given_domain(text("%d" LABEL_50 LABEL_50 LABEL_50 LABEL_50
				  "aaaaaaaaaaaaaaaaaaaaa.example",
				 i),
		    "");
	expect_problem(403, "forbidden", join("bob"));
	expect_int(20, body_count("/domains"));
}

Test_engines(api_proof, a_group_brings_its_cluster_by_its_domain)
{
	given_domain("example.org", "");
	given("g", "ann", "/groups {'name': 'x', 'cluster_id': '%s'}", id("c"));
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	expect(200, as("bob", GET, "/clusters/%s", id("c")));
	expect_text("active", body("/my_state"));
	work_sql("UPDATE space_domain SET name = 'campus.example'",
	    "UPDATE space_domain SET name = 'campus.example'");
	expect_problem(
	    403, "forbidden", as("cat", POST, "/groups/%s/join", id("g")));
	expect_text("campus.example", body("/domains/0"));
}

/* What was answered before somebody was let in is what they then are. */
static void
expect_shown_as_answered(const char *name)
{
	const char *answered = text("%s", body(""));

	expect(
	    200, as(name, GET, "/clusters/%s/members/%s", id("c"), id(name)));
	expect_text(answered, body(""));
}

/* From when it was proved, not from when one joins: else whoever leaves would
 * come in anew by an address that is theirs no more. */
Test_engines(api_proof, an_address_counts_from_when_it_was_proved)
{
	given_domain("example.org", ", \"ttl_days\": 100");
	given_user("bob");
	given_user("cat");
	verified_days_ago(60);
	expect(200, join("bob"));
	expect_days_left("/expires_at", 40);
	expect_shown_as_answered("bob");
	verified_days_ago(40);
	expect_problem(403, "forbidden", join("cat"));
	expect(202, ask("cat", "cat@example.org"));
	expect(200, confirm("cat"));
	expect_days_left("/expires_at", 100);
	expect(204, as("bob", POST, "/clusters/%s/leave", id("c")));
	expect_problem(403, "forbidden", join("bob"));
	expect_text("example.org", body("/domains/0"));
}

Test_engines(api_proof, any_address_at_a_domain_joins_by_a_mailed_code)
{
	given_domain("campus.example", ", \"ttl_days\": 365");
	expect(202, ask("bob", "B.Smith@CAMPUS.example"));
	keep_id("said", body("/message"));
	work();
	cr_expect(strstr(work_mail("B.Smith@CAMPUS.example"),
	    mailed_code("bob", "membership")));
	cr_expect(strstr(work_mail("B.Smith@CAMPUS.example"), "Tea house"));
	cr_expect(!strstr(work_mail("B.Smith@CAMPUS.example"), "token="));
	expect_problem(400, "token_invalid", confirm_with("bob", "000000"));
	expect(200, confirm("bob"));
	expect_text(id("bob"), body("/user/id"));
	expect_text("active", body("/state"));
	expect_days_left("/expires_at", 365);
	expect_problem(400, "token_invalid", confirm("bob"));
	expect(202, ask("cat", "cat@elsewhere.example"));
	expect_text(id("said"), body("/message"));
	work();
	expect_int(0, work_mails("cat@elsewhere.example"));
	expect_problem(400, "token_invalid", confirm_with("cat", "000000"));
}

static void
expect_mailed(int n, const char *email)
{
	expect(202, ask("bob", email));
	work();
	expect_int(n, work_mails(email));
}

Test_engines(api_proof, an_address_is_at_a_domain_or_it_is_not)
{
	given_domain("campus.example", "");
	given_domain("school.example", ", \"with_subdomains\": true");
	expect_mailed(1, "a@campus.example");
	expect_mailed(0, "a@cs.campus.example");
	expect_mailed(0, "a@evilcampus.example");
	expect_mailed(0, "a@campus.example.evil.example");
	expect_mailed(1, "a@school.example");
	expect_mailed(1, "a@cs.school.example");
	expect_mailed(1, "a@x.cs.School.example");
	expect_mailed(0, "a@notschool.example");
	expect(422, ask("bob", "a@campus.example@evil.example"));
	expect(400, ask("bob", "a@campus.example\\u0000.evil.example"));
}

Test_engines(api_proof, an_address_lets_one_account_in)
{
	given_domain("campus.example", "");
	expect(202, ask("bob", "b@campus.example"));
	expect(200, confirm("bob"));
	expect(202, ask("cat", "B+second@campus.example"));
	expect_problem(409, "already_member", confirm("cat"));
	expect(202, ask("cat", "c@campus.example"));
	expect(200, confirm("cat"));
	expect(204, as("bob", POST, "/clusters/%s/leave", id("c")));
	expect(202, ask("dan", "b@campus.example"));
	expect(200, confirm("dan"));
}

Test_engines(api_proof, other_keys_do_not_let_an_address_in_again)
{
	given_domain("campus.example", "");
	expect(202, ask("bob", "b@campus.example"));
	expect(200, confirm("bob"));
	given_user("cat");
	expect(202, ask("cat", "b@campus.example"));
	keep_id("code", mailed_code("cat", "membership"));
	api_set("SECRET_KEY_PREVIOUS", GIVEN_SECRET);
	api_set("SECRET_KEY", "another secret for tests, long enough too");
	expect_problem(409, "already_member", confirm_with("cat", id("code")));
}

Test_engines(api_proof, a_code_is_for_one_cluster)
{
	given_domain("campus.example", "");
	expect(202, ask("bob", "b@campus.example"));
	given("d", "eve", "/clusters {'name': 'x', 'join_policy': 'domain'}");
	expect_problem(400, "token_invalid",
	    as("bob", POST, "/clusters/%s/proofs/confirm {'code': '%s'}",
		id("d"), mailed_code("bob", "membership")));
	expect_problem(400, "token_invalid",
	    confirm_with("eve", mailed_code("bob", "membership")));
	expect(200, confirm("bob"));
}

Test_engines(api_proof, a_code_is_guessed_five_times)
{
	given_domain("campus.example", "");
	expect(202, ask("bob", "b@campus.example"));
	for (int i = 0; i < 5; i++)
		expect_problem(
		    400, "token_invalid", confirm_with("bob", "000000"));
	expect_problem(400, "token_invalid", confirm("bob"));
}

Test_engines(api_proof, twenty_guesses_a_day_are_all_whatever_codes_there_are)
{
	given_domain("campus.example", "");
	for (int i = 0; i < 20; i++) {
		if (i % 4 == 0)
			expect(202, ask("bob", text("b%d@campus.example", i)));
		expect_problem(
		    400, "token_invalid", confirm_with("bob", "000000"));
	}
	expect(202, ask("bob", "b@campus.example"));
	expect_problem(400, "token_invalid", confirm("bob"));
}

Test_engines(api_proof, a_code_ends)
{
	given_domain("campus.example", "");
	expect(202, ask("bob", "b@campus.example"));
	work_sql("UPDATE verification SET code_expires_at = now()",
	    "UPDATE verification SET code_expires_at = 1");
	expect_problem(400, "token_expired", confirm("bob"));
}

Test_engines(api_proof, nobody_is_flooded_with_codes)
{
	given_domain("campus.example", "");
	for (int i = 0; i < 7; i++) {
		expect(202, ask(text("user%d", i), "b@campus.example"));
		work();
	}
	expect_int(5, work_mails("b@campus.example"));
	for (int i = 0; i < 20; i++)
		expect(202, ask("bob", text("b%d@campus.example", i)));
	expect_problem(429, "rate_limited", ask("bob", "bb@campus.example"));
}

Test_engines(api_proof, codes_for_one_person_have_a_pause)
{
	api_set("MAIL_INTERVAL_SECONDS", "60");
	given_domain("campus.example", "");
	expect(202, ask("bob", "a@campus.example"));
	expect(202, ask("bob", "b@campus.example"));
	work();
	expect_int(1, work_mails("a@campus.example"));
	expect_int(0, work_mails("b@campus.example"));
}

Test_engines(api_proof, what_has_changed_since_the_mail_counts)
{
	given_domain("campus.example", "");
	expect(202, ask("bob", "b@campus.example"));
	work_sql("UPDATE space_domain SET state = 'lapsed'",
	    "UPDATE space_domain SET state = 'lapsed'");
	expect_problem(403, "forbidden", confirm("bob"));
	work_sql("UPDATE space_domain SET state = 'verified'",
	    "UPDATE space_domain SET state = 'verified'");
	expect(
	    204, as("ann", PUT, "/clusters/%s/bans/%s {}", id("c"), id("bob")));
	expect_problem(403, "banned", confirm("bob"));
	expect_problem(403, "banned", ask("bob", "b@campus.example"));
	expect(
	    204, as("ann", DELETE, "/clusters/%s/bans/%s", id("c"), id("bob")));
	expect(202, as("ann", DELETE, "/clusters/%s", id("c")));
	expect_problem(409, "invalid_transition", confirm("bob"));
	expect_problem(
	    409, "invalid_transition", ask("bob", "b@campus.example"));
	expect(200, as("ann", POST, "/clusters/%s/reopen", id("c")));
	expect(200, confirm("bob"));
}

Test_engines(api_proof, a_proof_lengthens_and_never_shortens)
{
	given_domain("campus.example", ", \"ttl_days\": 100");
	expect(202, ask("bob", "b@campus.example"));
	expect(200, confirm("bob"));
	expect_days_left("/expires_at", 100);
	expect(200, as("ann", PATCH,
			"/clusters/%s/domains/campus.example {'ttl_days': 50}",
			id("c")));
	expect(202, ask("bob", "b@campus.example"));
	expect(200, confirm("bob"));
	expect_days_left("/expires_at", 100);
	expect(200, as("ann", PATCH,
			"/clusters/%s/domains/campus.example {'ttl_days': 200}",
			id("c")));
	expect(202, ask("bob", "b@campus.example"));
	expect(200, confirm("bob"));
	expect_days_left("/expires_at", 200);
	expect(200, as("ann", GET, "/clusters/%s/audit-log", id("c")));
	expect_text("member.prove", body("/0/action"));
	expect(202, ask("ann", "a@campus.example"));
	expect(200, confirm("ann"));
	expect_text("null", body("/expires_at"));
	expect_text("Admin", body("/roles/0/name"));
}

Test_engines(api_proof, a_request_that_waits_is_approved_by_a_proof)
{
	given("c", "ann",
	    "/clusters {'name': 'Tea house', 'join_policy': 'request'}");
	given_domain("campus.example", "");
	expect(202, join("bob"));
	expect(202, ask("bob", "b@campus.example"));
	expect(200, confirm("bob"));
	expect(200, as("ann", GET, "/clusters/%s/join-requests", id("c")));
	expect_int(0, body_count(""));
}

/* As whatever changes the address that bob signs in with does. */
static void
change_login(const char *before, const char *after)
{
	struct arena arena;
	struct fault fault = { 0 };
	struct call call = { .db = given_db(),
		.arena = &arena,
		.fault = &fault,
		.keys = given_keys(),
		.now_us = clock_now_us() };
	char *sql = text("UPDATE users SET email_key = '%s' WHERE email_key = "
			 "'%s'",
	    after, before);

	work_sql(sql, sql);
	arena_init(&arena, 1 << 20);
	cr_assert(db_begin(call.db) == ERR_OK);
	cr_assert(app_proof_login_changed(
		      &call, given_user_id("bob"), before) == ERR_OK);
	cr_assert(db_commit(call.db) == ERR_OK);
	arena_release(&arena);
}

static void
expect_member_of_bob(const char *state)
{
	expect(
	    200, as("ann", GET, "/clusters/%s/members/%s", id("c"), id("bob")));
	expect_text(state, body("/state"));
}

Test_engines(api_proof, another_login_elsewhere_ends_what_the_first_has_proved)
{
	given_domain("example.org", "");
	given_domain("campus.example", ", \"ttl_days\": 100");
	expect(200, join("bob"));
	change_login("bob@example.org", "bob@campus.example");
	expect_member_of_bob("active");
	expect_days_left("/expires_at", 100);
	change_login("bob@campus.example", "bob@elsewhere.example");
	expect_member_of_bob("active");
	expect_days_left("/expires_at", 14);
	work();
	expect_int(1, work_mails("bob@example.org"));
	change_login("bob@elsewhere.example", "bob@nowhere.example");
	expect_member_of_bob("active");
	expect_days_left("/expires_at", 14);
}

Test_engines(api_proof, another_login_leaves_what_another_address_has_proved)
{
	given_domain("campus.example", "");
	expect(202, ask("bob", "b@campus.example"));
	expect(200, confirm("bob"));
	change_login("bob@example.org", "bob@elsewhere.example");
	expect_member_of_bob("active");
	expect_text("null", body("/expires_at"));
}
