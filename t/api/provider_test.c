/*
 * Providers as administrators keep them.
 */
#include <string.h>

#include "t/api/issuer.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

Test_engines(api_provider, a_provider_is_a_row_whose_secret_is_never_shown)
{
	issuer_start("oidc", "");
	expect(200, as("root", GET, "/admin/providers/idp"));
	expect_text("true", body("/has_secret"));
	cr_expect(str_has_prefix(body("/metadata_at"), "20"));
	cr_expect(!strstr(response()->body, "a+b"));
	expect(
	    200, as("root", PATCH,
		     "/admin/providers/idp {'title': 'Ours', "
		     "'client_secret': '', 'trusts_email': false, 'tenants': "
		     "['9188040d-6c67-4c5b-b112-36a304b66dad']}"));
	expect_text("Ours", body("/title"));
	expect_text("false", body("/has_secret"));
	expect_text("null", body("/metadata_at"));
	expect_text("9188040d-6c67-4c5b-b112-36a304b66dad", body("/tenants/0"));
	expect(200, as("root", POST, "/admin/providers/idp/test"));
	cr_expect(str_has_prefix(body("/metadata_at"), "20"));
	http_server_set(issuer_server(), "metadata", "{\"issuer\":\"x\"}");
	expect_problem(502, "provider_failed",
	    as("root", POST, "/admin/providers/idp/test"));
	api_expect_503();
	http_server_set(issuer_server(), "site", "%s", "");
	http_server_set(issuer_server(), "site",
	    "/.well-known/openid-configuration status 500\n");
	expect_problem(503, "provider_unavailable",
	    as("root", POST, "/admin/providers/idp/test"));
	expect(200, as("root", GET, "/admin/providers"));
	expect_int(1, body_count(""));
	expect(204, as("root", DELETE, "/admin/providers/idp"));
	expect(404, as("root", GET, "/admin/providers/idp"));
	expect(404, as("root", PATCH, "/admin/providers/idp {'title': 'x'}"));
	expect(404, as("root", DELETE, "/admin/providers/idp"));
	expect(404, as("root", POST, "/admin/providers/idp/test"));
	issuer_stop();
}

Test_engines(api_provider, what_cannot_be_one_is_refused)
{
	given_admin("root");
	expect(422, as("root", POST,
			"/admin/providers {'name': 'a', 'kind': 'oidc', "
			"'client_id': 'x'}"));
	expect_text("format", error_at("/issuer"));
	expect(422, as("root", POST,
			"/admin/providers {'name': 'a', 'kind': 'oidc', "
			"'client_id': 'x', 'issuer': 'http://a.example'}"));
	expect_text("format", error_at("/issuer"));
	expect(201, as("root", POST,
			"/admin/providers {'name': 'a', 'kind': 'google', "
			"'client_id': 'x'}"));
	expect_text("https://accounts.google.com", body("/issuer"));
	expect_text("true", body("/trusts_email"));
	expect(422, as("root", POST,
			"/admin/providers {'name': 'a', 'kind': 'outlook', "
			"'client_id': 'x'}"));
	expect_text("taken", error_at("/name"));
	/* nobody signs in with one that has not said of itself */
	api_set("OAUTH_REDIRECT_URIS", ISSUER_BACK);
	api_expect_503();
	expect_problem(503, "provider_unavailable",
	    anonymous(GET, "/auth/oauth/a/authorize?redirect_uri=" ISSUER_BACK
			   "&code_challenge=" ISSUER_CHALLENGE));
}

Test_engines(api_provider, one_with_which_people_sign_in_stays)
{
	issuer_start("oidc", "");
	expect(200, issuer_sign_in("ann", "ann@example.org", "true"));
	expect_problem(409, "invalid_transition",
	    as("root", DELETE, "/admin/providers/idp"));
	issuer_stop();
}
