/*
 * What ann has in her account.
 */
#include "t/api/things.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

/* Another session of ann's than the one that as() uses. */
static char *
session_of_ann(void)
{
	expect(200,
	    anonymous(POST,
		"/auth/login {'email': 'ann@example.org', 'password': '%s'}",
		GIVEN_PASSWORD));
	keep_id("other", body("/session_id"));
	return id("other");
}

/* One that she has not confirmed. */
static char *
factor_of_ann(void)
{
	given(
	    "factor", "ann", "/users/me/factors {'kind': 'totp', 'name': 'x'}");
	return id("factor");
}

static char *
token_of_ann(void)
{
	given("token", "ann",
	    "/users/me/tokens {'name': 'x', 'scopes': ['events:read'], "
	    "'expires_at': '%s'}",
	    in_hours(24));
	return id("token");
}

/* One that is ready, as far as its row says. */
static char *
export_of_ann(void)
{
	work_sql("DELETE FROM export", "DELETE FROM export");
	expect(202, as("ann", POST, "/users/me/exports"));
	keep("export");
	work_sql("UPDATE export SET ready_at = created_at, file_id = id, "
		 "size = 0, sha256 = ''",
	    "UPDATE export SET ready_at = created_at, file_id = id, "
	    "size = 0, sha256 = x''");
	return id("export");
}

static char *
account_invite(void)
{
	given("account_invite", "root", "/admin/invites {'expires_at': '%s'}",
	    in_hours(24));
	return id("account_invite");
}

const struct thing things_account[] = {
	{ "account_invite", account_invite, thing_unknown },
	{ "session", session_of_ann, session_of_ann },
	{ "factor", factor_of_ann, factor_of_ann },
	{ "token", token_of_ann, token_of_ann },
	{ "export", export_of_ann, export_of_ann },
};
const size_t things_account_n = N_OF(things_account);
