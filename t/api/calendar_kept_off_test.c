/*
 * Which calendars elsewhere are not asked for: each range of addresses that is
 * not of the Internet, as it is typed or as what a name leads to, at once or by
 * a redirect. All of it is real but what names lead to.
 */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "t/lib/api.h"
#include "t/lib/http_server.h"
#include "t/lib/work.h"

#include "base/banned.h"

#define NAME "kept-off.example"

/* What a name leads to: "4.kept-off.example" to the fifth, which may be two. */
static const struct {
	char first[40], second[16];
} kept_off[] = {
	{ "0.0.0.0", "" },
	{ "10.0.0.1", "" },
	{ "100.64.0.1", "" },
	{ "127.0.0.1", "" },
	{ "127.255.255.254", "" },
	{ "169.254.169.254", "" },
	{ "172.16.0.1", "" },
	{ "172.31.255.254", "" },
	{ "192.0.0.8", "" },
	{ "192.0.2.1", "" },
	{ "192.88.99.1", "" },
	{ "192.168.0.1", "" },
	{ "198.18.0.1", "" },
	{ "198.51.100.1", "" },
	{ "203.0.113.1", "" },
	{ "224.0.0.1", "" },
	{ "255.255.255.255", "" },
	{ "::", "" },
	{ "::1", "" },
	{ "::ffff:127.0.0.1", "" },
	{ "::ffff:8.8.8.8", "" },
	{ "64:ff9b::7f00:1", "" },
	{ "64:ff9b:1::1", "" },
	{ "100::1", "" },
	{ "2001::1", "" },
	{ "2001:db8::1", "" },
	{ "2002:7f00:1::1", "" },
	{ "3fff::1", "" },
	{ "fc00::1", "" },
	{ "fd00:ec2::254", "" },
	{ "fe80::1", "" },
	{ "fec0::1", "" },
	{ "ff02::1", "" },
	{ "::1", "127.0.0.1" },
	{ "10.0.0.1", "192.168.0.1" },
};

/* How it is asked for: by an address, or by a name that leads there. */
enum { TYPED, NAMED, WAYS };

typedef int resolver(
    const char *, const char *, const struct addrinfo *, struct addrinfo **);

static resolver *
system_resolver(void)
{
	void *found = dlsym(RTLD_NEXT, "getaddrinfo");
	resolver *r;

	memcpy(&r, &found, sizeof(r));
	return r;
}

/* In place of the system's, libcurl's calls too. */
int
getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
    struct addrinfo **list)
{
	resolver *ask = system_resolver();
	struct addrinfo **end = list;
	unsigned i;
	int error;

	if (!node || !strstr(node, NAME))
		return ask(node, service, hints, list);
	if (sscanf(node, "%u.", &i) != 1 || i >= N_OF(kept_off))
		return ask("127.0.0.1", service, hints, list);
	error = ask(kept_off[i].first, service, hints, list);
	if (error || !kept_off[i].second[0])
		return error;
	while (*end)
		end = &(*end)->ai_next;
	return ask(kept_off[i].second, service, hints, end);
}

static const char *
host_of(size_t i, int way)
{
	if (way == NAMED)
		return text("%zu." NAME, i);
	return text(
	    strchr(kept_off[i].first, ':') ? "[%s]" : "%s", kept_off[i].first);
}

static struct http_server server;

/* The server leads from each /<way>/<i> to that host. */
static void
given_redirects(void)
{
	const char *site = text("/a.ics give a\n/listed redirect "
				"http://" NAME ":PORT/a.ics\n");

	for (int way = 0; way < WAYS; way++)
		for (size_t i = 0; i < N_OF(kept_off); i++)
			site = text("%s/%d/%zu redirect https://%s/a.ics\n",
			    site, way, i, host_of(i, way));
	http_server_set(&server, "site", "%s", site);
	http_server_set(&server, "a",
	    "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\n"
	    "DTSTART:20300601T180000Z\nEND:VEVENT\nEND:VCALENDAR\n");
}

/* One more of ann's, the nth from 1 in her list, to be asked at once. */
static void
add_source(int n, const char *url)
{
	static const char rest[] =
	    "', created_at, 60, 0, created_at, created_at, 1 FROM "
	    "calendar_source WHERE name = 'first'";
	static const char columns[] =
	    "INSERT INTO calendar_source (id, user_id, name, url, next_at, "
	    "pause_s, failures, created_at, updated_at, version) SELECT ";

	work_sql(text("%s'00000000-0000-7000-8000-%012d', user_id, 'x', '%s%s",
		     columns, n, url, rest),
	    text("%sX'00000000000070008000%012d', user_id, 'x', '%s%s", columns,
		n, url, rest));
}

static int
asked(void)
{
	char line[256];

	return http_server_asked(&server, line, sizeof(line));
}

/* Each is asked for, and what ann is told of it; "null": it was read. */
static void
expect_told(int n, const char *told)
{
	work();
	expect(200, as("ann", GET, "/users/me/calendar-sources?limit=100"));
	expect_int(n + 1, body_count(""));
	for (int i = 0; i < n; i++) {
		cr_expect(str_eq(body(text("/%d/error", i)), told), "%s: %s",
		    body(text("/%d/url", i)), body(text("/%d/error", i)));
	}
	work_sql("DELETE FROM calendar_source WHERE name <> 'first'",
	    "DELETE FROM calendar_source WHERE name <> 'first'");
}

static void
given_first(void)
{
	http_server_start(&server);
	api_set(
	    "OUTBOUND_ALLOW", text("%s," NAME ":%d", server.host, server.port));
	given_redirects();
	given("s", "ann",
	    "/users/me/calendar-sources {'name': 'first', 'url': "
	    "'https://a.example'}");
	work_sql("UPDATE calendar_source SET next_at = NULL",
	    "UPDATE calendar_source SET next_at = NULL");
}

Test_once(api_calendar_kept_off, nobody_is_asked_who_is_not_on_the_internet)
{
	int n_asked, n;

	given_first();
	/* a name leads here, a redirect there, unless something keeps it off */
	add_source(1, text("http://" NAME ":%d/a.ics", server.port));
	add_source(2, text("http://%s/listed", server.host));
	expect_told(2, "null");
	expect_int(3, n_asked = asked());
	for (int way = 0; way < WAYS; way++) {
		n = 0;
		for (size_t i = 0; i < N_OF(kept_off); i++) {
			add_source(
			    ++n, text("https://%s/a.ics", host_of(i, way)));
			add_source(
			    ++n, text("http://%s/%d/%zu", server.host, way, i));
		}
		expect_told(n, "Its host has no address on the Internet.");
		n_asked += (int)N_OF(kept_off); /* the redirects alone */
		expect_int(n_asked, asked());
	}
	http_server_stop(&server);
}
