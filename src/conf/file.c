/*
 * Parses in place: names and values become terminated pieces of the text that
 * was read.
 */
#include "conf/file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"

#include "base/banned.h"

/* Some editors begin a text with it. */
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* The whole file as text, NULL (and f) when that fails. */
static char *
read_file(const char *path, struct arena *arena, struct fault *f)
{
	FILE *in = fopen(path, "re");
	char piece[4096], *text = NULL;
	struct buf content;
	size_t n;

	if (!in) {
		fault(f, errno == ENOENT ? ERR_NOT_FOUND : ERR_CONFIG, "%s: %s",
		    path, strerror(errno));
		return NULL;
	}
	buf_init(&content, CONF_FILE_MAX);
	/* a device may have no end */
	while (!content.failed && (n = fread(piece, 1, sizeof(piece), in)) > 0)
		buf_put(&content, piece, n);
	if (ferror(in))
		fault(f, ERR_CONFIG, "%s: cannot be read", path);
	else if (content.failed)
		fault(f, ERR_CONFIG, "%s: is larger than %d bytes", path,
		    (int)CONF_FILE_MAX);
	else if (content.len && memchr(content.p, '\0', content.len))
		fault(f, ERR_CONFIG, "%s: is not a text file", path);
	else
		text = arena_strndup(arena, buf_text(&content), content.len);
	buf_release(&content);
	fclose(in);
	return text;
}

static char *
skip_blanks(char *p)
{
	return p + strspn(p, " \t\r");
}

static bool
is_name_char(char c, bool first)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
	       (!first && c >= '0' && c <= '9');
}

/* Ends an unquoted value at its comment or its last character. */
static void
trim(char *value)
{
	char *end = value + strlen(value);

	if (*value == '#')
		end = value;
	for (char *p = value; p + 1 < end; p++)
		if ((*p == ' ' || *p == '\t') && p[1] == '#')
			end = p;
	while (end > value && strchr(" \t\r", end[-1]))
		end--;
	*end = '\0';
}

/* Takes the quotes off a value; false when they do not end the line. */
static bool
unquote(char *value)
{
	char quote = *value, *to = value, *from = value + 1;

	for (; *from && *from != quote; from++) {
		if (quote == '"' && *from == '\\' &&
		    (from[1] == '"' || from[1] == '\\'))
			from++;
		*to++ = *from;
	}
	if (!*from)
		return false;
	from = skip_blanks(from + 1);
	if (*from && *from != '#')
		return false;
	*to = '\0';
	return true;
}

/* Splits a line; false when it is malformed. *name is NULL on a blank one. */
static bool
parse_line(char *line, char **name, char **value)
{
	char *p = skip_blanks(line), *end;

	*name = NULL;
	if (!*p || *p == '#')
		return true;
	if (str_has_prefix(p, "export ") || str_has_prefix(p, "export\t"))
		p = skip_blanks(p + strlen("export "));
	for (end = p; is_name_char(*end, end == p); end++)
		;
	*value = skip_blanks(end);
	if (end == p || **value != '=')
		return false;
	*name = p;
	*value = skip_blanks(*value + 1);
	*end = '\0';
	if (**value == '"' || **value == '\'')
		return unquote(*value);
	trim(*value);
	return true;
}

enum err
conf_file_read(const char *path, struct arena *arena, conf_file_fn fn,
    void *ctx, struct fault *f)
{
	char *next = read_file(path, arena, f), *line, *name, *value;
	unsigned number = 0;
	enum err err;

	if (!next)
		return f->err;
	if (str_has_prefix(next, BYTE_ORDER_MARK))
		next += strlen(BYTE_ORDER_MARK);
	while ((line = strsep(&next, "\n"))) {
		number++;
		if (!parse_line(line, &name, &value))
			return fault(f, ERR_CONFIG,
			    "%s:%u: expected NAME=value", path, number);
		if (!name)
			continue;
		err = fn(ctx, name, value, number);
		if (err)
			return err;
	}
	return ERR_OK;
}

void
conf_file_put(struct buf *out, const char *value)
{
	if (!strpbrk(value, " \t\"'#\\")) {
		buf_str(out, value);
		return;
	}
	buf_char(out, '"');
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			buf_char(out, '\\');
		buf_char(out, *value);
	}
	buf_char(out, '"');
}
