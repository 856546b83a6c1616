/*
 * The settings file: every spelling that .env files use, and what is refused.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"

#include "conf/file.h"

#include "base/banned.h"

static struct arena arena;
static struct fault f;
static struct buf found;
static char path[] = "/tmp/conf-file-test-XXXXXX";

static void
setup(void)
{
	arena_init(&arena, 1 << 20);
	buf_init(&found, 1 << 20);
	close(mkstemp(path));
}

static void
teardown(void)
{
	arena_release(&arena);
	buf_release(&found);
	unlink(path);
}

TestSuite(conf_file, .init = setup, .fini = teardown);

static enum err
note(void *ctx, const char *name, const char *value, unsigned line)
{
	buf_printf(&found, "%u:%s=<%s>", line, name, value);
	return ctx ? ERR_BUSY : ERR_OK;
}

static enum err
read_text(const char *text, size_t len)
{
	FILE *out = fopen(path, "w");

	fwrite(text, 1, len, out);
	fclose(out);
	buf_clear(&found);
	fault_clear(&f);
	return conf_file_read(path, &arena, note, NULL, &f);
}

Test(conf_file, lines_are_read_as_env_files_have_them)
{
	static const struct {
		char text[64], found[64];
	} cases[] = {
		{ "", "" },
		{ "\n\n  \n# A=1\n  # x\n", "" },
		{ "A=1", "1:A=<1>" },
		{ "\xef\xbb\xbf\x41=1", "1:A=<1>" },
		{ "A=1\nB=2\n", "1:A=<1>2:B=<2>" },
		{ "\r\nA=1\r\n", "2:A=<1>" },
		{ "  A  =  1 2  ", "1:A=<1 2>" },
		{ "export A=1", "1:A=<1>" },
		{ "exported=1", "1:exported=<1>" },
		{ "A=", "1:A=<>" },
		{ "A=1 # why", "1:A=<1>" },
		{ "A=1#2", "1:A=<1#2>" },
		{ "A=#1", "1:A=<>" },
		{ "A= # why", "1:A=<>" },
		{ "A=\"x # y\" # why", "1:A=<x # y>" },
		{ "A='x \" \\ y'", "1:A=<x \" \\ y>" },
		{ "A=\"x \\\" \\\\ \\n y\"", "1:A=<x \" \\ \\n y>" },
		{ "A=\"\"", "1:A=<>" },
		{ "A=x\"y\"", "1:A=<x\"y\">" },
		{ "A=b=c", "1:A=<b=c>" },
		{ "_a1=x", "1:_a1=<x>" },
		{ "A=1\nA=2", "1:A=<1>2:A=<2>" },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		cr_expect(
		    read_text(cases[i].text, strlen(cases[i].text)) == ERR_OK,
		    "%s: %s", cases[i].text, f.detail);
		cr_expect(
		    eq(str, (char *)buf_text(&found), (char *)cases[i].found));
	}
}

Test(conf_file, a_malformed_line_is_named_but_not_shown)
{
	static const char cases[][32] = { "A=1\nhunter2", "A=1\n=hunter2",
		"A=1\n1A=hunter2", "A=1\nA-B=hunter2", "A=1\nA B=hunter2",
		"A=1\nB=\"hunter2", "A=1\nB='hunter2\n'",
		"A=1\nB=\"x\" hunter2", "A=1\nexport hunter2" };
	char expected[128];

	snprintf(expected, sizeof(expected), "%s:2: expected NAME=value", path);
	for (size_t i = 0; i < N_OF(cases); i++) {
		cr_expect(read_text(cases[i], strlen(cases[i])) == ERR_CONFIG,
		    "%s", cases[i]);
		cr_expect(eq(str, f.detail, expected));
	}
}

Test(conf_file, what_is_no_text_or_too_large_is_refused)
{
	char *large = calloc(1, CONF_FILE_MAX + 2);

	cr_expect(eq(int, read_text("A=1\0B=2", 7), ERR_CONFIG));
	memset(large, '#', CONF_FILE_MAX + 1);
	cr_expect(eq(int, read_text(large, CONF_FILE_MAX), ERR_OK));
	cr_expect(eq(int, read_text(large, CONF_FILE_MAX + 1), ERR_CONFIG));
	free(large);
}

Test(conf_file, a_missing_file_and_a_directory_are_told_apart)
{
	cr_expect(eq(int,
	    conf_file_read("/nowhere/hearth.conf", &arena, note, NULL, &f),
	    ERR_NOT_FOUND));
	cr_expect(eq(
	    int, conf_file_read("/tmp", &arena, note, NULL, &f), ERR_CONFIG));
}

Test(conf_file, the_first_failure_ends_the_reading)
{
	cr_assert(eq(int, read_text("A=1\nB=2", 7), ERR_OK));
	buf_clear(&found);
	cr_expect(
	    eq(int, conf_file_read(path, &arena, note, &found, &f), ERR_BUSY));
	cr_expect(eq(str, (char *)buf_text(&found), "1:A=<1>"));
}
