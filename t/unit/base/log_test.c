/*
 * Log lines: one JSON object each, whatever the message holds.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

#include "json/read.h"

#include "base/banned.h"

/* What was written to standard error while fn ran, in a static buffer. */
static const char *
capture(void (*fn)(void))
{
	static char text[16384];
	int fds[2], saved = dup(STDERR_FILENO);
	ssize_t len;

	cr_assert(eq(int, pipe(fds), 0));
	dup2(fds[1], STDERR_FILENO);
	fn();
	dup2(saved, STDERR_FILENO);
	close(fds[1]);
	close(saved);
	len = read(fds[0], text, sizeof(text) - 1);
	close(fds[0]);
	text[len > 0 ? len : 0] = '\0';
	return text;
}

static void
check_is_one_json_line(const char *text)
{
	const struct json_value *v;
	struct arena arena;
	static struct fault f;
	size_t len = strlen(text);

	arena_init(&arena, 1 << 20);
	cr_assert(len > 0 && strchr(text, '\n') == text + len - 1);
	cr_expect(eq(int, json_parse(&arena, text, len - 1, &f, &v), ERR_OK),
	    "%s: %s", f.detail, text);
	arena_release(&arena);
}

static void
log_hostile(void)
{
	log_error("%s", "a \"quote\" \\ a\r\nnew line\t\x1b[0m and \x7f");
}

static void
log_no_utf8(void)
{
	log_error("%s", "caf\xc3\xa9 \xff\xc3: \xed\xa0\x80 \xf0\x9f");
}

static void
log_long(void)
{
	static char text[10000];

	memset(text, '\n', sizeof(text) - 1);
	log_error("%s", text);
}

static void
log_at_each_level(void)
{
	log_init("tester", LOG_WARNING);
	log_debug("d");
	log_info("i");
	log_warning("w");
}

Test(base_log, a_message_cannot_break_its_line)
{
	check_is_one_json_line(capture(log_hostile));
}

Test(base_log, what_is_not_utf8_is_replaced)
{
	const char *text = capture(log_no_utf8);

	check_is_one_json_line(text);
	cr_expect(ne(ptr, strstr(text, "caf\xc3\xa9 ??: ??? ??\"}"), NULL));
}

Test(base_log, a_long_message_is_cut)
{
	check_is_one_json_line(capture(log_long));
}

Test(base_log, lines_below_the_level_are_dropped)
{
	const char *text = capture(log_at_each_level);

	check_is_one_json_line(text);
	cr_expect(ne(ptr,
	    strstr(text, "\"level\":\"warning\",\"program\":\"tester\""),
	    NULL));
	cr_expect(log_is_on(LOG_ERROR));
	cr_expect(not(log_is_on(LOG_INFO)));
}
