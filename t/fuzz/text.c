/*
 * The small parsers of base/ and conf/: what they read they also write, and
 * nothing is read past its end.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/uuid.h"

#include "conf/url.h"

#include "t/fuzz/fuzz.h"

#include "base/banned.h"

static void
check_time(const char *text)
{
	char formatted[CLOCK_TEXT_SIZE];
	int64_t us, again;

	if (!clock_parse(text, &us))
		return;
	bug_if(us < CLOCK_MIN_US || us > CLOCK_MAX_US);
	clock_format(us, formatted);
	bug_if(!clock_parse(formatted, &again) || again != us);
}

static void
check_uuid(char *text)
{
	char formatted[UUID_TEXT_SIZE];
	struct uuid u;

	if (!uuid_parse(text, &u))
		return;
	uuid_format(u, formatted);
	bug_if(!str_eq_nocase(formatted, text));
}

static void
check_int(const char *text)
{
	char formatted[32];
	int64_t v, again;

	if (!str_to_int(text, -1000000, 1000000, &v))
		return;
	bug_if(v < -1000000 || v > 1000000);
	snprintf(formatted, sizeof(formatted), "%lld", (long long)v);
	bug_if(!str_to_int(formatted, v, v, &again));
}

static void
check_percent(const char *text, size_t len)
{
	char *out = malloc(len + 1);
	size_t n;

	if (str_percent_decode(text, len, true, out, &n))
		bug_if(n > len || strlen(out) != n);
	free(out);
}

/* As a password, any text is hidden to its last byte. */
static void
check_url(const char *text)
{
	struct buf url, masked;

	buf_init(&url, 1 << 20);
	buf_init(&masked, 1 << 20);
	conf_url_mask(&masked, text);
	buf_clear(&masked);
	buf_printf(&url, "smtps://me:%s@host?password=%s", text, text);
	conf_url_mask(&masked, buf_text(&url));
	if (!strchr(text, '@') && !strchr(text, '&'))
		bug_if(!str_eq(buf_text(&masked),
		    "smtps://me:********@host?password=********"));
	bug_if(conf_url_is_site(text) && strpbrk(text, " \"<>\\?#\n"));
	bug_if(conf_url_is_origin(text) && strpbrk(text, " \"<>\\?#,\n"));
	buf_release(&url);
	buf_release(&masked);
}

void
fuzz_text(const uint8_t *data, size_t len)
{
	char *text = malloc(len + 1);

	memcpy(text, data, len);
	text[len] = '\0';
	check_time(text);
	check_uuid(text);
	check_int(text);
	check_percent(text, len);
	check_url(text);
	str_utf8_trim(text);
	if (str_is_utf8((const char *)data, len))
		bug_if(strlen(text) != len);
	free(text);
}
