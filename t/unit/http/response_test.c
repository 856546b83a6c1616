/*
 * Head and length of a response.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <string.h>

#include "http/response.h"

#include "base/banned.h"

static struct http_response r;
static struct buf out;

static void
setup(void)
{
	http_response_init(&r);
	buf_init(&out, HTTP_HEADERS_MAX + 1024);
}

static void
teardown(void)
{
	http_response_release(&r);
	buf_release(&out);
}

TestSuite(http_response, .init = setup, .fini = teardown);

static char *
head(void)
{
	buf_clear(&out);
	http_response_head(&r, &out);
	return (char *)buf_text(&out);
}

Test(http_response, head_has_status_type_length_and_headers)
{
	r.status = 201;
	r.content_type = "application/json";
	buf_lit(&r.body, "{}");
	http_response_header(&r, "Location", "/a/b");
	http_response_headerf(&r, "X-Count", "%d", 7);
	cr_expect(eq(str, head(),
	    "Status: 201 Created\r\n"
	    "Content-Type: application/json\r\n"
	    "Content-Length: 2\r\n"
	    "Location: /a/b\r\n"
	    "X-Count: 7\r\n"
	    "\r\n"));
	cr_expect(eq(long, http_response_len(&r), 2));
}

Test(http_response, head_request_gets_the_length_without_the_bytes)
{
	buf_lit(&r.body, "12345");
	r.head_only = true;
	cr_expect(strstr(head(), "Content-Length: 5\r\n") != NULL);
	cr_expect(eq(long, http_response_len(&r), 0));
}

Test(http_response, statuses_without_content_have_no_length)
{
	static const int statuses[] = { 204, 304 };

	for (size_t i = 0; i < N_OF(statuses); i++) {
		r.status = statuses[i];
		r.content_type = "text/plain";
		buf_lit(&r.body, "never sent");
		cr_expect(strstr(head(), "Content-") == NULL);
		cr_expect(eq(long, http_response_len(&r), 0));
	}
}

Test(http_response, empty_response_says_so)
{
	cr_expect(
	    eq(str, head(), "Status: 200 OK\r\nContent-Length: 0\r\n\r\n"));
}

Test(http_response, clear_forgets_everything)
{
	r.status = 500;
	r.head_only = true;
	r.content_type = "a/b";
	http_response_header(&r, "A", "b");
	buf_lit(&r.body, "x");
	http_response_clear(&r);
	cr_expect(
	    eq(str, head(), "Status: 200 OK\r\nContent-Length: 0\r\n\r\n"));
}

Test(http_response, clear_gives_a_large_body_back)
{
	cr_assert(buf_reserve(&r.body, 1 << 20));
	http_response_clear(&r);
	cr_expect(eq(sz, r.body.size, 0));
	cr_assert(buf_reserve(&r.body, 1000));
	http_response_clear(&r);
	cr_expect(gt(sz, r.body.size, 0));
}

Test(http_response, value_with_a_line_break_is_a_bug, .signal = SIGABRT)
{
	http_response_header(&r, "Location", "/a\r\nSet-Cookie: b");
}

Test(http_response, formatted_value_with_a_line_break_is_a_bug,
    .signal = SIGABRT)
{
	http_response_headerf(&r, "Location", "/%s", "a\nb");
}

Test(http_response, headers_past_the_maximum_fail_and_stay_whole)
{
	char value[1000];

	memset(value, 'x', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	for (int i = 0; i < 100; i++) {
		http_response_header(&r, "A", value);
		http_response_headerf(&r, "B", "%s", value);
	}
	cr_expect(r.headers.failed);
}

/* Every status of the error table has a phrase of its own. */
Test(http_response, every_status_has_a_phrase)
{
	for (int e = 0; e < ERR_COUNT; e++)
		cr_expect(ne(str, (char *)http_status_phrase(err_status(e)),
			      "Unknown"),
		    "%d", err_status(e));
	cr_expect(eq(str, (char *)http_status_phrase(299), "Unknown"));
}
