/*
 * What single keywords say about single values. Stricter than the checks of
 * input: ids and times have one form only when Hearth writes them.
 */
#define PCRE2_CODE_UNIT_WIDTH 8

#include "t/lib/schema_format.h"

#include <pcre2.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "base/bug.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/uuid.h"

#include "base/banned.h"

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
	{ "name", is_filled },
	{ "prose", is_filled },
	{ "code", is_filled },
	{ "phone", is_filled },
	{ "language", is_filled },
	{ "position", is_filled },
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

/* The measures that keywords bound; false when the value has none. */
static bool
value_of(struct json_object *v, double *out)
{
	*out = json_object_get_double(v);
	return json_object_is_type(v, json_type_int) ||
	       json_object_is_type(v, json_type_double);
}

static bool
length_of(struct json_object *v, double *out)
{
	if (!json_object_is_type(v, json_type_string))
		return false;
	*out = (double)str_utf8_len(json_object_get_string(v));
	return true;
}

static bool
count_of(struct json_object *v, double *out)
{
	if (!json_object_is_type(v, json_type_array))
		return false;
	*out = (double)json_object_array_length(v);
	return true;
}

static const struct {
	const char *name;
	bool (*measure)(struct json_object *, double *);
	bool is_most;
} bounds[] = {
	{ "minimum", value_of, false },
	{ "maximum", value_of, true },
	{ "minLength", length_of, false },
	{ "maxLength", length_of, true },
	{ "minItems", count_of, false },
	{ "maxItems", count_of, true },
};

bool
schema_bound_holds(
    const char *name, double bound, struct json_object *value, double *v)
{
	size_t i = 0;

	while (!str_eq(bounds[i].name, name))
		i++;
	if (!bounds[i].measure(value, v))
		return true;
	return bounds[i].is_most ? *v <= bound : *v >= bound;
}
