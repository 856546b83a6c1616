/*
 * The bounded buffer: what fits, what does not, and that nothing follows a
 * failure.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"

#include "base/banned.h"

Test(base_buf, an_empty_buffer_is_empty_text)
{
	struct buf b;

	buf_init(&b, 10);
	cr_expect(eq(str, (char *)buf_text(&b), ""));
	buf_put(&b, "", 0);
	buf_str(&b, "");
	buf_printf(&b, "%s", "");
	cr_expect(eq(str, (char *)buf_text(&b), ""));
	cr_expect(not(b.failed));
	buf_release(&b);
}

Test(base_buf, a_maximum_of_nothing_takes_nothing)
{
	struct buf b;

	buf_init(&b, 0);
	cr_expect(eq(str, (char *)buf_text(&b), ""));
	cr_expect(not(b.failed));
	buf_char(&b, 'x');
	cr_expect(b.failed);
	buf_release(&b);
}

Test(base_buf, exactly_the_maximum_fits)
{
	struct buf b;

	for (size_t max = 1; max < 1100; max += 13) {
		buf_init(&b, max);
		for (size_t i = 0; i < max; i++)
			buf_char(&b, 'x');
		cr_assert(not(b.failed), "max %zu", max);
		cr_assert(eq(sz, strlen(buf_text(&b)), max));
		buf_char(&b, 'x');
		cr_assert(b.failed, "max %zu", max);
		buf_release(&b);
	}
}

Test(base_buf, nothing_is_written_after_a_failure)
{
	struct buf b;

	buf_init(&b, 300);
	buf_lit(&b, "0123456789");
	buf_printf(&b, "%0400d", 1);
	cr_assert(b.failed);
	buf_lit(&b, "more");
	buf_char(&b, 'm');
	buf_int(&b, 1);
	buf_printf(&b, "%d", 1);
	cr_expect(eq(sz, b.len, 10));
	cr_expect(eq(str, (char *)buf_text(&b), ""));
	buf_clear(&b);
	buf_lit(&b, "again");
	cr_expect(eq(str, (char *)buf_text(&b), "again"));
	buf_release(&b);
}

Test(base_buf, reserving_more_than_can_be_fails)
{
	struct buf b;

	buf_init(&b, 100);
	buf_lit(&b, "x");
	cr_expect(not(buf_reserve(&b, SIZE_MAX)));
	cr_expect(b.failed);
	buf_release(&b);
}

Test(base_buf, integers_are_written_like_printf)
{
	static const int64_t values[] = { 0, 1, -1, 9, 10, -10, 4294967296,
		INT64_MAX, INT64_MIN };
	char expected[32];
	struct buf b;

	buf_init(&b, 100);
	for (size_t i = 0; i < N_OF(values); i++) {
		buf_clear(&b);
		buf_int(&b, values[i]);
		snprintf(expected, sizeof(expected), "%" PRId64, values[i]);
		cr_expect(eq(str, (char *)buf_text(&b), expected));
	}
	buf_release(&b);
}

Test(base_buf, bytes_may_be_zero)
{
	struct buf b;

	buf_init(&b, 100);
	buf_put(&b, "a\0b", 3);
	cr_expect(eq(sz, b.len, 3));
	cr_expect(eq(int, memcmp(b.p, "a\0b", 3), 0));
	buf_release(&b);
}
