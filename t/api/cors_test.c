/*
 * Pages of the configured origins may call, others may not.
 */
#include "t/lib/api.h"

#include <string.h>

#include "base/banned.h"

Test_once(api_cors, a_known_origin_may_read_the_response)
{
	with("Origin", "http://app.test");
	expect(200, anonymous(GET, "/events"));
	expect_text("http://app.test", header("Access-Control-Allow-Origin"));
	cr_expect(strstr(header("Access-Control-Expose-Headers"), "ETag"));
	cr_expect(strstr(header("Access-Control-Expose-Headers"), "Sunset"));
	expect_text("true", header("Access-Control-Allow-Credentials"));
	with("Origin", "https://b.test");
	expect(401, anonymous(GET, "/users/me"));
	expect_text("https://b.test", header("Access-Control-Allow-Origin"));
}

Test_once(api_cors, another_origin_may_not)
{
	static const char origins[][40] = { "http://evil.test",
		"http://app.test.evil.test", "https://app.test", "null",
		"http://app.test:8080", "http://app.tes" };
	size_t i;

	for (i = 0; i < N_OF(origins); i++) {
		with("Origin", origins[i]);
		expect(200, anonymous(GET, "/events"));
		expect_text("(none)", header("Access-Control-Allow-Origin"));
	}
}

Test_once(api_cors, caches_are_told_that_the_origin_matters)
{
	expect(200, anonymous(GET, "/events"));
	cr_expect(strstr(response()->headers, "Origin"));
}

Test_once(api_cors, a_preflight_tells_the_methods_of_the_route)
{
	with("Origin", "http://app.test");
	with("Access-Control-Request-Method", "PATCH");
	expect(204,
	    anonymous(OPTIONS, "/events/01890a5d-ac96-774b-bcce-b302099a8057"));
	cr_expect(strstr(header("Access-Control-Allow-Methods"), "PATCH"));
	cr_expect(
	    strstr(header("Access-Control-Allow-Headers"), "Idempotency-Key"));
	cr_expect(strstr(header("Allow"), "DELETE"));
	expect_text("http://app.test", header("Access-Control-Allow-Origin"));
}

/* What libraries for tracing put into every request of a page. */
Test_once(api_cors, a_preflight_allows_the_headers_that_it_asks_for)
{
	with("Origin", "http://app.test");
	with("Access-Control-Request-Method", "POST");
	with("Access-Control-Request-Headers",
	    "authorization,baggage,sentry-trace,traceparent,x-datadog-origin");
	expect(204, anonymous(OPTIONS, "/events"));
	cr_expect(response_contains("Access-Control-Allow-Headers: "
				    "authorization,baggage,sentry-trace,"
				    "traceparent,x-datadog-origin"));
}

Test_once(api_cors, a_preflight_from_elsewhere_allows_nothing)
{
	with("Origin", "http://evil.test");
	with("Access-Control-Request-Method", "PATCH");
	expect(204, anonymous(OPTIONS, "/events"));
	expect_text("(none)", header("Access-Control-Allow-Methods"));
	expect_text("(none)", header("Access-Control-Allow-Origin"));
	expect(404, anonymous(OPTIONS, "/nothing"));
}
