/*
 * Files in and out of the generators.
 */
#include "gen/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"

#include "base/banned.h"

enum { FILE_MAX = 1 << 20, PATH_SIZE = 4096 };

bool
gen_error_set(struct gen_error *e, struct gen_place at, const char *format, ...)
{
	va_list args;
	int n;

	if (e->text[0])
		return false;
	if (at.line)
		n = snprintf(
		    e->text, sizeof(e->text), "%s:%d: ", at.file, at.line);
	else
		n = snprintf(e->text, sizeof(e->text), "%s: ", at.file);
	if (n < 0 || (size_t)n >= sizeof(e->text))
		return false;
	va_start(args, format);
	vsnprintf(e->text + n, sizeof(e->text) - (size_t)n, format, args);
	va_end(args);
	return false;
}

const char *
gen_text_read(struct arena *a, const char *path, struct gen_error *e)
{
	struct gen_place at = { .file = path };
	FILE *in = fopen(path, "r");
	char *text = NULL;
	size_t len = 0;

	if (!in) {
		gen_error_set(e, at, "%s", strerror(errno));
		return NULL;
	}
	text = arena_alloc(a, FILE_MAX + 1);
	len = fread(text, 1, FILE_MAX + 1, in);
	if (ferror(in)) {
		gen_error_set(e, at, "%s", strerror(errno));
		text = NULL;
	} else if (len > FILE_MAX) {
		gen_error_set(e, at, "larger than %d bytes", FILE_MAX);
		text = NULL;
	} else if (!str_is_utf8(text, len)) {
		gen_error_set(e, at, "not UTF-8 text");
		text = NULL;
	}
	fclose(in);
	return text ? arena_strndup(a, text, len) : NULL;
}

/* Whether the file holds exactly these bytes already. */
static bool
is_same(const char *path, const struct buf *text)
{
	char piece[4096];
	size_t at = 0, n;
	FILE *in = fopen(path, "r");

	if (!in)
		return false;
	while ((n = fread(piece, 1, sizeof(piece), in)) > 0) {
		if (n > text->len - at || memcmp(piece, text->p + at, n) != 0)
			break;
		at += n;
	}
	n = (size_t)(n || ferror(in));
	fclose(in);
	return n == 0 && at == text->len;
}

bool
gen_text_write(
    const char *dir, const char *name, struct buf *text, struct gen_error *e)
{
	char path[PATH_SIZE], temporary[PATH_SIZE + 16];
	struct gen_place at = { .file = path };
	bool ok;
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	snprintf(temporary, sizeof(temporary), "%s.%d", path, (int)getpid());
	if (text->failed)
		return gen_error_set(e, at, "the output is too large");
	if (is_same(path, text))
		return true;
	out = fopen(temporary, "w");
	if (!out)
		return gen_error_set(e, at, "%s", strerror(errno));
	ok = fwrite(text->p, 1, text->len, out) == text->len;
	ok = fclose(out) == 0 && ok && rename(temporary, path) == 0;
	if (!ok) {
		gen_error_set(e, at, "%s", strerror(errno));
		unlink(temporary);
	}
	return ok;
}

void
gen_text_quote(struct buf *out, const char *text)
{
	buf_lit(out, "\t\t\"");
	for (const char *p = text; *p; p++) {
		if (*p == '\n' && !p[1])
			buf_lit(out, "\\n");
		else if (*p == '\n')
			buf_lit(out, "\\n\"\n\t\t\"");
		else if (*p == '\t')
			buf_lit(out, "\\t");
		else if (*p == '"' || *p == '\\')
			buf_printf(out, "\\%c", *p);
		else
			buf_char(out, *p);
	}
	buf_char(out, '"');
}
