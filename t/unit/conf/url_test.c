/*
 * URLs in settings: passwords hidden, sites and origins told from the rest.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "conf/url.h"

#include "base/banned.h"

Test(conf_url, passwords_are_hidden_wherever_they_stand)
{
	static const struct {
		char url[96], masked[96];
	} cases[] = {
		{ "", "" },
		{ "file:/var/mail", "file:/var/mail" },
		{ "sqlite:////var/lib/hearth.db",
		    "sqlite:////var/lib/hearth.db" },
		{ "postgresql://host/db", "postgresql://host/db" },
		{ "postgresql://host:5432/db", "postgresql://host:5432/db" },
		{ "postgresql://me@host/db", "postgresql://me@host/db" },
		{ "postgresql://me:hunter2@host:1/db?a=b",
		    "postgresql://me:********@host:1/db?a=b" },
		{ "postgresql://me:hun/ter2@host/db",
		    "postgresql://me:********@host/db" },
		{ "postgresql://me:hun?ter2@host/db",
		    "postgresql://me:********@host/db" },
		{ "postgresql://me:hun@ter2@host/db",
		    "postgresql://me:********@host/db" },
		{ "postgresql://:hunter2@host/db",
		    "postgresql://:********@host/db" },
		{ "postgresql://h/d?password=hunter2&user=me",
		    "postgresql://h/d?password=********&user=me" },
		{ "postgresql://h/d?a=b&sslPassword=hunter2",
		    "postgresql://h/d?a=b&sslPassword=********" },
		{ "postgresql://h/d?password", "postgresql://h/d?password" },
		{ "postgresql://h/d?", "postgresql://h/d?" },
		{ "smtps://me:hunter2@mail.example.org:465",
		    "smtps://me:********@mail.example.org:465" },
		{ "me:hunter2@host", "me:********@host" },
	};
	struct buf out;

	buf_init(&out, 1000);
	for (size_t i = 0; i < N_OF(cases); i++) {
		buf_clear(&out);
		conf_url_mask(&out, cases[i].url);
		cr_expect(
		    eq(str, (char *)buf_text(&out), (char *)cases[i].masked));
	}
	buf_release(&out);
}

Test(conf_url, escaping_keeps_unreserved_characters_only)
{
	struct buf out;

	buf_init(&out, 1000);
	conf_url_escape(&out, "aZ09-._~ @:/?#[]%+\xc3\xa9,", ",");
	cr_expect(eq(str, (char *)buf_text(&out),
	    "aZ09-._~%20%40%3A%2F%3F%23%5B%5D%25%2B%C3%A9,"));
	buf_release(&out);
}

Test(conf_url, a_site_is_http_with_a_host)
{
	static const char sites[][40] = { "http://a", "https://a.example",
		"http://127.0.0.1:8080", "http://[::1]:80", "https://a/base",
		"https://a/", "https://a:1/b/c-d_e~f" };
	static const char others[][40] = { "", "a", "http:", "http://",
		"http:///x", "ftp://a", "HTTP://a", "https://me@a",
		"https://a?x", "https://a/#x", "https://a b", "https://a\"",
		"https://a:", "https://a:123456", "https://a:x", "https://[::1",
		"https://a/<x>", "https://a\\b", "javascript://a",
		"https://a/\xc3\xa9" };

	for (size_t i = 0; i < N_OF(sites); i++)
		cr_expect(conf_url_is_site(sites[i]), "%s", sites[i]);
	for (size_t i = 0; i < N_OF(others); i++)
		cr_expect(not(conf_url_is_site(others[i])), "%s", others[i]);
}

Test(conf_url, an_origin_is_scheme_host_and_port)
{
	static const char origins[][40] = { "http://localhost",
		"http://localhost:3000", "https://a.example",
		"capacitor://localhost", "chrome-extension://abc",
		"http://[::1]:80" };
	static const char others[][40] = { "", "*", "localhost", "http://",
		"://a", "http://a/", "http://a/b", "http://*", "null",
		"http://a,http://b", "http://a b", "-http://a", "http:/a" };

	for (size_t i = 0; i < N_OF(origins); i++)
		cr_expect(conf_url_is_origin(origins[i]), "%s", origins[i]);
	for (size_t i = 0; i < N_OF(others); i++)
		cr_expect(not(conf_url_is_origin(others[i])), "%s", others[i]);
}
