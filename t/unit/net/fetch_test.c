/*
 * What is fetched, from a real server on this machine: it must not be asked
 * unless it is listed.
 */
#include "net/fetch.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "t/lib/http_server.h"

#include "base/banned.h"

enum { BODY_MAX = 10000 };

static struct http_server server;
static struct arena arena;
static struct net_fetched got;

static void
begin(void)
{
	arena_init(&arena, 1 << 20);
	http_server_start(&server);
	http_server_set(&server, "page", "hello");
	http_server_set(&server, "site",
	    "/ok give page\n"
	    "/chunked chunked page\n"
	    "/gone status 410\n"
	    "/broke refuse 402 page\n"
	    "/lying status 304\n"
	    "/drip drip\n"
	    "/silent silent\n"
	    "/endless endless\n"
	    "/headers headers\n"
	    "/cut cut\n"
	    "/zip zip\n"
	    "/once redirect http://127.0.0.1:PORT/ok\n"
	    "/relative redirect ok\n"
	    "/round redirect /round\n"
	    "/inside redirect http://localhost:PORT/ok\n"
	    "/inside6 redirect http://[::1]:PORT/ok\n"
	    "/metadata redirect https://169.254.169.254/latest\n"
	    "/private redirect https://10.0.0.1/\n"
	    "/file redirect file:///etc/passwd\n"
	    "/gopher redirect gopher://127.0.0.1:PORT/_x\n"
	    "/user redirect http://u:p@127.0.0.1:PORT/ok\n");
}

static void
end(void)
{
	http_server_stop(&server);
	arena_release(&arena);
}

TestSuite(net_fetch, .init = begin, .fini = end);

static enum net_fetch_outcome
fetch(struct net_fetch in)
{
	in.body_max = BODY_MAX;
	return net_fetch(&in, &arena, &got);
}

static const char *
url(const char *path)
{
	return arena_printf(&arena, "http://%s%s", server.host, path);
}

static enum net_fetch_outcome
fetch_listed(const char *path)
{
	return fetch((struct net_fetch){
	    .url = url(path), .allow = server.host, .total_ms = 1000 });
}

static int
asked(void)
{
	char line[256];

	return http_server_asked(&server, line, sizeof(line));
}

Test(net_fetch, a_page_comes_whole_with_what_names_its_state)
{
	static const char good[][16] = { "/ok", "/chunked", "/once",
		"/relative" };

	for (size_t i = 0; i < N_OF(good); i++) {
		cr_expect(eq(int, fetch_listed(good[i]), NET_FETCH_DONE),
		    "%s: %s", good[i], got.sentence);
		cr_expect(eq(str, (char *)got.body, "hello"));
		cr_expect(eq(sz, got.len, 5));
	}
	cr_assert(eq(int, fetch_listed("/ok"), NET_FETCH_DONE));
	cr_expect(eq(str, got.last_modified, "Mon, 01 Jan 2024 00:00:00 GMT"));
	cr_expect(eq(sz, strlen(got.etag), 18));
}

Test(net_fetch, what_is_had_already_does_not_come_again)
{
	struct net_fetch in = { .url = url("/ok"), .allow = server.host };
	char line[256];

	cr_assert(eq(int, fetch(in), NET_FETCH_DONE));
	in.etag = arena_strdup(&arena, got.etag);
	in.last_modified = "Tue, 02 Jan 2024 00:00:00 GMT\r\nX-Bad: 1";
	cr_expect(eq(int, fetch(in), NET_FETCH_UNCHANGED));
	cr_expect(eq(int, http_server_asked(&server, line, sizeof(line)), 2));
	cr_expect(eq(str, line, arena_printf(&arena, "/ok %s", in.etag)));
}

Test(net_fetch, what_is_posted_gets_whatever_the_server_answers)
{
	static const struct {
		char path[8];
		int status;
	} cases[] = { { "/ok", 200 }, { "/broke", 402 }, { "/once", 302 } };
	static const struct net_fetch_header own[] = { { "X-Own", "a key" } };
	struct net_fetch in = { .allow = server.host,
		.post = "a=1&b=2",
		.post_type = "application/x-www-form-urlencoded",
		.headers = own,
		.n_headers = N_OF(own),
		.takes_any_status = true };
	char line[256];

	for (size_t i = 0; i < N_OF(cases); i++) {
		in.url = url(cases[i].path);
		cr_assert(eq(int, fetch(in), NET_FETCH_DONE));
		cr_expect(eq(long, got.status, cases[i].status));
		cr_expect(eq(str, (char *)got.body,
		    cases[i].status == 302 ? "" : "hello"));
		cr_expect(
		    eq(int, http_server_asked(&server, line, sizeof(line)),
			(int)i + 1));
		cr_expect(eq(str, line,
		    arena_printf(&arena,
			"POST %s application/x-www-form-urlencoded a key "
			"a=1&b=2",
			cases[i].path)));
	}
	in.takes_any_status = false; /* and leads nowhere */
	cr_expect(eq(int, fetch(in), NET_FETCH_FAILED));
	cr_expect(eq(str, got.sentence, "The server answers with status 302."));
	cr_expect(eq(int, asked(), N_OF(cases) + 1));
}

Test(net_fetch, a_server_that_behaves_badly_is_left_in_time)
{
	static const struct {
		char path[12], sentence[64];
	} cases[] = {
		{ "/none", "The server answers with status 404." },
		{ "/gone", "The server answers with status 410." },
		{ "/lying", "The server answers with status 304." },
		{ "/drip", "The server did not answer in time." },
		{ "/silent", "The server did not answer in time." },
		{ "/endless", "It is too large." },
		{ "/headers", "It is too large." },
		{ "/cut", "The server gave no whole answer." },
		{ "/round", "It leads from one place to another without end." },
	};
	int64_t began_us;

	for (size_t i = 0; i < N_OF(cases); i++) {
		began_us = clock_monotonic_us();
		cr_expect(
		    eq(int, fetch_listed(cases[i].path), NET_FETCH_FAILED),
		    "%s", cases[i].path);
		cr_expect(eq(str, got.sentence, (char *)cases[i].sentence),
		    "%s", cases[i].path);
		cr_expect(got.len == 0 && got.body[0] == '\0');
		cr_expect(
		    clock_monotonic_us() - began_us < 10 * CLOCK_SECOND_US);
	}
}

Test(net_fetch, nothing_is_unpacked)
{
	cr_expect(eq(int, fetch_listed("/zip"), NET_FETCH_DONE));
	cr_expect(got.len < 2000 && memcmp(got.body, "\x1f\x8b", 2) == 0);
}

/* Ways to name this machine, and others beside it. */
Test(net_fetch, only_hosts_on_the_internet_are_asked)
{
	static const char hosts[][40] = { "127.0.0.1", "localhost",
		"localhost.", "127.1", "2130706433", "0x7f000001", "0x7f.1",
		"0177.0.0.1", "017700000001", "0", "0.0.0.0", "127.255.255.254",
		"[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
		"[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
		"10.0.0.1", "192.168.0.1", "169.254.169.254", "100.100.100.200",
		"[fe80::1]", "[fd00:ec2::254]", "no-such-name.invalid" };

	for (size_t i = 0; i < N_OF(hosts); i++) {
		cr_expect(eq(int,
			      fetch((struct net_fetch){ .allow = "",
				  .url = arena_printf(
				      &arena, "https://%s/ok", hosts[i]) }),
			      NET_FETCH_FAILED),
		    "%s", hosts[i]);
		cr_expect(eq(str, got.sentence,
			      "Its host has no address on the Internet."),
		    "%s", hosts[i]);
		/* by its port and scheme alone: not even looked up */
		cr_expect(eq(int,
			      fetch((struct net_fetch){ .allow = "other:1",
				  .url = arena_printf(&arena, "http://%s:%d/ok",
				      hosts[i], server.port) }),
			      NET_FETCH_FAILED),
		    "%s", hosts[i]);
		cr_expect(str_has_prefix(got.sentence, "It leads to where"),
		    "%s: %s", hosts[i], got.sentence);
	}
	cr_expect(eq(int, asked(), 0));
}

Test(net_fetch, a_redirect_is_held_to_the_same)
{
	static const char paths[][12] = { "/inside", "/inside6", "/metadata",
		"/private", "/file", "/gopher", "/user" };

	for (size_t i = 0; i < N_OF(paths); i++) {
		cr_expect(eq(int, fetch_listed(paths[i]), NET_FETCH_FAILED),
		    "%s", paths[i]);
		cr_expect(
		    eq(int, asked(), (int)i + 1), "%s was followed", paths[i]);
	}
}

Test(net_fetch, a_proxy_of_the_environment_is_not_asked)
{
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	setenv("all_proxy", "http://127.0.0.1:1", 1);
	cr_expect(
	    eq(int, fetch_listed("/ok"), NET_FETCH_DONE), "%s", got.sentence);
}

/* Who proves to be somebody else, or by nobody whom one trusts, is not asked.
 */
Test(net_fetch, a_certificate_must_prove_the_name)
{
	static const struct {
		char name[16];
		bool is_known; /* who says so */
		int outcome;
	} cases[] = {
		{ "IP:127.0.0.1", true, NET_FETCH_DONE },
		{ "IP:127.0.0.1", false, NET_FETCH_FAILED },
		{ "IP:127.0.0.2", true, NET_FETCH_FAILED },
		{ "DNS:localhost", true, NET_FETCH_FAILED },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		char ca_file[96];
		struct http_server tls;

		http_server_start_tls(&tls, cases[i].name, ca_file);
		http_server_set(&tls, "page", "hello");
		http_server_set(&tls, "site", "/ok give page\n");
		cr_expect(
		    eq(int,
			fetch((struct net_fetch){
			    .url = arena_printf(
				&arena, "https://%s/ok", tls.host),
			    .allow = tls.host,
			    .ca_file = cases[i].is_known ? ca_file : NULL }),
			cases[i].outcome),
		    "%zu: %s", i, got.sentence);
		if (cases[i].outcome == NET_FETCH_FAILED) {
			char line[64];

			cr_expect(eq(str, got.sentence,
			    "The server's certificate does not prove its "
			    "name."));
			cr_expect(eq(int,
			    http_server_asked(&tls, line, sizeof(line)), 0));
		}
		http_server_stop(&tls);
	}
}

static enum net_fetch_outcome
fetch_spared(struct net_breaker *b, const char *path)
{
	return fetch((struct net_fetch){ .url = url(path),
	    .allow = server.host,
	    .total_ms = 1000,
	    .breaker = b });
}

Test(net_fetch, a_server_that_gives_no_answer_is_not_asked_for_a_while)
{
	struct net_breaker b = { 0 };

	http_server_set(&server, "site", "/bad status 503\n/gone status 404\n");
	for (int i = 0; i < 5; i++)
		cr_expect(eq(int, fetch_spared(&b, "/gone"), NET_FETCH_FAILED));
	for (int i = 0; i < 3; i++)
		cr_expect(eq(int, fetch_spared(&b, "/bad"), NET_FETCH_FAILED));
	cr_expect(eq(int, fetch_spared(&b, "/gone"), NET_FETCH_SPARED));
	cr_expect(eq(int, asked(), 8));
}

static bool
give_up(void *ctx)
{
	int *n = ctx;

	return --*n > 0;
}

Test(net_fetch, whoever_waits_may_give_up)
{
	int n = 1;

	cr_expect(eq(int,
	    fetch((struct net_fetch){ .url = url("/silent"),
		.allow = server.host,
		.tick = give_up,
		.tick_ctx = &n }),
	    NET_FETCH_FAILED));
	cr_expect(eq(int, n, 0));
	cr_expect(eq(str, got.sentence, "It could not be fetched in time."));
}
