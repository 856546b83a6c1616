/*
 * Messages that want to be more than they may.
 */
#include "mail/message.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

static struct arena arena;
static struct mail_message m;

static void
setup(void)
{
	arena_init(&arena, 64 << 20);
}

static void
teardown(void)
{
	arena_release(&arena);
}

TestSuite(mail_message, .init = setup, .fini = teardown);

#define expect_same(got, want) \
	cr_expect(eq(str, (char *)(uintptr_t)(got), (char *)(want)))

static bool
read_text(const char *text)
{
	return mail_message_read(
	    (struct bytes){ text, strlen(text) }, &arena, &m);
}

/* A multipart in a multipart, so deep. */
static char *
nested(int depth)
{
	char *text = arena_strdup(&arena, "");

	for (int i = 0; i < depth; i++)
		text = arena_printf(&arena,
		    "%sContent-Type: multipart/mixed; boundary=b%d\n\n--b%d\n",
		    text, i, i);
	return arena_printf(&arena, "%sContent-Type: text/x\n\nhere\n", text);
}

Test(mail_message, parts_are_read_so_deep_and_no_deeper)
{
	cr_assert(read_text(nested(MAIL_DEPTH_MAX)));
	cr_assert(eq(sz, m.n_parts, 1));
	expect_same(m.parts[0].type, "text/x");
	expect_same(mail_part_text(&m.parts[0], &arena), "here\n");
	cr_assert(read_text(nested(MAIL_DEPTH_MAX + 1)));
	cr_expect(eq(sz, m.n_parts, 0));
}

Test(mail_message, so_many_parts_are_read_and_no_more)
{
	char *text = arena_strdup(
	    &arena, "Content-Type: multipart/mixed; boundary=b\n\n");

	for (int i = 0; i < MAIL_PARTS_MAX + 5; i++)
		text = arena_printf(&arena, "%s--b\n\n%d\n", text, i);
	cr_assert(read_text(text));
	cr_expect(eq(sz, m.n_parts, MAIL_PARTS_MAX));
}

Test(mail_message, a_boundary_is_a_whole_line)
{
	cr_assert(read_text("Content-Type: multipart/mixed; boundary=b\n\n"
			    "before\n--b \nA: 1\n\n--bb\n --b\n--b--\nafter"));
	cr_assert(eq(sz, m.n_parts, 1));
	expect_same(mail_part_text(&m.parts[0], &arena), "--bb\n --b\n");
}

Test(mail_message, servers_say_first_whom_it_went_to)
{
	cr_assert(read_text("To: c\nCc: d\nX-Original-To: b\nDelivered-To: a\n"
			    "Auto-Submitted: no\nMessage-ID: <1@x>\n\nTo: e"));
	cr_assert(eq(sz, m.n_recipients, 4));
	for (size_t i = 0; i < 4; i++)
		cr_expect(eq(int, m.recipients[i][0], 'a' + (int)i));
	cr_expect(not(m.is_automatic));
	expect_same(m.id, "<1@x>");
	cr_assert(read_text("Auto-Submitted: auto-replied\n\n"));
	cr_expect(m.is_automatic);
}

Test(mail_message, one_byte_too_many_is_too_many)
{
	char *text = arena_alloc(&arena, MAIL_MESSAGE_MAX + 2);

	memset(text, 'x', MAIL_MESSAGE_MAX + 2);
	text[MAIL_MESSAGE_MAX] = '\0';
	cr_expect(read_text(text));
	text[MAIL_MESSAGE_MAX] = 'x';
	text[MAIL_MESSAGE_MAX + 1] = '\0';
	cr_expect(not(read_text(text)));
}
