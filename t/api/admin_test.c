/*
 * Administrators of the server: whom they find, and what they do to people.
 */
#include "base/clock.h"
#include "t/api/sign.h"
#include "t/lib/exposition.h"
#include "t/lib/work.h"

#include <string.h>

#include "base/banned.h"

/* The first names that a list has, in its order. */
static const char *
listed(const char *query)
{
	const char *names = "";

	expect(200, as("root", GET, "/admin/users%s", query));
	for (int i = 0; i < body_count(""); i++)
		names = text("%s%s%s", names, i ? " " : "",
		    body(text("/%d/first_name", i)));
	return names;
}

static int
set_role(const char *by, const char *name, const char *role)
{
	return as(by, PATCH, "/admin/users/%s {'role': '%s'}", id(name), role);
}

static int
suspend(const char *by, const char *name)
{
	return as(by, POST, "/admin/users/%s/suspend", id(name));
}

static int
restore(const char *by, const char *name)
{
	return as(by, POST, "/admin/users/%s/restore", id(name));
}

/* Each has two accounts, but for one who is not asked for. */
#define LINKS(id, now, names)                                                  \
	"INSERT INTO account (id, user_id, provider, subject, scope, "         \
	"email_verified, last_used_at, created_at, updated_at) SELECT " id     \
	", u.id, 'idp', u.first_name || n.i, '', TRUE, " now ", " now ", " now \
	" FROM users u CROSS JOIN (SELECT 1 AS i UNION SELECT 2) n "           \
	"WHERE u.first_name IN (" names ")"

Test_engines(api_admin, users_are_listed_by_role_and_state)
{
	given_admin("root");
	given_user("ann");
	given_member("new", false);
	given_user("out");
	given_suspended("out");
	expect(200, set_role("root", "ann", "organizer"));
	expect_text("Out New Ann Root", listed(""));
	expect_text("active", body("/2/state"));
	expect_text("Ann", listed("?role=organizer"));
	expect_text("Root", listed("?role=admin&state=active"));
	expect_text("Out", listed("?state=suspended"));
	expect_text("", listed("?state=suspended&role=admin"));
	expect_text("New", listed("?state=unverified"));
	expect_text("Ann Root", listed("?state=active"));
	work_sql(LINKS("gen_random_uuid()", "now()", "'Ann', 'Root'"),
	    LINKS("randomblob(16)", "1", "'Ann', 'Root'"));
	expect_text("Ann Root", listed("?provider=idp"));
	expect_text("Ann", listed("?provider=idp&limit=1"));
	expect(200, as("root", GET, "/%s", next_page()));
	expect_text("Root", body("/0/first_name"));
	expect_text("Root", listed("?provider=idp&role=admin"));
	expect_text("Ann", listed("?provider=idp&q=an"));
	expect_text("", listed("?provider=idp&q=out"));
	expect_text("", listed("?provider=other"));
	expect_text("Out New", listed("?limit=2"));
	expect(200, as("root", GET, "/%s", next_page()));
	expect_int(2, body_count(""));
}

/* By the filter that lets the fewest pass: all may have an account there. */
static const struct {
	const char *query, *listed, *by;
} filtered[] = {
	{ "", "Ann Bob Cat Dan Eve", "of_provider" },
	{ "&role=attendee", "Ann Cat Dan Eve", "of_provider" },
	{ "&state=active", "Ann Bob", "of_provider" },
	{ "&role=organizer", "Bob", "of_role" },
	{ "&role=admin&state=active", "", "of_role" },
	{ "&state=suspended", "Dan Cat", "suspended" },
	{ "&state=suspended&role=attendee", "Dan Cat", "suspended" },
	{ "&state=unverified", "Eve", "unverified" },
};

static int
times_listed(const char *by)
{
	int n;

	api_from("127.0.0.1");
	expect(200, anonymous(GET, "//metrics"));
	n = (int)exposition_sum(response()->body,
	    text("hearth_statements_total{query=\"account_list_%s\"}", by));
	api_from(NULL);
	return n;
}

Test_engines(api_admin, users_of_a_provider_are_listed_by_what_is_rarer)
{
	given_admin("root");
	given_user("ann");
	given_user("bob");
	given_user("cat");
	given_user("dan");
	given_member("eve", false);
	given_user("org");
	given_user("out");
	given_member("new", false);
	given_suspended("cat");
	given_suspended("dan");
	given_suspended("out");
	expect(200, set_role("root", "bob", "organizer"));
	expect(200, set_role("root", "org", "organizer"));
	work_sql(LINKS("gen_random_uuid()", "now()",
		     "'Ann', 'Bob', 'Cat', 'Dan', 'Eve'"),
	    LINKS("randomblob(16)", "1", "'Ann', 'Bob', 'Cat', 'Dan', 'Eve'"));
	for (size_t i = 0; i < N_OF(filtered); i++) {
		int before = times_listed(filtered[i].by);

		expect_text(filtered[i].listed,
		    listed(text("?provider=idp%s", filtered[i].query)));
		cr_expect(times_listed(filtered[i].by) == before + 1, "%s",
		    filtered[i].query);
	}
}

Test_engines(api_admin, users_are_found_by_name_and_address)
{
	given_admin("root");
	given_user("ann");
	given_user("anna");
	given_user("bob");
	expect(200, as("bob", PATCH,
			"/users/me {'first_name': 'Ä-nn', "
			"'last_name': 'Zed'}"));
	expect_text("Ann Anna", listed("?q=ann"));
	expect_text("Ann", listed("?q=ANN%20exam"));
	expect_text("Ä-nn", listed("?q=bob@"));
	expect_text("Ä-nn", listed("?q=a%20nn"));
	expect_text("Ann Anna", listed("?q=ann&state=active"));
	expect_text("", listed("?q=ann&state=suspended"));
	expect_text("", listed("?q=example"));
	expect_text("Ann", listed("?q=ann&limit=1"));
	expect(200, as("root", GET, "/%s", next_page()));
	expect_text("Anna", body("/0/first_name"));
	cr_expect(!next_page());
}

/* Each of its characters is several letters, each two of which are a word. */
#define LONG_NAME                                          \
	"\u3300\u3301\u3302\u3303\u3304\u3305\u3306\u3307" \
	"\u3308\u3309\u330a\u330b\u330c\u330d\u330e\u330f" \
	"\u3310\u3311\u3312\u3313\u3314\u3315\u3316\u3317" \
	"\u3318\u3319\u331a\u331b\u331c\u331d\u331e\u331f" \
	"\u3320\u3321\u3322\u3323\u3324\u3325\u3326\u3327" \
	"\u3328\u3329\u332a\u332b\u332c\u332d\u332e\u332f" \
	"\u3330\u3331\u3332\u3333\u3334\u3335\u3336\u3337" \
	"\u3338\u3339\u333a\u333b\u333c\u333d\u333e\u333f" \
	"\u3340\u3341\u3342\u3343\u3344\u3345\u3346\u3347" \
	"\u3348\u3349\u334a\u334b\u334c\u334d\u334e\u334f"

Test_engines(api_admin, a_name_of_very_many_words_is_found_too)
{
	given_admin("root");
	expect(200, as("ann", PATCH,
			"/users/me {'first_name': '" LONG_NAME
			"', 'last_name': '" LONG_NAME "'}"));
	expect_text(LONG_NAME, listed("?q=%E3%82%A2%E3%83%91"));
}

Test_engines(api_admin, a_user_is_shown_with_what_others_do_not_see)
{
	given_admin("root");
	given_member("ann", true);
	expect(200, as("ann", GET, "/users/me"));
	expect(200, as("root", GET, "/admin/users/%s", id("ann")));
	expect_text("ann@example.org", body("/email"));
	expect_text("true", body("/has_password"));
	expect_int(1, body_int("/live_sessions"));
}

Test_engines(api_admin, a_role_acts_with_the_next_request)
{
	given_admin("root");
	given_user("ann");
	expect_problem(403, "forbidden", as("ann", GET, "/admin/users"));
	for (int i = 0; i < 2; i++) {
		expect(200, set_role("root", "ann", "admin"));
		expect_text("admin", body("/role"));
	}
	expect(200, as("ann", GET, "/admin/audit-log"));
	expect_int(1, body_count(""));
	expect_text("user.role", body("/0/action"));
	expect_text("admin", body("/0/details/role"));
	expect(200, set_role("ann", "root", "attendee"));
	expect_problem(403, "forbidden", as("root", GET, "/admin/users"));
}

Test_engines(api_admin, the_server_keeps_one_who_can_act)
{
	given_admin("root");
	given_user("ann");
	expect_problem(
	    409, "last_admin", set_role("root", "root", "organizer"));
	expect_problem(409, "last_admin", suspend("root", "root"));
	given_member("new", false);
	expect(200, set_role("root", "new", "admin"));
	expect(200, set_role("root", "ann", "admin"));
	expect(200, suspend("root", "ann"));
	expect_problem(
	    409, "last_admin", set_role("root", "root", "organizer"));
	expect(200, restore("root", "ann"));
	expect(200, set_role("root", "root", "organizer"));
}

Test_engines(api_admin, whose_sessions_are_ended_signs_in_again)
{
	char *login = given_login(NULL, "ann"), *token;

	token = given_token("ann", "[\"users:read\"]");
	given_admin("root");
	expect(204, as("root", POST, "/admin/users/%s/logout", id("ann")));
	with("Authorization", login);
	expect_problem(401, "session_expired", anonymous(GET, "/users/me"));
	with("Authorization", token);
	expect_problem(401, "not_authenticated", anonymous(GET, "/users/me"));
	given_session("ann");
	expect(200, as("ann", GET, "/users/me"));
	expect(200, as("root", GET, "/admin/audit-log?action=user.logout"));
	expect_text("user.logout", body("/0/action"));
	expect(204, as("root", POST, "/admin/users/%s/logout", id("ann")));
	expect_problem(404, "not_found",
	    as("root", POST,
		"/admin/users/01890a5d-ac96-774b-bcce-b302099a8057/logout"));
}

static int
make_user(const char *email, const char *more)
{
	return as("root", POST,
	    "/admin/users {'email': '%s', 'first_name': 'Zo\xc3\xab', "
	    "'last_name': "
	    "'Lee'%s}",
	    email, more);
}

/* However people sign up. */
Test_engines(api_admin, accounts_are_made_for_others)
{
	given_admin("root");
	api_set("SIGNUP", "closed");
	expect_problem(422, "weak_password",
	    make_user("new@example.org", ", \"password\": \"abc\""));
	expect(201, make_user("new@example.org", ", \"role\": \"organizer\""));
	expect_text("unverified", body("/state"));
	expect_text("organizer", body("/role"));
	expect_text("Zo\xc3\xab", body("/first_name"));
	cr_expect(strstr(header("Location"), body("/id")) != NULL);
	find_user("new");
	expect_problem(
	    401, "invalid_credentials", log_in("new", "Any-thing-1"));
	expect(200, choose_password("new", "Tea-at-4-oclock"));
	expect(200, log_in("new", "Tea-at-4-oclock"));
	expect_problem(409, "email_taken", make_user("NEW@example.org", ""));
	expect(201, make_user("old@example.org",
			", \"password\": \"Tea-at-4-oclock\""));
	expect_text("active", body("/state"));
	expect(200, log_in("old", "Tea-at-4-oclock"));
	expect(200, as("root", GET, "/admin/audit-log?action=user.create"));
	expect_int(2, body_count(""));
	expect_text("attendee", body("/0/details/role"));
}

Test_engines(api_admin, who_is_suspended_is_out_until_restored)
{
	char *session;

	given_admin("root");
	given_event("e");
	session = given_login(NULL, "ann");
	for (int i = 0; i < 2; i++) {
		expect(200, suspend("root", "ann"));
		expect_text("suspended", body("/state"));
	}
	with("Authorization", session);
	expect(401, anonymous(GET, "/users/me"));
	cr_expect(jobs_with(id("ann"), NULL) >= 1);
	expect(200, restore("root", "ann"));
	expect_text("active", body("/state"));
	expect(200, as("root", GET, "/admin/audit-log"));
	expect_int(2, body_count(""));
	expect_text("user.restore", body("/0/action"));
	expect_text("user.suspend", body("/1/action"));
	expect_text(id("ann"), body("/1/subject_id"));
}

Test_engines(api_admin, the_log_has_what_was_done_anywhere)
{
	given_admin("root");
	given("c", "ann", "/clusters {'name': 'x'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect(200, as("root", GET, "/admin/audit-log?limit=1"));
	expect_text("member.join", body("/0/action"));
	expect_text(id("c"), body("/0/space_id"));
	expect(200, as("root", GET, "/%s", next_page()));
	expect_text("space.create", body("/0/action"));
}

static struct {
	char *logins[2], *targets[2];
} race;

/* Each of two takes the other's place. */
static int
depose(int i)
{
	return api_ask(
	    race.logins[i], PATCH, race.targets[i], "{\"role\":\"attendee\"}");
}

Test_engines(api_admin, two_who_depose_each_other_leave_one)
{
	static const char *const names[] = { "root", "toor" };
	int results[2];

	for (int i = 0; i < 2; i++) {
		given_admin(names[i]);
		race.logins[i] = given_login(NULL, names[i]);
	}
	for (int i = 0; i < 2; i++)
		race.targets[i] = text("/api/v1/admin/users/%s", id(names[!i]));
	api_in_processes(2, depose, results);
	cr_expect((results[0] == 200) + (results[1] == 200) == 1, "%d %d",
	    results[0], results[1]);
}
