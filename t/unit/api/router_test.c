/*
 * The router over the tree of t/fixture/contract/good.json.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "api/router.h"
#include "unit/check/good.h"

#include "base/banned.h"

struct route_case {
	enum http_method method;
	char path[64];
	char result[64]; /* "thing_get: id", "404", "405: GET, HEAD" */
};

static const struct route_case cases[] = {
	{ HTTP_GET, "", "root:" },
	{ HTTP_GET, "api", "404" },
	{ HTTP_GET, "api/v1", "404" },
	{ HTTP_GET, "api/v1/things", "thing_list:" },
	{ HTTP_POST, "api/v1/things", "thing_add:" },
	{ HTTP_HEAD, "api/v1/things", "thing_list:" },
	{ HTTP_GET, "api/v1/thing", "404" },
	{ HTTP_GET, "api/v1/thingsx", "404" },
	{ HTTP_GET, "api/v1/Things", "404" },
	{ HTTP_GET, "api/v1/things/mine", "thing_mine:" },
	{ HTTP_GET, "api/v1/things/7", "thing_get: 7" },
	{ HTTP_PATCH, "api/v1/things/7", "thing_patch: 7" },
	{ HTTP_DELETE, "api/v1/things/7", "thing_remove: 7" },
	{ HTTP_POST, "api/v1/things/7/wash", "thing_wash: 7" },
	/* the literal way ends at "mine", the other one goes on */
	{ HTTP_POST, "api/v1/things/mine/wash", "thing_wash: mine" },
	{ HTTP_GET, "api/v1/things/7/steps/8", "step_get: 7 8" },
	{ HTTP_GET, "api/v1/things/mine/red/wash", "thing_washed: red" },
	/* that way took a value before it ended; it must give it back */
	{ HTTP_GET, "api/v1/things/mine/steps/8", "step_get: mine 8" },
	{ HTTP_GET, "api/v1/things/7/steps", "404" },
	{ HTTP_GET, "api/v1/things/7/steps/8/9", "404" },
	{ HTTP_DELETE, "api/v1/things/mine", "405: GET, HEAD, OPTIONS" },
	{ HTTP_HEAD, "api/v1/prove", "405: POST, PATCH, OPTIONS" },
	{ HTTP_OPTIONS, "api/v1/things", "405: GET, HEAD, POST, OPTIONS" },
	{ HTTP_POST, "api/v1/things/7",
	    "405: GET, HEAD, PUT, PATCH, DELETE, OPTIONS" },
	{ HTTP_UNKNOWN_METHOD, "", "405: GET, HEAD, OPTIONS" },
	{ HTTP_UNKNOWN_METHOD, "nothing", "404" },
};

static void
describe(const struct route_case *c, char *text, size_t size)
{
	const char *segments[HTTP_SEGMENTS_MAX];
	char path[sizeof(c->path)], allow[API_ALLOW_SIZE], *rest, *segment;
	struct api_match m;
	unsigned n = 0;
	enum err err;
	size_t len;

	memcpy(path, c->path, sizeof(path));
	for (segment = strtok_r(path, "/", &rest); segment;
	     segment = strtok_r(NULL, "/", &rest))
		segments[n++] = segment;
	err = api_router_find(&good_routes, segments, n, c->method, &m);
	if (err == ERR_NOT_FOUND) {
		cr_expect(eq(uint, m.methods, 0));
		snprintf(text, size, "404");
	} else if (err == ERR_METHOD_NOT_ALLOWED) {
		api_router_allow(m.methods, allow);
		snprintf(text, size, "405: %s", allow);
	} else {
		len = (size_t)snprintf(text, size, "%s:", m.operation->id);
		for (unsigned i = 0; i < m.n_values; i++)
			len += (size_t)snprintf(
			    text + len, size - len, " %s", m.values[i]);
	}
	cr_expect(eq(int, m.operation != NULL, err == ERR_OK));
}

Test(api_router, finds_what_the_contract_says)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char result[64];

		describe(&cases[i], result, sizeof(result));
		cr_expect(eq(str, result, (char *)cases[i].result), "%d /%s",
		    cases[i].method, cases[i].path);
	}
}

Test(api_router, operations_know_what_the_contract_says)
{
	const struct api_operation *wash = good_operation("thing_wash");
	const struct api_operation *prove = good_operation("prove");
	const struct api_operation *list = good_operation("thing_list");

	cr_expect(eq(str, (char *)wash->path, "/api/v1/things/{id}/wash"));
	cr_expect(eq(int, wash->method, HTTP_POST));
	cr_expect(eq(int, wash->auth, API_AUTH_REQUIRED));
	cr_expect(wash->is_heavy && wash->has_own_transaction);
	cr_expect(not(wash->is_response_secret));
	cr_expect(eq(int, prove->auth, API_AUTH_NONE));
	cr_expect(prove->is_heavy && prove->is_response_secret);
	cr_expect(not(prove->has_own_transaction));
	cr_expect(eq(int, list->auth, API_AUTH_OPTIONAL));
	cr_expect(not(list->is_heavy));
	cr_expect(good_operation("thing_patch")->input.is_merge_patch);
	cr_expect(not(good_operation("thing_put")->input.is_merge_patch));
}
