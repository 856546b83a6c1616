/*
 * From boundary to boundary by memmem; only headers are looked at.
 */
#include "http/multipart.h"

#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "base/str.h"
#include "http/filename.h"
#include "http/header.h"

#include "base/banned.h"

struct reader {
	const char *start, *p, *end;
	char delimiter[HTTP_BOUNDARY_MAX + sizeof("\r\n--")];
	size_t delimiter_len;
	struct arena *arena;
	struct fault *fault;
	unsigned n_parts, n_files;
	size_t other; /* bytes of parts that are no file */
};

/* What the headers of a part say. */
struct said {
	const char *disposition, *media_type; /* NULL: nothing */
};

static size_t
left(const struct reader *r)
{
	return (size_t)(r->end - r->p);
}

/* Moves past text if it is next. */
static bool
take(struct reader *r, const char *text, size_t len)
{
	if (left(r) < len || memcmp(r->p, text, len) != 0)
		return false;
	r->p += len;
	return true;
}

static enum err
malformed(struct reader *r, const char *what)
{
	return fault(r->fault, ERR_BAD_REQUEST,
	    "The body is not sound multipart/form-data: %s.", what);
}

static enum err
refused(struct reader *r, const char *what)
{
	return fault(r->fault, ERR_VALIDATION_FAILED, "%s", what);
}

/* One header, "Name: value"; those that mean nothing here are skipped. */
static enum err
read_line(struct reader *r, char *line, struct said *said)
{
	char *value = strchr(line, ':');
	const char **place;

	if (!value || value == line || str_has_control(line))
		return malformed(r, "a part has a malformed header");
	*value++ = '\0';
	value += strspn(value, " ");
	if (str_eq_nocase(line, "Content-Disposition"))
		place = &said->disposition;
	else if (str_eq_nocase(line, "Content-Type"))
		place = &said->media_type;
	else
		return ERR_OK;
	if (*place)
		return malformed(r, "a part has a header twice");
	*place = value;
	return ERR_OK;
}

/* The lines of text, which is the reader's own. */
static enum err
read_lines(struct reader *r, char *text, struct said *said)
{
	enum err err = ERR_OK;

	while (text && !err) {
		char *line = text;

		text = strstr(line, "\r\n");
		if (text) {
			*text = '\0';
			text += 2;
		}
		err = read_line(r, line, said);
	}
	return err;
}

/* Up to and with the empty line. */
static enum err
read_headers(struct reader *r, struct said *said)
{
	static const char empty_line[] = "\r\n\r\n";
	size_t n = left(r) < HTTP_PART_HEADERS_MAX ? left(r)
						   : HTTP_PART_HEADERS_MAX;
	const char *found = memmem(r->p, n, empty_line, 4), *text = r->p;

	if (!found && n == HTTP_PART_HEADERS_MAX)
		return refused(r, "The headers of a part are too long.");
	if (!found)
		return malformed(r, "it ends within a part's headers");
	n = (size_t)(found - text);
	r->p = found + 4;
	if (!str_is_utf8(text, n))
		return malformed(r, "a part's headers are not UTF-8");
	return read_lines(r, arena_strndup(r->arena, text, n), said);
}

static enum err
note_part(struct reader *r, const struct said *said,
    const struct http_disposition *is, const struct http_part *part,
    struct http_part *out)
{
	if (!is->filename || !*is->filename) {
		r->other += part->len;
		return r->other <= HTTP_PARTS_OTHER_MAX
			   ? ERR_OK
			   : refused(r, "Fields beside the file are too long.");
	}
	if (r->n_files++)
		return refused(r, "Send one file at a time.");
	*out = *part;
	out->media_type = said->media_type && *said->media_type
			      ? said->media_type
			      : "application/octet-stream";
	out->filename = http_filename(r->arena, is->filename);
	return ERR_OK;
}

/* A part and the delimiter that ends it. */
static enum err
read_part(struct reader *r, struct http_part *out)
{
	struct said said = { 0 };
	struct http_disposition is;
	struct http_part part = { 0 };
	const char *found;
	enum err err;

	if (++r->n_parts > HTTP_PARTS_MAX)
		return refused(r, "The form has too many fields.");
	err = read_headers(r, &said);
	if (err)
		return err;
	if (!said.disposition ||
	    !http_disposition_read(said.disposition, r->arena, &is) ||
	    !str_eq(is.type, "form-data") || !is.name)
		return malformed(r, "a part does not say which field it is");
	found = memmem(r->p, left(r), r->delimiter, r->delimiter_len);
	if (!found)
		return malformed(r, "it has no last boundary");
	part.offset = (size_t)(r->p - r->start);
	part.len = (size_t)(found - r->p);
	r->p = found + r->delimiter_len;
	return note_part(r, &said, &is, &part, out);
}

enum err
http_multipart_file(const char *media_type, struct bytes body,
    struct arena *arena, struct fault *f, struct http_part *out)
{
	const char *start = body.len ? body.p : "";
	struct reader r = { .start = start,
		.p = start,
		.end = start + body.len,
		.arena = arena,
		.fault = f };
	const char *boundary = http_boundary_read(media_type, arena);
	enum err err = ERR_OK;

	if (!boundary)
		return malformed(&r, "its media type has no sound boundary");
	r.delimiter_len = (size_t)snprintf(
	    r.delimiter, sizeof(r.delimiter), "\r\n--%s", boundary);
	if (!take(&r, r.delimiter + 2, r.delimiter_len - 2))
		return malformed(&r, "it does not begin with its boundary");
	while (!err && take(&r, "\r\n", 2))
		err = read_part(&r, out);
	if (err)
		return err;
	if (!take(&r, "--", 2) || (take(&r, "\r\n", 2), r.p != r.end))
		return malformed(&r, "its last boundary is not its end");
	return r.n_files ? ERR_OK : refused(&r, "The form has no file.");
}
