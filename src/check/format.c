/*
 * Scanners rather than patterns: each is one pass and says what it takes.
 */
#include "check/format.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/timezone.h"
#include "text/name.h"
#include "text/typed.h"

#include "base/banned.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS	"0123456789"

/* Labels of letters, digits and inner hyphens with dots between; no dot at
 * the end. */
static bool
is_host(const char *s, size_t len, unsigned labels_min)
{
	const char *end = s + len;
	unsigned labels = 0;

	if (len > 253)
		return false;
	while (s < end) {
		size_t n = strspn(s, LETTERS DIGITS "-");

		if (n > (size_t)(end - s))
			n = (size_t)(end - s);
		if (n == 0 || n > 63 || s[0] == '-' || s[n - 1] == '-')
			return false;
		labels++;
		s += n;
		if (s == end)
			break;
		if (*s++ != '.' || s == end)
			return false;
	}
	return labels >= labels_min;
}

static bool
is_email(const char *s)
{
	const char *at = strchr(s, '@'), *p = s;

	if (!at || at == s || at - s > 64 || strlen(s) > 254)
		return false;
	for (;;) {
		size_t n = strspn(p, LETTERS DIGITS "!#$%&'*+-/=?^_`{|}~");

		p += n;
		if (n == 0)
			return false; /* a dot at an end, or two */
		if (p == at)
			break;
		if (*p++ != '.')
			return false;
	}
	return is_host(at + 1, strlen(at + 1), 2);
}

/* "[::1]" or a name. */
static bool
is_uri_host(const char *s, size_t len)
{
	if (len > 2 && s[0] == '[' && s[len - 1] == ']')
		return strspn(s + 1, DIGITS "abcdefABCDEF:.") == len - 2;
	return is_host(s, len, 1);
}

static bool
is_port(const char *s, size_t len)
{
	char digits[6];
	int64_t port;

	if (len == 0 || len >= sizeof(digits))
		return false;
	memcpy(digits, s, len);
	digits[len] = '\0';
	return str_to_int(digits, 1, 65535, &port);
}

static bool
is_uri(const char *s)
{
	size_t authority, host;
	const char *p;

	for (p = s; *p; p++)
		if (*p <= ' ' || *p >= 0x7f || strchr("\"<>\\^`{|}", *p))
			return false;
	p = strstr(s, "://");
	if (!p || !((p - s == 4 && strncasecmp(s, "http", 4) == 0) ||
		      (p - s == 5 && strncasecmp(s, "https", 5) == 0)))
		return false;
	p += 3;
	authority = strcspn(p, "/?#");
	host = p[0] == '[' ? strcspn(p, "]") + 1 : strcspn(p, ":/?#");
	if (host > authority || !is_uri_host(p, host))
		return false;
	if (host == authority)
		return true;
	return p[host] == ':' && is_port(p + host + 1, authority - host - 1);
}

/* "2026-05-01" and "18:00" lack what makes a date-time of them. */
static bool
is_part_of_time(
    const char *s, size_t len, const char *before, const char *after)
{
	char text[32];
	int64_t us;

	if (strlen(s) != len)
		return false;
	snprintf(text, sizeof(text), "%s%s%s", before, s, after);
	return clock_parse(text, &us);
}

static bool
is_code(const char *s)
{
	return strspn(s, DIGITS) == 6 && !s[6];
}

static bool
is_phone(const char *s)
{
	s += *s == '+';
	return *s && !s[strspn(s, DIGITS " ()./-")];
}

static bool
is_language(const char *s)
{
	size_t n = strspn(s, LETTERS);

	if (n < 2)
		return false;
	while (n >= 1 && n <= 8 && s[n] == '-') {
		s += n + 1;
		n = strspn(s, LETTERS DIGITS);
	}
	return n >= 1 && n <= 8 && !s[n];
}

/* A decimal number as programs print it, with an exponent or without; where it
 * ends, NULL when there is none. */
static const char *
skip_number(const char *s)
{
	size_t whole, fraction = 0;

	s += *s == '+' || *s == '-';
	whole = strspn(s, DIGITS);
	s += whole;
	if (*s == '.') {
		fraction = strspn(s + 1, DIGITS);
		s += 1 + fraction;
	}
	if (whole + fraction == 0)
		return NULL;
	if (*s == 'e' || *s == 'E') {
		s++;
		s += *s == '+' || *s == '-';
		if (!isdigit((unsigned char)*s))
			return NULL;
		s += strspn(s, DIGITS);
	}
	return s;
}

static bool
is_position(const char *s)
{
	const char *comma = skip_number(s), *end;

	if (!comma || *comma != ',')
		return false;
	end = skip_number(comma + 1 + strspn(comma + 1, " "));
	return end && !*end;
}

const char *
check_format_read(enum check_format format, struct arena *arena, const char *s)
{
	switch (format) {
	case CHECK_ANY_FORMAT:
	case CHECK_NAME:
	case CHECK_PROSE:
		return s;
	case CHECK_EMAIL:
		return text_address(arena, s);
	case CHECK_CODE:
		return text_code(arena, s);
	case CHECK_PHONE:
		return text_phone(arena, s);
	case CHECK_LANGUAGE:
		return text_language(arena, s);
	default:
		return text_trim(arena, s);
	}
}

bool
check_format_is(enum check_format format, const char *s)
{
	switch (format) {
	case CHECK_EMAIL:
		return is_email(s);
	case CHECK_NAME:
		return text_name_flaw(s) == TEXT_FINE;
	case CHECK_PROSE:
		return text_is_seen(s);
	case CHECK_CODE:
		return is_code(s);
	case CHECK_PHONE:
		return is_phone(s);
	case CHECK_LANGUAGE:
		return is_language(s);
	case CHECK_POSITION:
		return is_position(s);
	case CHECK_URI:
		return is_uri(s);
	case CHECK_DATE:
		return is_part_of_time(s, 10, "", "T00:00:00Z");
	case CHECK_TIME_OF_DAY:
		return is_part_of_time(s, 5, "2000-01-01T", ":00Z");
	case CHECK_TIMEZONE:
		return timezone_find(s) != NULL;
	case CHECK_ANY_FORMAT:
		break;
	}
	return true;
}

const char *
check_format_code(enum check_format format)
{
	switch (format) {
	case CHECK_TIMEZONE:
		return "timezone_unknown";
	case CHECK_PROSE:
		return "blank";
	default:
		return "format";
	}
}

const char *
check_format_wants(enum check_format format)
{
	static const char *const wants[] = {
		[CHECK_ANY_FORMAT] = "a text",
		[CHECK_EMAIL] = "an e-mail address",
		[CHECK_NAME] = "one line that shows something and does not "
			       "turn the direction of writing",
		[CHECK_PROSE] = "a text in which something is seen",
		[CHECK_CODE] = "the six digits of the mail",
		[CHECK_PHONE] = "a telephone number like +49 30 1234",
		[CHECK_LANGUAGE] = "a language tag like de-AT",
		[CHECK_POSITION] = "latitude and longitude like 52.5,13.4",
		[CHECK_URI] = "a link that starts with https:// or http:// "
			      "and is in ASCII, other letters as %XX",
		[CHECK_DATE] = "a date like 2026-05-01",
		[CHECK_TIME_OF_DAY] = "a time of day like 18:00",
		[CHECK_TIMEZONE] = "the name of a time zone like Europe/Berlin",
	};

	return wants[format];
}
