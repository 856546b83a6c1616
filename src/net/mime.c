/*
 * Writes messages. Headers: RFC 5322 folding, RFC 2047 encoded words in UTF-8
 * and base64. Bodies: quoted-printable (RFC 2045, section 6.7), which bounds
 * every line and leaves no bare CR or LF.
 */
#include "net/mime.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "net/base64.h"

#include "base/banned.h"

enum { LINE = 76 }; /* longest line of a body, and where headers fold */

static bool
is_clean(const char *s)
{
	for (const char *p = s; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return false;
	return str_is_utf8(s, strlen(s));
}

/* Encoded words, one a line, none with a part of a character; the first
 * follows column bytes of its line. */
static void
put_encoded(struct buf *b, const char *s, size_t column)
{
	static const char start[] = "=?UTF-8?B?", end[] = "?=";
	size_t left = strlen(s);

	for (;;) {
		size_t room = LINE - column - sizeof(start) - sizeof(end) + 2;
		size_t n = room / 4 * 3;

		if (n > left)
			n = left;

		while (n < left && ((unsigned char)s[n] & 0xc0) == 0x80)
			n--;
		buf_str(b, start);
		net_base64_put(b, s, n);
		buf_str(b, end);
		s += n;
		left -= n;
		if (!left)
			return;
		buf_lit(b, "\r\n ");
		column = 1;
	}
}

/* Whether s can stand in a header as it is: printable ASCII, no word too long
 * to fold, no double spaces that a fold would hide, nothing that reads as an
 * encoded word. */
static bool
is_plain(const char *s)
{
	size_t word = 0;

	for (const char *p = s; *p; p++) {
		if (*p == ' ' && (p == s || !p[1] || p[1] == ' '))
			return false;
		word = *p == ' ' ? 0 : word + 1;
		if ((unsigned char)*p >= 0x7f || word > LINE - 16)
			return false;
	}
	return !strstr(s, "=?");
}

/* Plain words, folded before the one that would pass the line. */
static void
put_folded(struct buf *b, const char *s, size_t column)
{
	for (;;) {
		size_t n = strcspn(s, " ");

		buf_put(b, s, n);
		column += n;
		s += n;
		if (!*s)
			return;
		n = strcspn(++s, " ");
		if (column + 1 + n > LINE) {
			buf_lit(b, "\r\n");
			column = 0;
		}
		buf_char(b, ' ');
		column++;
	}
}

static void
put_unstructured(struct buf *b, const char *name, const char *value)
{
	buf_str(b, name);
	buf_lit(b, ": ");
	if (is_plain(value))
		put_folded(b, value, strlen(name) + 2);
	else
		put_encoded(b, value, strlen(name) + 2);
	buf_lit(b, "\r\n");
}

static void
put_quoted(struct buf *b, const char *s)
{
	buf_char(b, '"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			buf_char(b, '\\');
		buf_char(b, *s);
	}
	buf_char(b, '"');
}

static void
put_address(struct buf *b, const char *name, const struct net_address *a)
{
	buf_str(b, name);
	buf_lit(b, ": ");
	if (a->name[0]) {
		if (is_plain(a->name))
			put_quoted(b, a->name);
		else
			put_encoded(b, a->name, strlen(name) + 2);
		buf_lit(b, "\r\n ");
	}
	buf_char(b, '<');
	buf_str(b, a->spec);
	buf_lit(b, ">\r\n");
}

/* RFC 5322, section 3.3. */
static void
put_date(struct buf *b, int64_t us)
{
	static const char days[][4] = { "Thu", "Fri", "Sat", "Sun", "Mon",
		"Tue", "Wed" };
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	int64_t day_number = us / CLOCK_DAY_US, year;
	int second = (int)(us % CLOCK_DAY_US / CLOCK_SECOND_US);
	unsigned month, day;

	clock_civil_from_days(day_number, &year, &month, &day);
	buf_printf(b, "Date: %s, %u %s %d %02d:%02d:%02d +0000\r\n",
	    days[day_number % 7], day, months[month - 1], (int)year,
	    second / 3600, second / 60 % 60, second % 60);
}

static void
put_hex(struct buf *b, unsigned char c)
{
	static const char digits[] = "0123456789ABCDEF";

	buf_char(b, '=');
	buf_char(b, digits[c >> 4]);
	buf_char(b, digits[c & 15]);
}

/* Whether the character at s is written as =XX. A dot or "From " at the start
 * of a line too: some relays alter them. */
static bool
needs_hex(const char *s, bool at_start)
{
	char c = s[0], next = s[1];

	if (at_start && (c == '.' || str_has_prefix(s, "From ")))
		return true;
	if (c == ' ' || c == '\t')
		return next == '\n' || next == '\r' || next == '\0';
	return c < 0x21 || c > 0x7e || c == '=';
}

static void
put_quoted_printable(struct buf *b, const char *s)
{
	size_t column = 0;

	for (; *s; s++) {
		bool hex;

		if (*s == '\n' || (*s == '\r' && s[1] == '\n')) {
			s += *s == '\r';
			buf_lit(b, "\r\n");
			column = 0;
			continue;
		}
		hex = needs_hex(s, column == 0);
		if (column + (hex ? 3 : 1) > LINE - 1) {
			buf_lit(b, "=\r\n");
			column = 0;
			hex = needs_hex(s, true);
		}
		if (hex)
			put_hex(b, (unsigned char)*s);
		else
			buf_char(b, *s);
		column += hex ? 3 : 1;
	}
	buf_lit(b, "\r\n");
}

/* A boundary holds "=_" or "=m", which no line of quoted-printable or base64
 * can. */

static void
put_part(struct buf *b, const struct net_message *m, const char *type,
    const char *body)
{
	buf_printf(b,
	    "--=_%s\r\n"
	    "Content-Type: %s; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
	    m->id, type);
	put_quoted_printable(b, body);
}

static void
put_forms(struct buf *b, const struct net_message *m)
{
	buf_printf(b,
	    "Content-Type: multipart/alternative;\r\n"
	    " boundary=\"=_%s\"\r\n\r\n",
	    m->id);
	put_part(b, m, "text/plain", m->text);
	put_part(b, m, "text/html", m->html);
	if (m->calendar) {
		char type[80];

		snprintf(
		    type, sizeof(type), "text/calendar; method=%s", m->method);
		put_part(b, m, type, m->calendar);
	}
	buf_printf(b, "--=_%s--\r\n", m->id);
}

static void
put_file(struct buf *b, const char *bytes)
{
	enum { OF_A_LINE = LINE / 4 * 3 };
	size_t len = strlen(bytes);

	buf_lit(b, "Content-Type: application/ics; name=\"invite.ics\"\r\n"
		   "Content-Disposition: attachment; filename=\"invite.ics\""
		   "\r\nContent-Transfer-Encoding: base64\r\n\r\n");
	for (; len > OF_A_LINE; bytes += OF_A_LINE, len -= OF_A_LINE) {
		net_base64_put(b, bytes, OF_A_LINE);
		buf_lit(b, "\r\n");
	}
	net_base64_put(b, bytes, len);
	buf_lit(b, "\r\n");
}

/* The forms and the file. */
static void
put_mixed(struct buf *b, const struct net_message *m)
{
	buf_printf(b,
	    "Content-Type: multipart/mixed;\r\n"
	    " boundary=\"=m_%s\"\r\n\r\n--=m_%s\r\n",
	    m->id, m->id);
	put_forms(b, m);
	buf_printf(b, "--=m_%s\r\n", m->id);
	put_file(b, m->calendar);
	buf_printf(b, "--=m_%s--\r\n", m->id);
}

static void
put_headers(struct buf *b, const struct net_message *m)
{
	put_date(b, m->date_us);
	put_address(b, "From", &m->from);
	if (m->reply_to.spec[0])
		put_address(b, "Reply-To", &m->reply_to);
	put_address(b, "To", &m->to);
	put_unstructured(b, "Subject", m->subject);
	buf_printf(
	    b, "Message-ID: <%s@%s>\r\n", m->id, net_address_domain(&m->from));
	buf_lit(b, "MIME-Version: 1.0\r\n"
		   "Auto-Submitted: auto-generated\r\n");
}

/* The id becomes part of headers and of the boundary. */
static bool
is_id(const char *s)
{
	size_t len = strspn(s, "0123456789abcdefghijklmnopqrstuvwxyz"
			       "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.");

	return len > 0 && len <= 60 && !s[len];
}

static bool
is_calendar(const struct net_message *m)
{
	size_t len = strspn(m->method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

	return len > 0 && len <= 20 && !m->method[len] &&
	       str_is_utf8(m->calendar, strlen(m->calendar));
}

static const char *
find_flaw(const struct net_message *m)
{
	if (m->reply_to.spec[0] && (!net_addr_spec_is_valid(m->reply_to.spec) ||
				       !is_clean(m->reply_to.name)))
		return "the address for replies is not valid";
	if (m->calendar && !is_calendar(m))
		return "the calendar is not one";
	if (!net_addr_spec_is_valid(m->from.spec) || !is_clean(m->from.name))
		return "the sender's address is not valid";
	if (!net_addr_spec_is_valid(m->to.spec) || !is_clean(m->to.name))
		return "the recipient's address is not valid";
	if (!is_clean(m->subject) || strlen(m->subject) > NET_SUBJECT_MAX)
		return "the subject is too long or has control characters";
	if (!is_id(m->id))
		return "the message id is not valid";
	if (m->date_us < 0 || m->date_us > CLOCK_MAX_US)
		return "the date is out of range";
	if (!str_is_utf8(m->text, strlen(m->text)) ||
	    !str_is_utf8(m->html, strlen(m->html)))
		return "the body is not UTF-8";
	return NULL;
}

enum err
net_mime_write(struct buf *out, const struct net_message *m, struct fault *f)
{
	const char *flaw = find_flaw(m);

	if (flaw)
		return fault(f, ERR_BAD_REQUEST, "%s", flaw);
	put_headers(out, m);
	if (m->calendar)
		put_mixed(out, m);
	else
		put_forms(out, m);
	if (out->failed)
		return fault(f, ERR_BAD_REQUEST, "the message is too large");
	return ERR_OK;
}
