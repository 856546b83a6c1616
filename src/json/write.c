/*
 * The encoder of every response. Each value reserves its room once, comma
 * included, and is then written through a plain pointer; text is looked at
 * eight bytes at a time, because most of it needs no escape.
 */
#include "json/write.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/str.h"

#include "json/chunk.h"

#include "base/banned.h"

enum { REAL_SIZE = 32 };

/*
 * Room for a value of at most n bytes, after its comma; NULL when it does not
 * fit. The caller writes there and calls end().
 */
static inline char *
begin(struct json_writer *w, size_t n)
{
	struct buf *b = w->buf;
	bool comma = w->comma;
	char *p;

	w->comma = true;
	if (b->size - b->len <= n && !buf_reserve(b, n + comma))
		return NULL;
	p = b->p + b->len;
	if (comma)
		*p++ = ',';
	return p;
}

static inline void
end(struct json_writer *w, const char *p)
{
	w->buf->len = (size_t)(p - w->buf->p);
}

static inline char *
append(char *p, const void *from, size_t len)
{
	memcpy(p, from, len);
	return p + len;
}

void
json_open(struct json_writer *w, char bracket)
{
	char *p = begin(w, 1);

	w->comma = false;
	if (!p)
		return;
	*p++ = bracket;
	end(w, p);
}

void
json_close(struct json_writer *w, char bracket)
{
	buf_char(w->buf, bracket);
	w->comma = true;
}

void
json_key(struct json_writer *w, const char *key)
{
	json_write_text(w, key);
	buf_char(w->buf, ':');
	w->comma = false;
}

void
json_key_raw(struct json_writer *w, const char *quoted, size_t len)
{
	json_write_raw(w, quoted, len);
	w->comma = false;
}

void
json_write_raw(struct json_writer *w, const char *json, size_t len)
{
	char *p = begin(w, len);

	if (p)
		end(w, append(p, json, len));
}

void
json_write_members(struct json_writer *w, const char *json, size_t len)
{
	bug_if(len < 2 || json[0] != '{' || json[len - 1] != '}');
	if (len > 2)
		json_write_raw(w, json + 1, len - 2);
}

void
json_write_null(struct json_writer *w)
{
	json_write_raw(w, "null", 4);
}

void
json_write_bool(struct json_writer *w, bool v)
{
	if (v)
		json_write_raw(w, "true", 4);
	else
		json_write_raw(w, "false", 5);
}

void
json_write_int(struct json_writer *w, int64_t v)
{
	if (w->comma)
		buf_char(w->buf, ',');
	w->comma = true;
	buf_int(w->buf, v);
}

void
json_write_real(struct json_writer *w, double v)
{
	char text[REAL_SIZE];
	size_t len = 0;

	if (!isfinite(v)) {
		json_write_null(w);
		return;
	}
	/* 15 digits are always kept, 17 are always enough (IEEE 754) */
	for (int digits = 15; digits <= 17; digits++) {
		len = (size_t)snprintf(text, sizeof(text), "%.*g", digits, v);
		if (strtod(text, NULL) == v)
			break;
	}
	if (!strpbrk(text, ".e")) { /* else it would read as an integer */
		str_copy(text + len, sizeof(text) - len, ".0");
		len += 2;
	}
	json_write_raw(w, text, len);
}

/* How many bytes at the start of the text can stand as they are. */
static size_t
plain_len(const char *s, size_t len)
{
	size_t i = 0;

	while (len - i >= 8 && !json_chunk_special(json_chunk_load(s + i)))
		i += 8;
	for (; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c < 0x20 || c == '"' || c == '\\')
			break;
	}
	return i;
}

/* Writes the escape of one byte: at most six. */
static char *
escape(char *p, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	static const char shorts[128] = {
		['"'] = '"',
		['\\'] = '\\',
		['\b'] = 'b',
		['\f'] = 'f',
		['\n'] = 'n',
		['\r'] = 'r',
		['\t'] = 't',
	};

	*p++ = '\\';
	if (shorts[c]) {
		*p++ = shorts[c];
		return p;
	}
	p = append(p, "u00", 3);
	*p++ = hex[c >> 4];
	*p++ = hex[c & 15];
	return p;
}

/* From the first byte that needs an escape; the room is reserved piecewise,
 * because six times the length would be refused too early. */
static void
write_escaped(struct buf *b, const char *s, size_t len)
{
	while (len) {
		size_t n = plain_len(s, len);

		buf_put(b, s, n);
		s += n;
		len -= n;
		if (!len)
			return;
		if (!buf_reserve(b, 6))
			return;
		b->len = (size_t)(escape(b->p + b->len, (unsigned char)*s) -
				  b->p);
		s++;
		len--;
	}
}

void
json_write_text_n(struct json_writer *w, const char *s, size_t len)
{
	size_t plain = plain_len(s, len);
	char *p = begin(w, plain + 2);

	if (!p)
		return;
	*p++ = '"';
	p = append(p, s, plain);
	if (plain == len)
		*p++ = '"';
	end(w, p);
	if (plain != len) {
		write_escaped(w->buf, s + plain, len - plain);
		buf_char(w->buf, '"');
	}
}

void
json_write_text(struct json_writer *w, const char *s)
{
	if (s)
		json_write_text_n(w, s, strlen(s));
	else
		json_write_null(w);
}

void
json_member_text(struct json_writer *w, const char *key, const char *s)
{
	json_key(w, key);
	json_write_text(w, s);
}

void
json_write_uuid(struct json_writer *w, struct uuid u)
{
	char *p = begin(w, UUID_TEXT_SIZE + 1);

	if (!p)
		return;
	*p++ = '"';
	uuid_format(u, p);
	p += UUID_TEXT_SIZE - 1;
	*p++ = '"';
	end(w, p);
}

static void
write_clock(struct json_writer *w, int64_t us,
    int (*format)(int64_t us, char text[CLOCK_TEXT_SIZE]))
{
	char *p = begin(w, CLOCK_TEXT_SIZE + 1);

	if (!p)
		return;
	*p++ = '"';
	p += format(us, p);
	*p++ = '"';
	end(w, p);
}

void
json_write_time(struct json_writer *w, int64_t us)
{
	write_clock(w, us, clock_format);
}

void
json_write_wall(struct json_writer *w, int64_t us)
{
	write_clock(w, us, clock_format_wall);
}
