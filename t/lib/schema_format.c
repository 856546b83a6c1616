/*
 * The values of the keyword "format" in answers. Stricter than the checks of
 * input: ids and times have one form only when Hearth writes them.
 */
#define PCRE2_CODE_UNIT_WIDTH 8

#include "t/lib/schema_format.h"

#include <pcre2.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "base/banned.h"
#include "base/bug.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/uuid.h"

static bool
is_canonical_uuid(const char *s)
{
	char text[UUID_TEXT_SIZE];
	struct uuid u;

	if (!uuid_parse(s, &u))
		return false;
	uuid_format(u, text);
	return str_eq(s, text);
}

static bool
is_canonical_time(const char *s)
{
	char text[CLOCK_TEXT_SIZE];
	int64_t us;

	if (!clock_parse(s, &us))
		return false;
	clock_format(us, text);
	return str_eq(s, text);
}

static bool
is_email(const char *s)
{
	const char *at = strchr(s, '@');

	return at && at != s && at[1] && !strpbrk(s, " \t\r\n<>");
}

static bool
is_uri(const char *s)
{
	return (str_has_prefix(s, "http://") ||
		   str_has_prefix(s, "https://")) &&
	       !strpbrk(s, " \t\r\n\"<>");
}

static bool
is_uri_reference(const char *s)
{
	return *s && !strpbrk(s, " \t\r\n\"<>");
}

static bool
is_wall_time(const char *s)
{
	return strlen(s) == 5 && s[2] == ':' && strspn(s, "0123456789") == 2 &&
	       strspn(s + 3, "0123456789") == 2 &&
	       (s[0] - '0') * 10 + s[1] - '0' < 24 && s[3] < '6';
}

static bool
is_date(const char *s)
{
	char text[CLOCK_TEXT_SIZE];
	int64_t us;

	if (strlen(s) != 10)
		return false;
	snprintf(text, sizeof(text), "%sT00:00:00Z", s);
	return clock_parse(text, &us);
}

static bool
is_filled(const char *s)
{
	return *s != '\0';
}

static const struct format {
	const char *name;
	bool (*is_valid)(const char *);
} formats[] = {
	{ "uuid", is_canonical_uuid },
	{ "date-time", is_canonical_time },
	{ "email", is_email },
	{ "uri", is_uri },
	{ "uri-reference", is_uri_reference },
	{ "date", is_date },
	{ "time", is_wall_time },
	{ "timezone", is_filled },
	{ "password", is_filled },
};

static const struct format *
find(const char *name)
{
	size_t i;

	for (i = 0; i < N_OF(formats); i++)
		if (str_eq(formats[i].name, name))
			return &formats[i];
	return NULL;
}

bool
schema_format_is_known(const char *name)
{
	return find(name) != NULL;
}

bool
schema_format_fits(const char *name, const char *text)
{
	const struct format *format = find(name);

	return format && format->is_valid(text);
}

bool
schema_pattern_fits(const char *pattern, const char *s)
{
	pcre2_match_data *data;
	PCRE2_SIZE where;
	pcre2_code *code;
	int rc;

	code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
	    PCRE2_UTF, &rc, &where, NULL);
	if (!code)
		return false;
	data = pcre2_match_data_create_from_pattern(code, NULL);
	bug_if(!data);
	rc = pcre2_match(code, (PCRE2_SPTR)s, strlen(s), 0, 0, data, NULL);
	pcre2_match_data_free(data);
	pcre2_code_free(code);
	return rc >= 0;
}
