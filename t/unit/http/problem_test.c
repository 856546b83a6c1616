/*
 * Faults as clients see them.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http/response.h"
#include "json/read.h"

#include "base/banned.h"

static struct http_response r;
static struct fault f;

static void
setup(void)
{
	http_response_init(&r);
	fault_clear(&f);
}

static void
teardown(void)
{
	http_response_release(&r);
}

TestSuite(http_problem, .init = setup, .fini = teardown);

static char *
problem(void)
{
	http_response_problem(&r, &f, "req-1");
	cr_expect(eq(str, (char *)r.content_type, "application/problem+json"));
	return (char *)buf_text(&r.body);
}

static bool
has(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

Test(http_problem, says_what_where_and_who)
{
	fault(&f, ERR_EVENT_FULL, "No spots left.");
	cr_expect(eq(str, problem(),
	    "{\"type\":\"/problems#event_full\",\"title\":\"Event is full\","
	    "\"status\":409,\"detail\":\"No spots left.\","
	    "\"code\":\"event_full\",\"request_id\":\"req-1\"}"));
	cr_expect(eq(int, r.status, 409));
}

Test(http_problem, lists_every_item)
{
	fault_item(&f, ERR_VALIDATION_FAILED, "/a", "required", "Missing.");
	fault_item(
	    &f, ERR_VALIDATION_FAILED, "?b", "minimum", "At least %d.", 1);
	cr_expect(has(problem(),
	    "\"errors\":[{\"pointer\":\"/a\",\"code\":\"required\","
	    "\"detail\":\"Missing.\"},{\"pointer\":\"?b\","
	    "\"code\":\"minimum\",\"detail\":\"At least 1.\"}]"));
	cr_expect(eq(int, r.status, 422));
}

Test(http_problem, carries_more_members)
{
	fault(&f, ERR_INVALID_TRANSITION, "No.");
	snprintf(f.members, sizeof(f.members), "\"from\":\"draft\"");
	cr_expect(has(problem(), ",\"from\":\"draft\"}"));
}

Test(http_problem, never_shows_what_is_internal)
{
	fault_internal(&f, ERR_INTERNAL, "secret");
	cr_expect(not(has(problem(), "secret")));
	cr_expect(
	    has(problem(), "\"detail\":\"Something went wrong on our side\""));
}

Test(http_problem, translates_the_houses_own_errors)
{
	static const enum err own[] = { ERR_OK, ERR_CONFLICT, ERR_REPLAY,
		ERR_CONFIG };

	for (size_t i = 0; i < N_OF(own); i++) {
		fault(&f, own[i], "secret");
		cr_expect(has(problem(), "\"code\":\"internal\""));
		cr_expect(not(has(problem(), "secret")));
	}
	fault(&f, ERR_RETRY, "secret");
	cr_expect(has(problem(), "\"code\":\"busy\""));
	cr_expect(not(has(problem(), "secret")));
}

Test(http_problem, has_the_message_that_old_clients_read)
{
	fault(&f, ERR_TOKEN_EXPIRED, "It was valid for an hour.");
	cr_expect(has(problem(), "\"message\":\"Token expired\""));
	fault(&f, ERR_TOKEN_INVALID, "It is not ours.");
	cr_expect(has(problem(), "\"message\":\"Invalid token\""));
	fault(&f, ERR_NOT_FOUND, "Nothing.");
	cr_expect(not(has(problem(), "\"message\"")));
}

Test(http_problem, unauthorized_says_how_to_authenticate)
{
	fault(&f, ERR_NOT_AUTHENTICATED, "Who?");
	problem();
	cr_expect(has(buf_text(&r.headers), "WWW-Authenticate: Bearer\r\n"));
}

Test(http_problem, unavailable_says_when_to_come_back)
{
	int seconds;

	fault(&f, ERR_DATABASE_UNAVAILABLE, "Away.");
	problem();
	cr_assert(eq(int,
	    sscanf(buf_text(&r.headers), "Retry-After: %d\r\n", &seconds), 1));
	cr_expect(ge(int, seconds, 1));
	cr_expect(le(int, seconds, 5));
	http_response_clear(&r);
	fault(&f, ERR_RATE_LIMITED, "Slowly.");
	f.retry_after_s = 42;
	problem();
	cr_expect(eq(str, (char *)buf_text(&r.headers), "Retry-After: 42\r\n"));
}

Test(http_problem, replaces_the_body_and_keeps_the_headers)
{
	buf_lit(&r.body, "half a response");
	http_response_header(&r, "X-Request-Id", "a");
	fault(&f, ERR_NOT_FOUND, "Nothing.");
	cr_expect(eq(int, strncmp(problem(), "{\"type\"", 7), 0));
	cr_expect(has(buf_text(&r.headers), "X-Request-Id: a\r\n"));
}

/* Whatever a client's text did to the detail, the response is JSON. */
Test(http_problem, is_json_whatever_the_detail)
{
	static const char *const details[] = { "\"", "\\", "\n\t\x01\x7f",
		"\xff\xfe", "caf\xc3", "\xed\xa0\x80", "é" };
	struct arena arena;
	struct fault reading;

	arena_init(&arena, 1 << 20);
	for (size_t i = 0; i < N_OF(details); i++) {
		const struct json_value *v;

		http_response_clear(&r);
		fault(&f, ERR_NOT_FOUND, "%s", details[i]);
		fault_item(
		    &f, ERR_NOT_FOUND, details[i], "code", "%s", details[i]);
		problem();
		cr_expect(
		    eq(int,
			json_parse(&arena, r.body.p, r.body.len, &reading, &v),
			ERR_OK),
		    "case %zu: %s", i, buf_text(&r.body));
	}
	arena_release(&arena);
}
