/*
 * URLs that are fetched.
 */
#include "text/url.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

Test(text_url, host_and_port_are_read)
{
	static const struct {
		char url[64], host[32];
		int port;
		bool is_https;
	} cases[] = {
		{ "https://a.example", "a.example", 443, true },
		{ "HTTPS://A.Example/x?y=z", "a.example", 443, true },
		{ "https://a.example:8443/", "a.example", 8443, true },
		{ "http://a.example?y", "a.example", 80, false },
		{ "https://[2001:DB8::1]:1/", "[2001:db8::1]", 1, true },
		{ "https://127.0.0.1/~ann/@x/a%20b;c", "127.0.0.1", 443, true },
	};
	struct text_url url;

	for (size_t i = 0; i < N_OF(cases); i++) {
		cr_expect(
		    text_url_parse(cases[i].url, &url), "%s", cases[i].url);
		cr_expect(eq(str, url.host, (char *)cases[i].host));
		cr_expect(eq(int, url.port, cases[i].port), "%s", url.host);
		cr_expect(url.is_https == cases[i].is_https);
	}
}

Test(text_url, what_parsers_may_read_in_two_ways_is_none)
{
	static const char bad[][40] = { "", "https:/a", "https://", "//a",
		"ftp://a", "file:///etc/passwd", "https:///x", "https://a\\@b/",
		"https://u@a/", "https://u:p@a/", "https://a#@b/",
		"https://a/#x", "https://a b/", "https://a/\tb", "https://a/\n",
		"https://a:/", "https://a:0/", "https://a:65536/",
		"https://a:99999999/", "https://a:1x/", "https://[::1/",
		"https://[]/", "https://[::1]x/", "https://[fe80::1%25lo]/",
		("https://b\xc3\xbc"
		 "cher/"),
		"https://%61/", "gopher://a" };
	struct text_url url;
	char longest[TEXT_URL_MAX + 2] = "https://a/";

	for (size_t i = 0; i < N_OF(bad); i++)
		cr_expect(not(text_url_parse(bad[i], &url)), "%s", bad[i]);
	memset(longest + 10, 'x', TEXT_URL_MAX - 10);
	cr_expect(text_url_parse(longest, &url));
	longest[TEXT_URL_MAX] = 'x';
	cr_expect(not(text_url_parse(longest, &url)));
}

Test(text_url, only_https_is_open_unless_the_list_has_it)
{
	static const struct {
		char url[40], list[40];
		bool is_open;
	} cases[] = {
		{ "https://a", "", true },
		{ "https://a:443", "", true },
		{ "https://a:8443", "", false },
		{ "http://a", "", false },
		{ "http://a", "a", true },
		{ "http://a:8080", "b,a", true },
		{ "http://a:8080", "a:8080", true },
		{ "http://A:8080", "b:1,a:8080,c", true },
		{ "http://a:8081", "a:8080", false },
		{ "http://a:80", "a:8", false },
		{ "http://aa", "a", false },
		{ "http://a", "aa", false },
		{ "http://[::1]:1", "[::1]:1", true },
		{ "http://2130706433:1", "127.0.0.1:1", false },
	};
	struct text_url url;

	for (size_t i = 0; i < N_OF(cases); i++) {
		cr_assert(text_url_parse(cases[i].url, &url));
		cr_expect(
		    text_url_is_open(&url, cases[i].list) == cases[i].is_open,
		    "%s of %s", cases[i].url, cases[i].list);
	}
}
