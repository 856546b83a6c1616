/*
 * Parameters become a request in one pass.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "http/param.h"

#include "base/banned.h"

static struct arena arena;
static struct fault f;
static struct http_request r;
static const char *content_length;

static void
setup(void)
{
	arena_init(&arena, 1 << 20);
	http_request_init(&r, &arena, &f);
}

static void
teardown(void)
{
	arena_release(&arena);
}

TestSuite(http_param, .init = setup, .fini = teardown);

#define READ(...)         \
	http_params_read( \
	    &r, (char *const[]){ __VA_ARGS__, NULL }, &content_length)

Test(http_param, every_one_finds_its_member)
{
	READ("REQUEST_METHOD=PATCH", "REQUEST_URI=/a?b=c", "CONTENT_LENGTH=7",
	    "CONTENT_TYPE=application/json", "REMOTE_ADDR=::1",
	    "HTTP_AUTHORIZATION=Bearer t", "HTTP_IDEMPOTENCY_KEY=key",
	    "HTTP_IF_MATCH=\"1.a\"", "HTTP_IF_NONE_MATCH=\"2.b\"",
	    "HTTP_ORIGIN=https://o", "HTTP_ACCESS_CONTROL_REQUEST_METHOD=PUT",
	    "HTTP_ACCESS_CONTROL_REQUEST_HEADERS=baggage", "HTTP_USER_AGENT=me",
	    "HTTP_X_REQUEST_ID=rid", "HTTP_HOST=h",
	    "HTTP_CONTENT_TYPE=application/json", "SERVER_NAME=x", "junk");
	cr_expect(eq(int, f.err, ERR_OK), "%s", f.detail);
	cr_expect(eq(int, r.method, HTTP_PATCH));
	cr_expect(eq(str, (char *)r.path, "/a"));
	cr_expect(eq(str, (char *)r.query, "b=c"));
	cr_expect(eq(str, (char *)content_length, "7"));
	cr_expect(eq(str, (char *)r.content_type, "application/json"));
	cr_expect(eq(str, (char *)r.remote_address, "::1"));
	cr_expect(eq(str, (char *)r.authorization, "Bearer t"));
	cr_expect(eq(str, (char *)r.idempotency_key, "key"));
	cr_expect(eq(str, (char *)r.if_match, "\"1.a\""));
	cr_expect(eq(str, (char *)r.if_none_match, "\"2.b\""));
	cr_expect(eq(str, (char *)r.origin, "https://o"));
	cr_expect(eq(str, (char *)r.cors_method, "PUT"));
	cr_expect(eq(str, (char *)r.cors_headers, "baggage"));
	cr_expect(eq(str, (char *)r.user_agent, "me"));
	cr_expect(eq(str, r.id, "rid"));
}

Test(http_param, empty_ones_are_absent)
{
	READ("REQUEST_METHOD=GET", "REQUEST_URI=/", "CONTENT_LENGTH=",
	    "CONTENT_TYPE=", "HTTP_AUTHORIZATION=", "HTTP_IF_MATCH=");
	cr_expect(eq(int, f.err, ERR_OK));
	cr_expect(content_length == NULL);
	cr_expect(r.content_type == NULL);
	cr_expect(r.authorization == NULL);
	cr_expect(r.if_match == NULL);
	cr_expect(r.origin == NULL);
	cr_expect(eq(str, (char *)r.remote_address, ""));
}

/* So many headers beside what the web server says itself. */
static enum err
read_headers(size_t n)
{
	char *envp[128] = { "REQUEST_METHOD=GET", "REQUEST_URI=/" };

	cr_assert(n + 3 <= N_OF(envp));
	for (size_t i = 0; i < n; i++)
		envp[2 + i] = "HTTP_X_OTHER=a";
	fault_clear(&f);
	http_params_read(&r, envp, &content_length);
	return f.err;
}

Test(http_param, there_are_a_hundred_headers_at_most)
{
	cr_expect(eq(int, read_headers(100), ERR_OK));
	cr_expect(eq(int, read_headers(101), ERR_BAD_REQUEST));
}

Test(http_param, names_are_whole_and_case_sensitive)
{
	READ("REQUEST_URI=/", "REQUEST_METHOD=GET", "HTTP_ORIGINS=a",
	    "XHTTP_ORIGIN=a", "http_origin=a", "HTTP_ORIGI=a");
	cr_expect(r.origin == NULL);
}

Test(http_param, first_of_a_harmless_repetition_counts)
{
	READ("REQUEST_URI=/", "HTTP_USER_AGENT=a", "HTTP_USER_AGENT=b");
	cr_expect(eq(int, f.err, ERR_OK));
	cr_expect(eq(str, (char *)r.user_agent, "a"));
}

/* The dispatcher may put an Origin into a header even of a refusal. */
Test(http_param, control_characters_are_refused_and_not_handed_on)
{
	READ("REQUEST_URI=/", "HTTP_ORIGIN=https://a\r\nX: y");
	cr_expect(eq(int, f.err, ERR_BAD_REQUEST));
	cr_expect(r.origin == NULL);
}

Test(http_param, missing_method_is_unknown_and_missing_uri_refused)
{
	READ("REQUEST_URI=/");
	cr_expect(eq(int, r.method, HTTP_UNKNOWN_METHOD));
	cr_expect(eq(int, f.err, ERR_OK));
	READ("REQUEST_METHOD=GET");
	cr_expect(eq(int, f.err, ERR_BAD_REQUEST));
}
