#include "mail/message.h"

#include <string.h>

#include "base/str.h"
#include "mail/code.h"
#include "mail/header.h"

#include "base/banned.h"

/* What the header of a mail, or of a part, says of its body. */
struct kind {
	const char *type, *encoding;
	const char *boundary, *method, *filename;
};

/* Mail servers say best whom a mail went to. */
static const char *const recipient_fields[] = { "delivered-to", "x-original-to",
	"to", "cc" };

static void
take_type(struct arena *arena, const char *value, struct kind *kind)
{
	kind->type = mail_field_word(arena, value);
	kind->boundary = mail_field_param(arena, value, "boundary");
	kind->method = mail_field_param(arena, value, "method");
	if (!kind->filename)
		kind->filename = mail_field_param(arena, value, "name");
}

static void
take_kind(
    struct arena *arena, const struct mail_field *field, struct kind *kind)
{
	if (str_eq(field->name, "content-type"))
		take_type(arena, field->value, kind);
	else if (str_eq(field->name, "content-transfer-encoding"))
		kind->encoding = mail_field_word(arena, field->value);
	else if (str_eq(field->name, "content-disposition") && !kind->filename)
		kind->filename = mail_field_param(
		    arena, field->value, "filename");
}

static void
take_field(struct arena *arena, const struct mail_field *field,
    struct mail_message *out)
{
	if (str_eq(field->name, "message-id"))
		out->id = field->value;
	else if (str_eq(field->name, "from"))
		out->from = out->from ? "" : field->value;
	else if (str_eq(field->name, "date"))
		out->date = mail_field_date(field->value);
	else if (str_eq(field->name, "auto-submitted"))
		out->is_automatic |= !str_eq(
		    mail_field_word(arena, field->value), "no");
}

static void
read_recipients(struct bytes in, struct arena *arena, struct mail_message *out)
{
	for (size_t i = 0; i < N_OF(recipient_fields); i++) {
		struct mail_header h = mail_header(in);
		struct mail_field field;

		while (out->n_recipients < MAIL_RECIPIENTS_MAX &&
		       mail_header_next(&h, arena, &field))
			if (str_eq(field.name, recipient_fields[i]))
				out->recipients[out->n_recipients++] =
				    field.value;
	}
}

/*
 * Parts.
 */

static void read_part(
    struct bytes in, struct arena *arena, int depth, struct mail_message *out);

/* Whether the line at p is a boundary; *is_last: the last one. */
static bool
is_boundary(const char *p, const char *end, const char *boundary, bool *is_last)
{
	size_t len = strlen(boundary);

	if ((size_t)(end - p) < len + 2 || memcmp(p, "--", 2) != 0 ||
	    memcmp(p + 2, boundary, len) != 0)
		return false;
	p += len + 2;
	*is_last = end - p >= 2 && memcmp(p, "--", 2) == 0;
	if (*is_last)
		p += 2;
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
		p++;
	return p == end || *p == '\n';
}

static const char *
next_line(const char *p, const char *end)
{
	const char *lf = memchr(p, '\n', (size_t)(end - p));

	return lf ? lf + 1 : end;
}

/* Each part between two boundaries; a last one that is missing is the end. */
static void
read_parts(struct bytes in, const char *boundary, struct arena *arena,
    int depth, struct mail_message *out)
{
	const char *p = in.p, *end = p + in.len, *begin = NULL;
	bool is_last = false;

	for (; p < end && !is_last; p = next_line(p, end)) {
		if (!is_boundary(p, end, boundary, &is_last))
			continue;
		if (begin)
			read_part((struct bytes){ begin, (size_t)(p - begin) },
			    arena, depth, out);
		begin = next_line(p, end);
	}
	if (begin && !is_last)
		read_part((struct bytes){ begin, (size_t)(end - begin) }, arena,
		    depth, out);
}

static void
add_part(const struct kind *kind, struct bytes body, struct mail_message *out)
{
	if (out->n_parts < MAIL_PARTS_MAX)
		out->parts[out->n_parts++] = (struct mail_part){
			.type = kind->type,
			.method = kind->method,
			.filename = kind->filename,
			.encoding = kind->encoding,
			.body = body,
		};
}

static void
read_body(const struct kind *kind, struct bytes body, struct arena *arena,
    int depth, struct mail_message *out)
{
	if (out->n_parts == MAIL_PARTS_MAX)
		return;
	if (!str_has_prefix(kind->type, "multipart/"))
		add_part(kind, body, out);
	else if (kind->boundary && *kind->boundary && depth < MAIL_DEPTH_MAX)
		read_parts(body, kind->boundary, arena, depth + 1, out);
}

static void
read_part(
    struct bytes in, struct arena *arena, int depth, struct mail_message *out)
{
	struct kind kind = { .type = "text/plain", .encoding = "" };
	struct mail_header h = mail_header(in);
	struct mail_field field;

	if (out->n_parts == MAIL_PARTS_MAX)
		return;
	while (mail_header_next(&h, arena, &field))
		take_kind(arena, &field, &kind);
	read_body(&kind, (struct bytes){ h.p, (size_t)(h.end - h.p) }, arena,
	    depth, out);
}

bool
mail_message_read(
    struct bytes in, struct arena *arena, struct mail_message *out)
{
	struct kind kind = { .type = "text/plain", .encoding = "" };
	struct mail_header h = mail_header(in);
	struct mail_field field;

	*out = (struct mail_message){ 0 };
	if (in.len > MAIL_MESSAGE_MAX)
		return false;
	read_recipients(in, arena, out);
	while (mail_header_next(&h, arena, &field)) {
		take_field(arena, &field, out);
		take_kind(arena, &field, &kind);
	}
	out->is_automatic |= str_eq(kind.type, "multipart/report");
	read_body(
	    &kind, (struct bytes){ h.p, (size_t)(h.end - h.p) }, arena, 0, out);
	return true;
}

static struct bytes
decode(const struct mail_part *part, struct arena *arena)
{
	if (str_eq(part->encoding, "base64"))
		return mail_from_base64(arena, part->body);
	if (str_eq(part->encoding, "quoted-printable"))
		return mail_from_quoted(arena, part->body);
	return part->body;
}

char *
mail_part_text(const struct mail_part *part, struct arena *arena)
{
	return mail_to_utf8(arena, decode(part, arena));
}

char *
mail_part_lines(const struct mail_part *part, struct arena *arena)
{
	struct bytes body = decode(part, arena), lines;

	if (str_is_utf8(body.p, body.len))
		return mail_to_utf8(arena, body);
	lines = mail_unfold(arena, body);
	return mail_to_utf8(
	    arena, str_is_utf8(lines.p, lines.len) ? lines : body);
}
