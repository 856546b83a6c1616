/*
 * Reading a body from a source that stops where it likes.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "http/body.h"

#include "base/banned.h"

enum { MAX = 10 };

static struct arena arena;
static struct fault f;
static struct http_request r;
static size_t n_left; /* what the source still has */

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

TestSuite(http_body, .init = setup, .fini = teardown);

static size_t
read_some(void *ctx, char *to, size_t len)
{
	(void)ctx;
	if (len > n_left)
		len = n_left;
	memset(to, 'x', len);
	n_left -= len;
	return len;
}

static bool
read_body(size_t has, const char *content_length, bool has_end)
{
	n_left = has;
	r.body_max = MAX;
	return http_body_read(&r, content_length, NULL,
	    &(struct http_body_source){ read_some, NULL, has_end });
}

Test(http_body, exact_one_is_read_and_terminated)
{
	cr_expect(read_body(5, "5", true));
	cr_expect(eq(int, f.err, ERR_OK));
	cr_expect(eq(str, (char *)r.body, "xxxxx"));
	cr_expect(eq(sz, r.body_len, 5));
}

Test(http_body, largest_one_is_read)
{
	cr_expect(read_body(MAX, "10", true));
	cr_expect(eq(sz, r.body_len, MAX));
}

Test(http_body, none_is_empty_text)
{
	cr_expect(read_body(0, NULL, true));
	cr_expect(eq(str, (char *)r.body, ""));
	cr_expect(read_body(0, "0", true));
	cr_expect(eq(int, f.err, ERR_OK));
}

Test(http_body, other_lengths_give_the_connection_up)
{
	cr_expect(not(read_body(4, "5", true)));
	cr_expect(eq(int, f.err, ERR_BAD_REQUEST));
	fault_clear(&f);
	cr_expect(not(read_body(6, "5", true)));
	cr_expect(eq(int, f.err, ERR_BAD_REQUEST));
	fault_clear(&f);
	cr_expect(not(read_body(1, NULL, true)));
	cr_expect(eq(int, f.err, ERR_BAD_REQUEST));
	fault_clear(&f);
	cr_expect(not(read_body(5, "5x", true)));
	cr_expect(eq(int, f.err, ERR_BAD_REQUEST));
	cr_expect(eq(sz, r.body_len, 0));
	cr_expect(eq(str, (char *)r.body, ""));
}

Test(http_body, too_large_one_without_an_end_is_read_as_far_as_announced)
{
	read_body(100000, "50000", false);
	cr_expect(eq(int, f.err, ERR_BODY_TOO_LARGE));
	cr_expect(eq(sz, n_left, 50000));
}

Test(http_body, too_large_one_is_thrown_away)
{
	cr_expect(read_body(100000, "100000", true));
	cr_expect(eq(int, f.err, ERR_BODY_TOO_LARGE));
	cr_expect(eq(sz, n_left, 0));
	cr_expect(eq(sz, r.body_len, 0));
}

Test(http_body, throwing_away_has_a_limit)
{
	cr_expect(not(read_body((size_t)1 << 40, "1099511627776", true)));
	cr_expect(eq(int, f.err, ERR_BODY_TOO_LARGE));
	cr_expect(gt(sz, n_left, (size_t)1 << 39));
}

/* CGI: what follows the length is not ours. */
Test(http_body, without_an_end_no_more_is_read_than_announced)
{
	cr_expect(read_body(9, "5", false));
	cr_expect(eq(sz, r.body_len, 5));
	cr_expect(eq(sz, n_left, 4));
}
