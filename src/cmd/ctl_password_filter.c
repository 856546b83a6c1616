/*
 * hearthctl passwords: makes the file PASSWORD_FILTER from a list of passwords
 * that have leaked. The list is read twice, for the file is as large as there
 * are lines; nobody sees the new one before it is whole.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/ctl.h"
#include "crypt/password_filter.h"

#include "base/banned.h"

enum { LINE_SIZE = 1026, HEX_DIGITS = 2 * CRYPT_LEAK_SIZE };

static unsigned
digit_of(char c)
{
	return isdigit((unsigned char)c)
		   ? (unsigned)(c - '0')
		   : (unsigned)(tolower((unsigned char)c) - 'a') + 10;
}

/* Whether a line is SHA1 or SHA1:COUNT, which *leak then is. */
static bool
read_hash(const char *line, struct crypt_leak *leak)
{
	const char *end = line + HEX_DIGITS;

	if (strspn(line, "0123456789abcdefABCDEF") != HEX_DIGITS ||
	    (*end && (*end != ':' || end[1 + strspn(end + 1, "0123456789")])))
		return false;
	for (size_t i = 0; i < CRYPT_LEAK_SIZE; i++)
		leak->sha1[i] = (unsigned char)(digit_of(line[2 * i]) << 4 |
						digit_of(line[2 * i + 1]));
	return true;
}

static struct crypt_leak
leak_of(const char *line)
{
	struct crypt_leak leak;

	return read_hash(line, &leak) ? leak
				      : crypt_leak_of(line, strlen(line));
}

/* The next line that is a password, without its end; false after the last.
 * What is longer than any password may be is none. */
static bool
next_line(FILE *list, char line[LINE_SIZE])
{
	bool is_begin = true;

	while (fgets(line, LINE_SIZE, list)) {
		size_t len = strcspn(line, "\n");
		bool is_whole = line[len] == '\n' || feof(list);
		bool is_line = is_begin && is_whole;

		is_begin = is_whole;
		line[len] = '\0';
		line[strcspn(line, "\r")] = '\0';
		if (is_line && *line)
			return true;
	}
	return false;
}

static int64_t
count_lines(FILE *list)
{
	char line[LINE_SIZE];
	int64_t n = 0;

	while (next_line(list, line))
		n++;
	rewind(list);
	return n;
}

/* Makes the filter beside its place, and moves it there. False with errno. */
static bool
write_filter(struct ctl *ctl, FILE *list, int64_t n)
{
	const char *path = ctl->conf.password_filter;
	const char *beside = arena_printf(&ctl->arena, "%s.new", path);
	struct crypt_password_filter_draft draft;
	char line[LINE_SIZE];

	if (unlink(beside) != 0 && errno != ENOENT)
		return false;
	if (!crypt_password_filter_draft_begin(&draft, beside, n))
		return false;
	while (next_line(list, line))
		crypt_password_filter_draft_add(&draft, leak_of(line));
	return crypt_password_filter_draft_end(&draft) &&
	       rename(beside, path) == 0 && file_sync_name(path);
}

static int
build_from(struct ctl *ctl, FILE *list, const char *name)
{
	struct stat st;
	int64_t n;

	if (fstat(fileno(list), &st) != 0 || !S_ISREG(st.st_mode))
		return ctl_complain(ctl, EX_NOINPUT,
		    "%s: no file that can be read twice", name);
	n = count_lines(list);
	if (n < 1 || n > CRYPT_PASSWORD_FILTER_MAX)
		return ctl_complain(ctl, EX_DATAERR,
		    "%s: %lld passwords; it takes 1 to %lld", name,
		    (long long)n, (long long)CRYPT_PASSWORD_FILTER_MAX);
	if (!write_filter(ctl, list, n))
		return ctl_complain(ctl, EX_CANTCREAT, "%s: %s",
		    ctl->conf.password_filter, strerror(errno));
	fprintf(ctl->out, "%s: %lld passwords\n", ctl->conf.password_filter,
	    (long long)n);
	return 0;
}

static int
passwords_build(struct ctl *ctl, const struct ctl_args *args)
{
	FILE *list;
	int status = ctl_load(ctl, 0);

	if (status)
		return status;
	if (!*ctl->conf.password_filter)
		return ctl_complain(ctl, EX_CONFIG, "PASSWORD_FILTER: not set");
	list = fopen(args->operands[0], "re");
	if (!list)
		return ctl_complain(ctl, EX_NOINPUT, "%s: %s",
		    args->operands[0], strerror(errno));
	status = build_from(ctl, list, args->operands[0]);
	fclose(list);
	return status;
}

const struct ctl_command ctl_password_filter_commands[] = {
	{ .name = "build",
	    .operands = "FILE",
	    .n_min = 1,
	    .n_max = 1,
	    .help = "Make the file PASSWORD_FILTER of a list: on each line a "
		    "password, SHA1 or SHA1:COUNT.",
	    .run = passwords_build },
	{ 0 }
};
