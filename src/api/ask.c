/*
 * A header of nginx's has 8 KiB for all; a problem of two items has at most
 * half.
 */
#include "api/ask.h"

#include "base/str.h"

#include "base/banned.h"

enum { ITEMS = 2, PROBLEM_MAX = 4096 };

void
api_ask_shorten(struct fault *f)
{
	f->members[0] = '\0';
	if (f->n_items > ITEMS)
		f->n_items = ITEMS;
}

static unsigned
code_point(const char *s, size_t len)
{
	static const unsigned char masks[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	unsigned c = (unsigned char)s[0] & masks[len];

	for (size_t i = 1; i < len; i++)
		c = c << 6 | ((unsigned char)s[i] & 0x3f);
	return c;
}

/* JSON without a character that no header may have. */
static void
put_ascii(struct buf *out, const char *s, size_t left)
{
	size_t n;

	for (; left; s += n, left -= n) {
		unsigned c;

		n = str_utf8_sequence(s, left);
		if (!n)
			break;
		c = code_point(s, n);
		if (c >= 0x20 && c < 0x7f)
			buf_char(out, *s);
		else if (c < 0x10000)
			buf_printf(out, "\\u%04x", c);
		else
			buf_printf(out, "\\u%04x\\u%04x", 0xd7c0 + (c >> 10),
			    0xdc00 + (c & 0x3ff));
	}
}

static void
refuse(struct http_response *r)
{
	struct buf problem;

	buf_init(&problem, PROBLEM_MAX);
	put_ascii(&problem, r->body.p, r->body.len);
	http_response_headerf(r, "X-Hearth-Status", "%d", r->status);
	http_response_header(r, "X-Hearth-Problem", buf_text(&problem));
	buf_release(&problem);
	buf_clear(&r->body);
	r->status = 403;
}

void
api_ask_answer(struct http_response *r)
{
	if (r->status >= 400)
		refuse(r);
	else
		r->status = 204;
	r->content_type = NULL;
}
