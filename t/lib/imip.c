#include "t/lib/imip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/imip.h"
#include "base/clock.h"
#include "base/str.h"
#include "conf/url.h"
#include "crypt/token.h"
#include "t/lib/api.h"
#include "t/lib/memory.h"

#include "base/banned.h"

enum { ARENA_MAX = 64 << 20 };

#define DOMAIN "events.example.org"

char *
imip_token(const char *invitation)
{
	char token[CRYPT_IMIP_SIZE];
	struct uuid id;

	cr_assert(uuid_parse(invitation, &id), "%s", invitation);
	crypt_imip_seal(given_keys(), id, token);
	return text("%s", token);
}

static char *
read_fixture(const char *name)
{
	char path[256];
	char *mail = memory_keep(calloc(1, 1 << 16));
	FILE *file;

	snprintf(path, sizeof(path), TOP_SRCDIR "/t/fixture/imip/%s.eml", name);
	file = fopen(path, "re");
	cr_assert(file && mail, "%s", path);
	cr_assert(fread(mail, 1, (1 << 16) - 1, file) < (1 << 16) - 1);
	fclose(file);
	return mail;
}

/* Every name in it by its value. */
static char *
replace(const char *in, const char *name, const char *value)
{
	const char *at;
	char *out = text("%s", "");

	for (; (at = strstr(in, name)); in = at + strlen(name))
		out = text("%s%.*s%s", out, (int)(at - in), in, value);
	return text("%s%s", out, in);
}

static char *
base64(const char *bytes, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = (const unsigned char *)bytes;
	char *out = memory_keep(calloc(1, len / 3 * 4 + len / 57 * 2 + 8)),
	     *to = out;

	for (size_t i = 0; i < len; i += 3) {
		unsigned v = (unsigned)p[i] << 16 |
			     (i + 1 < len ? (unsigned)p[i + 1] << 8 : 0) |
			     (i + 2 < len ? p[i + 2] : 0);

		if (i && i % 57 == 0) {
			*to++ = '\r';
			*to++ = '\n';
		}
		*to++ = digits[v >> 18];
		*to++ = digits[v >> 12 & 63];
		*to++ = i + 1 < len ? digits[v >> 6 & 63] : '=';
		*to++ = i + 2 < len ? digits[v & 63] : '=';
	}
	return out;
}

static char *
calendar(const char *uid, const char *stamp)
{
	return text("BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
		    "UID:%s\r\nDTSTAMP:%s\r\n"
		    "ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@example.org\r\n"
		    "END:VEVENT\r\nEND:VCALENDAR\r\n",
	    uid, stamp);
}

/* With the mark of byte order in front, the lower byte first. */
static char *
utf16(const char *ascii)
{
	size_t len = strlen(ascii);
	char *wide = memory_keep(calloc(2, len + 1));

	wide[0] = '\xff';
	wide[1] = '\xfe';
	for (size_t i = 0; i < len; i++)
		wide[2 * i + 2] = ascii[i];
	return base64(wide, 2 * len + 2);
}

static char *
time_text(const char *format, int age_s)
{
	time_t at = (time_t)(clock_now_us() / CLOCK_SECOND_US) - age_s;
	char out[64];
	struct tm tm;

	cr_assert(strftime(out, sizeof(out), format, gmtime_r(&at, &tm)) > 0);
	return text("%s", out);
}

static char *
capitals(const char *in)
{
	char *out = text("%s", in);

	for (char *p = out; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	return out;
}

char *
imip_mail(const char *name, const struct imip_facts *f)
{
	static unsigned n;
	char *to = text("rsvp+%s@" DOMAIN, f->token);
	char *forged = text("%s", to);
	char *stamp = time_text("%Y%m%dT%H%M%SZ", f->age_s);
	char *host = text("%s", strstr(getenv("PUBLIC_URL"), "//") + 2);
	char *uid = text("%s@%s", f->event, host);
	char *out = read_fixture(name);

	forged[7] = forged[7] == 'a' ? 'b' : 'a';
	out = replace(out, "@TO@", to);
	out = replace(out, "@TO1@", text("%.20s", to));
	out = replace(out, "@TO2@", to + 20);
	out = replace(out, "@TO_CAPITALS@", capitals(to));
	out = replace(out, "@FORGED@", forged);
	out = replace(out, "@HOST@", host);
	out = replace(out, "@UID@", uid);
	out = replace(out, "@EVENT@", f->event);
	out = replace(out, "@STAMP@", stamp);
	out = replace(
	    out, "@DATE@", time_text("%a, %d %b %Y %H:%M:%S +0000", f->age_s));
	out = replace(out, "@ID@", f->name ? f->name : text("%u", ++n));
	out = replace(out, "@SEQUENCE@", text("%d", f->sequence));
	out = replace(out, "@WHICH@", f->date ? f->date : "");
	if (f->link) {
		out = replace(out, "@LINK@", f->link);
		out = replace(out, "@LINK1@", text("%.16s", f->link));
		out = replace(out, "@LINK2@", f->link + 16);
	}
	out = replace(out, "@BASE64@",
	    base64(calendar(uid, stamp), strlen(calendar(uid, stamp))));
	return replace(out, "@UTF16@", utf16(calendar(uid, stamp)));
}

const char *
imip_take(const char *mail)
{
	struct bytes bytes = { mail, strlen(mail) };
	struct arena arena;
	struct fault fault = { 0 };
	struct conf conf;
	struct call call = { .arena = &arena,
		.fault = &fault,
		.conf = &conf,
		.keys = given_keys(),
		.now_us = clock_now_us() };
	const char *said = NULL;
	enum err err;

	arena_init(&arena, ARENA_MAX);
	cr_assert(conf_load(&conf, NULL, CONF_NEED_DATABASE | CONF_NEED_SECRET,
		      &arena, &fault) == ERR_OK);
	cr_assert(db_open(&(struct db_options){ .url = conf.database_url,
			      .prepare = true,
			      .connect_ms = 10000,
			      .statement_ms = 10000,
			      .program = "test" },
		      &fault, &call.db) == ERR_OK);
	db_bind(call.db, &arena, &fault);
	err = app_imip_take(&call, bytes, NULL, &said);
	cr_assert(err == ERR_OK, "%s: %s %s", err_code(err), fault.detail,
	    fault.internal);
	said = text("%s", said);
	db_close(call.db);
	arena_release(&arena);
	return said;
}
