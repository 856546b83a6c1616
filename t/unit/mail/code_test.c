/*
 * Bodies as they travel, and their characters.
 */
#include "mail/code.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/banned.h"

static struct arena arena;

static void
setup(void)
{
	arena_init(&arena, 1 << 20);
}

static void
teardown(void)
{
	arena_release(&arena);
}

TestSuite(mail_code, .init = setup, .fini = teardown);

#define bytes_of(text) ((struct bytes){ (text), sizeof(text) - 1 })

static char *
text_of(struct bytes b)
{
	return arena_strndup(&arena, b.p, b.len);
}

#define expect_same(got, want) cr_expect(eq(str, (got), (char *)(want)))

Test(mail_code, base64_is_read_past_what_is_none)
{
	struct arena *a = &arena;

	expect_same(
	    text_of(mail_from_base64(a, bytes_of("SGVs\r\nbG8s !IHlv\ndQ=="))),
	    "Hello, you");
	expect_same(text_of(mail_from_base64(a, bytes_of(""))), "");
	expect_same(text_of(mail_from_base64(a, bytes_of("SGVsb"))), "Hel");
	expect_same(text_of(mail_from_base64(a, bytes_of("SGk=SGk="))), "Hi");
}

Test(mail_code, quoted_printable_is_read_past_what_is_none)
{
	struct arena *a = &arena;

	expect_same(text_of(mail_from_quoted(
			a, bytes_of("a=3Db=\r\nc=  \nd=e=4=zz=c3=A4"))),
	    "a=bcd=e=4=zz\xc3\xa4");
	expect_same(text_of(mail_from_quoted(a, bytes_of("x="))), "x=");
}

Test(mail_code, characters_become_utf8)
{
	static const char utf8[] = "Z\xc3\xbcrich";
	struct arena *a = &arena;

	expect_same(mail_to_utf8(a, bytes_of(utf8)), utf8);
	expect_same(mail_to_utf8(a, bytes_of("Z\xfcrich")), utf8);
	expect_same(
	    mail_to_utf8(a, bytes_of("\xef\xbb\xbfZ\xc3\xbcrich")), utf8);
	expect_same(
	    mail_to_utf8(a, bytes_of("\xff\xfeZ\0\xfc\0r\0i\0c\0h\0")), utf8);
	expect_same(
	    mail_to_utf8(a, bytes_of("\xfe\xff\0Z\0\xfc\0r\0i\0c\0h")), utf8);
	/* U+1F382 is a pair; half of one is no character */
	expect_same(
	    mail_to_utf8(
		a, bytes_of("\xfe\xff\xd8\x3c\xdf\x82\xd8\x3c\0z\xdf\x82")),
	    "\xf0\x9f\x8e\x82\xef\xbf\xbdz\xef\xbf\xbd");
	expect_same(mail_to_utf8(a, bytes_of("a\0b")), "ab");
}
