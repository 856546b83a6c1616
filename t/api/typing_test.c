/*
 * What keyboards, clipboards and programs of others send: the same value in
 * another shape is the same value, and nothing that hides or deceives is one.
 */
#include "t/lib/api.h"

#include <string.h>

#include "base/str.h"

#include "base/banned.h"

static int
sign_up(const char *email)
{
	return anonymous(POST,
	    "/auth/signup {'email': '%s', 'first_name': 'Ann', "
	    "'last_name': 'Lee', 'password': '%s', 'password_verify': '%s'}",
	    email, GIVEN_PASSWORD, GIVEN_PASSWORD);
}

static int
log_in(const char *email)
{
	return anonymous(POST, "/auth/login {'email': '%s', 'password': '%s'}",
	    email, GIVEN_PASSWORD);
}

Test_once(api_typing, a_space_around_an_address_does_not_matter)
{
	static const char typed[][40] = { "ann@example.org ",
		" ann@example.org", "ANN@example.org\\t",
		"\u00a0ann@example.org\u200b" };

	given_member("ann", true);
	for (size_t i = 0; i < N_OF(typed); i++)
		cr_expect(
		    log_in(typed[i]) == 200, "%zu: %s", i, response()->body);
	expect(200, anonymous(POST, "/auth/forgot-password "
				    "{'email': ' ann@example.org '}"));
	expect(200, sign_up("bob@example.org "));
	cr_expect(jobs_with("reset_password", NULL) == 1);
}

Test_once(api_typing, a_domain_may_have_letters_of_all_scripts)
{
	given_member("ann", true);
	expect(200,
	    as("ann", GET, "/users/me")); /* a session, so that ann is known */
	expect(200, sign_up("eve@m\u00fcnchen.example"));
	expect_problem(
	    403, "email_not_verified", log_in("eve@M\u00dcNCHEN.example"));
	expect_problem(
	    403, "email_not_verified", log_in("eve@xn--mnchen-3ya.example"));
	expect_problem(422, "validation_failed", sign_up("\u00e4@b.example"));
}

Test_once(api_typing, a_code_may_be_grouped)
{
	char *code;

	given_member("ann", false);
	expect(200, anonymous(POST, "/auth/resend-verification "
				    "{'email': 'ann@example.org'}"));
	code = mailed_code("ann", "verify_email");
	expect_problem(422, "validation_failed",
	    anonymous(POST, "/auth/verify-email {'email': 'ann@example.org', "
			    "'code': '12 34'}"));
	expect(200, anonymous(POST,
			"/auth/verify-email {'email': 'ann@example.org ', "
			"'code': ' %.3s-%s '}",
			code, code + 3));
}

Test_engines(api_typing, a_place_is_taken_as_programs_print_it)
{
	static const char near[][56] = { "52.520006599999996,13.40495399999997",
		"51.477928,-0.000005", "51.5,-5e-7", "1e-7,1e-7", "52.52,+13.4",
		"%2B52.5,%2B13.4", "-33.868819999999996,151.20929500000004" };
	static const char no_place[][24] = { "91,0", "0,181", "nan,0", "a,b",
		"1", "1,2,3", "0x10,1", "inf,0", "1e5,0", "1e400,0" };

	for (size_t i = 0; i < N_OF(near); i++)
		cr_expect(anonymous(GET, "/events?near=%s", near[i]) == 200,
		    "%s: %s", near[i], response()->body);
	for (size_t i = 0; i < N_OF(no_place); i++)
		cr_expect(anonymous(GET, "/events?near=%s", no_place[i]) == 422,
		    "%s: %s", no_place[i], response()->body);
}

Test_engines(api_typing, a_whole_number_is_one_however_it_is_written)
{
	static const char whole[][12] = { "10", "10.0", "1e1", "100e-1",
		"1.0E+1" };
	static const char no[][28] = { "10.5", "\"10\"", "1e-1", "0.0", "1e9",
		"true", "10.00000000000000000001" };

	given_event("e");
	for (size_t i = 0; i < N_OF(whole); i++) {
		expect(200, as("ann", PATCH, "/events/%s {'capacity': %s}",
				id("e"), whole[i]));
		expect_int(10, body_int("/capacity"));
	}
	for (size_t i = 0; i < N_OF(no); i++)
		cr_expect(as("ann", PATCH, "/events/%s {'capacity': %s}",
			      id("e"), no[i]) == 422,
		    "%s: %s", no[i], response()->body);
	expect(200, anonymous(GET, "/events?limit=10.0"));
}

Test_engines(api_typing, a_profile_takes_what_phones_send)
{
	expect(200, as("ann", PATCH,
			"/users/me {'phone': '\u202a+49\u00a030\u20111\u202c', "
			"'locale': 'de_AT'}"));
	expect_text("+49 30-1", body("/phone"));
	expect_text("de-AT", body("/locale"));
}

/* Spaces, fillers, marks of direction; overrides; what is not on one line. */
static const char no_names[][24] = { "\u200b", "\u202d", "\u00a0", "\u3000",
	"\u2800", "\u3164", "\ufeff", "\u00ad", "\u2060", "\u200b \u00a0",
	"invoice\u202egpj.exe", "a\u2067b", "a\u2069", "a\\u0085", "a\\nb",
	"a\u2028b" };

Test_engines(api_typing, what_shows_nothing_or_deceives_names_nothing)
{
	given_event("e");
	for (size_t i = 0; i < N_OF(no_names); i++) {
		const char *s = no_names[i];

		expect_problem(422, "validation_failed",
		    as("ann", PATCH, "/events/%s {'title': '%s'}", id("e"), s));
		expect_problem(422, "validation_failed",
		    as("ann", PATCH, "/events/%s {'venue': {'name': '%s'}}",
			id("e"), s));
		expect_problem(422, "validation_failed",
		    as("ann", PATCH, "/events/%s {'tags': ['%s']}", id("e"),
			s));
		expect_problem(422, "validation_failed",
		    as("ann", PATCH, "/users/me {'first_name': '%s'}", s));
	}
}

Test_engines(api_typing, names_of_all_scripts_are_names)
{
	static const char names[][32] = { "\u05e9\u05dc\u05d5\u05dd",
		"\u0633\u0644\u0627\u0645", "a \u200d b", "\u200f(a)",
		"\U0001f468\u200d\U0001f469\u200d\U0001f467" };

	given_event("e");
	for (size_t i = 0; i < N_OF(names); i++) {
		expect(200, as("ann", PATCH, "/events/%s {'title': '%s'}",
				id("e"), names[i]));
		expect_text(names[i], body("/title"));
	}
}
