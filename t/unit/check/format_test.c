/*
 * Formats, each with what it takes and what it does not.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "check/format.h"

#include "base/banned.h"

#define TEN "aaaaaaaaaa"

static const struct format_case {
	enum check_format format;
	bool fits;
	char text[300];
} cases[] = {
	{ CHECK_EMAIL, true, "ann@example.org" },
	{ CHECK_EMAIL, true, "a.b+c_d'e@x-y.example.co" },
	{ CHECK_EMAIL, true, TEN TEN TEN TEN TEN TEN "aaaa@b.de" },
	{ CHECK_EMAIL, false, TEN TEN TEN TEN TEN TEN "aaaaa@b.de" },
	{ CHECK_EMAIL, false, "" },
	{ CHECK_EMAIL, false, "ann" },
	{ CHECK_EMAIL, false, "@example.org" },
	{ CHECK_EMAIL, false, "ann@" },
	{ CHECK_EMAIL, false, "ann@localhost" },
	{ CHECK_EMAIL, false, "ann@example.org." },
	{ CHECK_EMAIL, false, "ann@.example.org" },
	{ CHECK_EMAIL, false, "ann@exa..org" },
	{ CHECK_EMAIL, false, "ann@-example.org" },
	{ CHECK_EMAIL, false, ".ann@example.org" },
	{ CHECK_EMAIL, false, "ann.@example.org" },
	{ CHECK_EMAIL, false, "a..n@example.org" },
	{ CHECK_EMAIL, false, "ann bee@example.org" },
	{ CHECK_EMAIL, false, "ann@b@example.org" },
	{ CHECK_EMAIL, false, "\"ann\"@example.org" },
	{ CHECK_EMAIL, false, "ann@example.org\r\nBcc: b@example.org" },
	{ CHECK_EMAIL, false, "ann\n@example.org" },
	{ CHECK_EMAIL, false, "\xc3\xa4nn@example.org" },
	{ CHECK_NAME, true, "Ann" },
	{ CHECK_NAME, false, " " },
	{ CHECK_NAME, false,
	    "a\u202e"
	    "b" },
	{ CHECK_NAME, false, "a\nb" },
	{ CHECK_PROSE, true, "a\nb" },
	{ CHECK_PROSE, true, "\n\n." },
	{ CHECK_PROSE, true, "\xf0\x9f\x98\x80" },
	{ CHECK_PROSE, false, " \r\n\t" },
	{ CHECK_PROSE, false, "\u200b\u2060" },
	{ CHECK_PROSE, false, "\u0301" },
	{ CHECK_PROSE, false, "\x01" },
	{ CHECK_CODE, true, "123456" },
	{ CHECK_CODE, false, "12345" },
	{ CHECK_CODE, false, "1234567" },
	{ CHECK_CODE, false, "12345a" },
	{ CHECK_PHONE, true, "+49 (30) 1/2-3.4" },
	{ CHECK_PHONE, false, "+" },
	{ CHECK_PHONE, false, "49+30" },
	{ CHECK_PHONE, false, "call me" },
	{ CHECK_LANGUAGE, true, "de" },
	{ CHECK_LANGUAGE, true, "zh-Hant-TW" },
	{ CHECK_LANGUAGE, true, "en-u-ca-buddhist" },
	{ CHECK_LANGUAGE, false, "d" },
	{ CHECK_LANGUAGE, false, "de-" },
	{ CHECK_LANGUAGE, false, "de_DE" },
	{ CHECK_LANGUAGE, false, "deutschland" },
	{ CHECK_LANGUAGE, false, "1a" },
	{ CHECK_POSITION, true, "52.5,13.4" },
	{ CHECK_POSITION, true, "-33.868819999999996,151.20929500000004" },
	{ CHECK_POSITION, true, "1e-7,5e-05" },
	{ CHECK_POSITION, true, "+52.5, +13.4" },
	{ CHECK_POSITION, true, ".5,5." },
	{ CHECK_POSITION, false, "52.5" },
	{ CHECK_POSITION, false, "52.5,13.4,1" },
	{ CHECK_POSITION, false, "52.5;13.4" },
	{ CHECK_POSITION, false, "nan,0" },
	{ CHECK_POSITION, false, "0x10,1" },
	{ CHECK_POSITION, false, "1e,1" },
	{ CHECK_POSITION, false, ".,1" },
	{ CHECK_POSITION, false, "," },
	{ CHECK_POSITION, false, "" },
	{ CHECK_URI, true, "https://example.org" },
	{ CHECK_URI, true, "HTTP://example.org:8080/a?b=c#d" },
	{ CHECK_URI, true, "http://[::1]:80/" },
	{ CHECK_URI, true, "http://localhost" },
	{ CHECK_URI, false, "" },
	{ CHECK_URI, false, "example.org" },
	{ CHECK_URI, false, "ftp://example.org/" },
	{ CHECK_URI, false, "javascript://example.org/%0aalert(1)" },
	{ CHECK_URI, false, "https://" },
	{ CHECK_URI, false, "https:///path" },
	{ CHECK_URI, false, "https://ann:secret@example.org/" },
	{ CHECK_URI, false, "https://example.org:0/" },
	{ CHECK_URI, false, "https://example.org:65536/" },
	{ CHECK_URI, false, "https://example.org:" },
	{ CHECK_URI, false, "https://[::1" },
	{ CHECK_URI, false, "https://[::1]x" },
	{ CHECK_URI, false, "https://example.org/a b" },
	{ CHECK_URI, false, "https://example.org/\"><script>" },
	{ CHECK_URI, false, "https://example.org\\@evil.example/" },
	{ CHECK_URI, false, "https://example.org/\xc3\xa4" },
	{ CHECK_DATE, true, "2024-02-29" },
	{ CHECK_DATE, false, "2026-02-29" },
	{ CHECK_DATE, false, "2026-2-1" },
	{ CHECK_DATE, false, "2026-02-01T" },
	{ CHECK_TIME_OF_DAY, true, "00:00" },
	{ CHECK_TIME_OF_DAY, true, "23:59" },
	{ CHECK_TIME_OF_DAY, false, "24:00" },
	{ CHECK_TIME_OF_DAY, false, "12:60" },
	{ CHECK_TIME_OF_DAY, false, "9:00" },
	{ CHECK_TIME_OF_DAY, false, "12:00:00" },
	{ CHECK_TIMEZONE, true, "UTC" },
	{ CHECK_TIMEZONE, true, "Europe/Berlin" },
	{ CHECK_TIMEZONE, true, "America/Argentina/Ushuaia" },
	{ CHECK_TIMEZONE, true, "Etc/GMT+5" },
	{ CHECK_TIMEZONE, false, "" },
	{ CHECK_TIMEZONE, false, "Europe" },
	{ CHECK_TIMEZONE, false, "Europe/" },
	{ CHECK_TIMEZONE, false, "Europe/Atlantis" },
	{ CHECK_TIMEZONE, false, "../zoneinfo/UTC" },
	{ CHECK_TIMEZONE, false, "/usr/share/zoneinfo/UTC" },
	{ CHECK_TIMEZONE, false, "posix/Europe/Berlin" },
	{ CHECK_TIMEZONE, false, "tzdata.zi" },
	{ CHECK_ANY_FORMAT, true, "\n" },
};

Test(check_format, texts_fit_or_do_not)
{
	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(
		    eq(int, check_format_is(cases[i].format, cases[i].text),
			cases[i].fits),
		    "%d %s", cases[i].format, cases[i].text);
}
