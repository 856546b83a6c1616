/*
 * nginx/hearth.conf, the production site: what nginx itself refuses, serves and
 * says while no responder runs behind it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/attr.h"
#include "t/e2e/site_fixture.h"

#include "base/banned.h"

enum { TRIES = 500, TRY_US = 10000 };

#define HOST	  SITE_HOST
#define QUICK	  TOP_SRCDIR "/contrib/nginx-site"
#define GENERATED TOP_BUILDDIR "/generated"

/* As behind another proxy, so that tests can be many clients. */
static void
start(void)
{
	site_lay_out();
	site_write(site_path("site/conf.d/proxy.conf"),
	    "set_real_ip_from unix:;\nreal_ip_header X-Client;\n");
	site_start();
}

TestSuite(e2e_nginx_conf, .init = start, .fini = site_stop, .timeout = 60);

Test(e2e_nginx_conf, nginx_accepts_production_and_quickstart)
{
	char listen[128];

	cr_expect(site_is_sound(site_path("site/nginx.conf")), "%s",
	    site_read(site_path("said")));
	snprintf(listen, sizeof(listen), "unix:%s", site_path("q"));
	cr_assert(eq(int,
	    site_run((const char *const[]){
		QUICK, site_path("."), listen, GENERATED, NULL }),
	    0));
	cr_expect(site_is_sound(site_path("nginx.conf")), "%s",
	    site_read(site_path("said")));
}

/* As somebody keeps it who wants Strict-Transport-Security otherwise. */
Test(e2e_nginx_conf, nginx_accepts_an_older_copy_of_the_http_level)
{
	static const char copy[] =
	    "sed \"s|/run/hearth/|$1/run/|; s|/usr/share/hearth/|$1/share/|\""
	    " \"$0\" >\"$1/share/nginx/hearth-http.conf\"";

	cr_assert(eq(int,
	    site_run((const char *const[]){ "sh", "-c", copy,
		TOP_SRCDIR "/t/fixture/nginx/hearth-http.conf",
		site_path("site"), NULL }),
	    0));
	cr_expect(site_is_sound(site_path("site/nginx.conf")), "%s",
	    site_read(site_path("said")));
}

Test(e2e_nginx_conf, a_stranger_gets_no_response)
{
	cr_expect(
	    eq(int, site_ask(site_client("http://other.example.org/"), NULL),
		CURLE_GOT_NOTHING));
	cr_expect(
	    eq(int, site_ask(site_client("https://other.example.org/"), NULL),
		CURLE_SSL_CONNECT_ERROR));
	cr_expect(ne(int,
	    site_ask(site_client("https://" HOST "/"),
		curl_slist_append(NULL, "Host: other.example.org")),
	    CURLE_OK));
	cr_expect(eq(int, site_response.status, 0));
}

Test(e2e_nginx_conf, tls_is_1_2_or_1_3)
{
	static const struct {
		long version;
		CURLcode code;
	} cases[] = {
		{ CURL_SSLVERSION_MAX_TLSv1_1, CURLE_SSL_CONNECT_ERROR },
		{ CURL_SSLVERSION_MAX_TLSv1_2, CURLE_OK },
		{ CURL_SSLVERSION_MAX_TLSv1_3, CURLE_OK },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CURL *c = site_client("https://" HOST "/healthcheck");

		/* old versions are off in OpenSSL too, unless asked for */
		curl_easy_setopt(
		    c, CURLOPT_SSL_CIPHER_LIST, "DEFAULT@SECLEVEL=0");
		curl_easy_setopt(c, CURLOPT_SSLVERSION,
		    cases[i].version | CURL_SSLVERSION_TLSv1);
		cr_expect(
		    eq(int, site_ask(c, NULL), cases[i].code), "case %zu", i);
	}
}

Test(e2e_nginx_conf, plain_http_is_refused_to_calls_and_redirects_pages)
{
	site_get("http://" HOST "/api/v1/events?token=x");
	site_expect_problem(403, "forbidden");
	cr_expect(eq(int, site_get("http://" HOST "/about%20us?a=b"), 301));
	cr_expect(eq(
	    str, site_header("Location"), "https://" HOST "/about%20us?a=b"));
}

Test(e2e_nginx_conf, static_files_are_served_and_hidden_ones_are_not)
{
	site_write(site_path("site/public/index.html"), "<p>hello");
	site_write(site_path("site/public/.secret"), "secret");
	cr_expect(eq(int, site_get("https://" HOST "/"), 200));
	cr_expect(eq(str, site_response.body, "<p>hello"));
	cr_expect(ne(str, site_header("Strict-Transport-Security"), "(none)"));
	site_get("https://" HOST "/.secret");
	site_expect_problem(404, "not_found");
	site_get("https://" HOST "/.git/config");
	site_expect_problem(404, "not_found");
	site_get("https://" HOST "/api/v1/.config");
	site_expect_problem(503, "busy");
}

Test(e2e_nginx_conf, what_is_well_known_is_served)
{
	cr_assert(eq(int,
	    site_run((const char *const[]){ "mkdir", "-p",
		site_path("site/public/.well-known/acme-challenge"), NULL }),
	    0));
	site_write(site_path("site/public/.well-known/acme-challenge/a"), "b");
	site_write(site_path("site/public/.well-known/security.txt"), "c");
	cr_expect(eq(int,
	    site_get("http://" HOST "/.well-known/acme-challenge/a"), 200));
	cr_expect(eq(str, site_response.body, "b"));
	cr_expect(eq(str, site_header("Content-Type"), "text/plain"));
	site_get("http://" HOST "/.well-known/acme-challenge/none");
	site_expect_problem(404, "not_found");
	cr_expect(eq(
	    int, site_get("https://" HOST "/.well-known/security.txt"), 200));
}

Test(e2e_nginx_conf, the_documentation_is_a_page_that_trusts_only_itself)
{
	static const char urls[][64] = {
		"https://" HOST "/docs/",
		"https://" HOST "/docs/docs.js",
		"https://" HOST "/docs/docs.css",
		"https://" HOST "/docs/vendor/swagger-ui.css",
		"https://" HOST "/docs/vendor/swagger-ui-bundle.js",
	};
	size_t i;

	cr_expect(eq(int, site_get("https://" HOST "/docs"), 301));
	cr_expect(eq(str, site_header("Location"), "/docs/"));
	for (i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		cr_expect(eq(int, site_get(urls[i]), 200), "%s", urls[i]);
		cr_expect(
		    strncmp(site_header("Content-Type"), "text/", 5) == 0);
		cr_expect(
		    strncmp(site_header("Content-Security-Policy"),
			"default-src 'none'; script-src 'self';", 38) == 0);
		cr_expect(ne(
		    str, site_header("Strict-Transport-Security"), "(none)"));
	}
	site_get("https://" HOST "/docs/none");
	site_expect_problem(404, "not_found");
}

Test(e2e_nginx_conf, a_dead_pool_is_busy_and_says_when_to_come_back)
{
	static const char urls[][64] = {
		"https://" HOST "/",
		"https://" HOST "/healthcheck",
		"https://" HOST "/api/v1/events",
		"https://" HOST "/api/v1/auth/login",
		"https://" HOST "/no-such-file",
	};
	size_t i;

	for (i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		site_get(urls[i]);
		site_expect_problem(503, "busy");
		cr_expect(
		    eq(str, site_header("Retry-After"), "2"), "%s", urls[i]);
		cr_expect(ne(
		    str, site_header("Strict-Transport-Security"), "(none)"));
		cr_expect(
		    eq(str, site_header("Access-Control-Allow-Origin"), "*"));
		cr_expect(strstr(site_header("Access-Control-Expose-Headers"),
			      "Retry-After") != NULL);
	}
}

static const char *
log_of_site(const char *name)
{
	return site_read(site_path("site/log/%s", name));
}

/* nginx logs a request when its response is out. */
static bool
is_logged(const char *text)
{
	for (int i = 0; i < TRIES; i++) {
		if (strstr(log_of_site("hearth.log"), text))
			return true;
		usleep(TRY_US);
	}
	return false;
}

static int
get_by(const char *scheme, const char *rest)
{
	char url[128];

	snprintf(url, sizeof(url), "%s://%.100s", scheme, rest);
	return site_get(url);
}

Test(e2e_nginx_conf, no_log_has_a_secret_of_a_url)
{
	static const char urls[][80] = {
		HOST "/api/v1/auth/verify-email?token=SECRET",
		HOST "/api/v1/auth/verify-email/?token=SECRET",
		HOST "/login?token=SECRET",
		HOST "/feeds/SECRET.ics",
		HOST "/feeds/SECRET.ics/?a=b",
		HOST "/api/v1/samples/SECRET",
		HOST "/api/v1/samples/SECRET/",
	};

	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		cr_expect(
		    eq(int, get_by("https", urls[i]), 503), "%s", urls[i]);
		cr_expect(
		    eq(str, site_header("Referrer-Policy"), "no-referrer"));
		cr_expect(ge(int, get_by("http", urls[i]), 301), "%s", urls[i]);
	}
	site_get("https://" HOST "/api/v1/events?limit=7");
	cr_expect(is_logged("\"uri\":\"/api/v1/events\""));
	cr_expect(is_logged("\"uri\":\"/feeds/{token}.ics\""));
	cr_expect(is_logged("\"uri\":\"/api/v1/auth/verify-email\""));
	cr_expect(strstr(log_of_site("hearth.log"), "SECRET") == NULL);
	cr_expect(strstr(log_of_site("error.log"), "limit=7") != NULL);
	cr_expect(strstr(log_of_site("error.log"), "SECRET") == NULL);
}

Test(e2e_nginx_conf, a_heavy_path_with_parameters_is_in_the_heavy_lane)
{
	site_get("https://" HOST "/api/v1/samples/abc");
	cr_expect(is_logged("\"uri\":\"/api/v1/samples/{invite_code}\""));
	cr_expect(is_logged("\"lane\":\"heavy\""));
}

#define EVENT "/api/v1/events/01920000-0001-7000-8000-000000000000"

/* The pools are away: the error log says which one was asked. */
Test(e2e_nginx_conf, an_event_is_read_in_one_lane_and_changed_in_another)
{
	static const struct {
		const char *method, *socket;
	} cases[] = {
		{ "GET", "api.sock" },
		{ "OPTIONS", "api.sock" },
		{ "PUT", "slow.sock" },
		{ "PATCH", "slow.sock" },
		{ "DELETE", "slow.sock" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CURL *c = site_client("https://" HOST EVENT);
		char request[128];
		const char *line;

		curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, cases[i].method);
		site_ask(c, NULL);
		site_expect_problem(503, "busy");
		snprintf(request, sizeof(request),
		    "request: \"%s " EVENT " HTTP/", cases[i].method);
		line = strstr(log_of_site("error.log"), request);
		cr_assert(line != NULL, "%s", request);
		line = memmem(line, strcspn(line, "\n"), cases[i].socket,
		    strlen(cases[i].socket));
		cr_expect(
		    line != NULL, "%s: not to %s", request, cases[i].socket);
	}
}

Test(e2e_nginx_conf, what_is_not_sound_http_is_400)
{
	struct curl_slist *both = NULL;

	site_get("https://" HOST "/api/v1/%00");
	site_expect_problem(400, "bad_request");
	both = curl_slist_append(both, "Content-Length: 3");
	both = curl_slist_append(both, "Transfer-Encoding: chunked");
	site_ask(site_client("http://" HOST "/healthcheck"), both);
	site_expect_problem(400, "bad_request");
}

Test(e2e_nginx_conf, trace_is_405_and_says_what_is_allowed)
{
	CURL *c = site_client("https://" HOST "/api/v1/events");

	curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, "TRACE");
	site_ask(c, NULL);
	site_expect_problem(405, "method_not_allowed");
	cr_expect(ne(str, site_header("Allow"), "(none)"));
}

Test(e2e_nginx_conf, a_large_body_is_413)
{
	CURL *c = site_client("https://" HOST "/api/v1/events");
	char *large = calloc(1, 300000);

	cr_assert(large != NULL);
	memset(large, ' ', 300000);
	curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, 300000L);
	curl_easy_setopt(c, CURLOPT_POSTFIELDS, large);
	site_ask(c, NULL);
	site_expect_problem(413, "body_too_large");
	free(large);
}

/* How many of so many sign-ins are refused; a client's address may say
 * %x for their number. */
static int
refused_of(int n, const char *method, const char *address)
{
	char name[96];
	int refused = 0;

	for (int i = 0; i < n; i++) {
		CURL *c = site_client("https://" HOST "/api/v1/auth/login");
		size_t len = (size_t)snprintf(name, sizeof(name), "X-Client: ");

		snprintf(name + len, sizeof(name) - len, address, i + 1);
		curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, method);
		site_ask(c, curl_slist_append(NULL, name));
		refused += site_response.status == 429;
	}
	return refused;
}

/* What /metrics is answered with, asked for from an address. */
static int
metrics_for(const char *address)
{
	char from[64];

	snprintf(from, sizeof(from), "X-Client: %s", address);
	cr_assert(eq(int,
	    site_ask(site_client("https://" HOST "/metrics"),
		curl_slist_append(NULL, from)),
	    CURLE_OK));
	return site_response.status;
}

Test(e2e_nginx_conf, metrics_are_for_the_machine_itself)
{
	cr_expect(eq(int, metrics_for("192.0.2.1"), 403));
	cr_expect(eq(int, metrics_for("2001:db8::1"), 403));
	/* there is no responder */
	cr_expect(eq(int, metrics_for("127.0.0.1"), 503));
	cr_expect(eq(int, metrics_for("::1"), 503));
}

Test(e2e_nginx_conf, a_preflight_is_not_counted_as_a_sign_in)
{
	cr_expect(eq(int, refused_of(60, "OPTIONS", "192.0.2.1"), 0));
	cr_expect(eq(int, refused_of(1, "POST", "192.0.2.1"), 0));
}

Test(e2e_nginx_conf, a_network_of_ipv6_is_one_client)
{
	cr_expect(
	    ge(int, refused_of(60, "POST", "2001:db8:0:1::%x"), 15), "one /64");
	cr_expect(eq(int, refused_of(1, "POST", "2001:db8:0:2::%x"), 0));
	cr_expect(eq(int, refused_of(60, "POST", "2001:db8:1:%x::1"), 0),
	    "sixty of them");
	cr_expect(eq(int, refused_of(60, "POST", "::ffff:192.0.2.%d"), 0),
	    "IPv4 in the form of IPv6");
}

/* 30 at once, and hardly more while the test runs: of the last ones a second
 * may have let one through. */
Test(e2e_nginx_conf, the_heavy_lane_has_a_limit_of_its_own)
{
	int i, refused = 0, status = 0;

	for (i = 0; i < 60 || (status != 429 && i < TRIES); i++) {
		status = site_get("https://" HOST "/api/v1/auth/login");
		refused += status == 429;
	}
	cr_expect(ge(int, refused, 15));
	site_expect_problem(429, "rate_limited");
	cr_expect(eq(str, site_header("Retry-After"), "1"));
	site_get("https://" HOST "/api/v1/events");
	site_expect_problem(503, "busy");
}

/* Reads a calendar; the status. */
static int
read_feed(int feed, const char *address)
{
	char url[96], from[64];

	snprintf(
	    url, sizeof(url), "https://" HOST "/api/v1/feeds/t-%d_.ics", feed);
	snprintf(from, sizeof(from), "X-Client: %s", address);
	site_ask(site_client(url), curl_slist_append(NULL, from));
	return site_response.status;
}

/* More of them than one client has of the rest of its lane, which they take
 * nothing of; guessing has an end all the same, before that of all requests. */
Test(e2e_nginx_conf, one_client_reads_many_calendars_up_to_a_limit)
{
	int n = 0;

	while (n < 40)
		cr_expect(eq(int, read_feed(n++, "192.0.2.1"), 503));
	cr_expect(eq(int, refused_of(1, "POST", "192.0.2.1"), 0));
	while (n < 190 && read_feed(n, "192.0.2.1") != 429)
		n++;
	cr_expect(ge(int, n, 60));
	site_expect_problem(429, "rate_limited");
	cr_expect(eq(int, read_feed(0, "192.0.2.2"), 503));
}

Test(e2e_nginx_conf, one_calendar_is_not_read_by_many_at_once)
{
	int refused = 0;

	for (int i = 0; i < 40; i++) {
		char address[32];

		snprintf(address, sizeof(address), "192.0.2.%d", i + 1);
		refused += read_feed(0, address) == 429;
	}
	cr_expect(ge(int, refused, 15));
	cr_expect(eq(int, read_feed(1, "192.0.2.1"), 503));
}

enum { UPLOADS_AT_ONCE = 8 };

/* Where the fast lane would be, somebody who takes no request. */
static int
listen_for_nobody(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(a.sun_path, sizeof(a.sun_path), "%s",
	    site_path("site/run/api.sock"));
	cr_assert(fd >= 0);
	cr_assert(bind(fd, (struct sockaddr *)&a, sizeof(a)) == 0);
	cr_assert(listen(fd, 2 * UPLOADS_AT_ONCE) == 0);
	return fd;
}

static size_t
drop(char *p, size_t size, size_t n, void *ctx)
{
	(void)p, (void)ctx;
	return size * n;
}

static CURL *
upload_from(struct curl_slist *address)
{
	CURL *c = site_client("https://" HOST EVENT "/files");

	curl_easy_setopt(c, CURLOPT_HTTPHEADER, address);
	curl_easy_setopt(c, CURLOPT_POSTFIELDS, "bytes");
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, drop);
	return c;
}

/* Until no more than so many wait for an answer. */
static void
run_until_waiting(CURLM *multi, int most)
{
	int waiting = most + 1;

	for (int i = 0; i < TRIES && waiting > most; i++) {
		curl_multi_perform(multi, &waiting);
		curl_multi_poll(multi, NULL, 0, TRY_US / 1000, NULL);
	}
	cr_assert(le(int, waiting, most));
}

/* One address has eight, another one has its own. */
Test(e2e_nginx_conf, so_many_uploads_of_one_client_come_at_once)
{
	struct curl_slist *one = curl_slist_append(NULL, "X-Client: 192.0.2.1");
	struct curl_slist *other = curl_slist_append(
	    NULL, "X-Client: 192.0.2.2");
	CURL *c[UPLOADS_AT_ONCE + 2];
	CURLM *multi = curl_multi_init();
	int nobody = listen_for_nobody(), refused = 0, unanswered = 0;
	long status;

	for (size_t i = 0; i < N_OF(c); i++) {
		c[i] = upload_from(i ? one : other);
		curl_multi_add_handle(multi, c[i]);
	}
	run_until_waiting(multi, UPLOADS_AT_ONCE + 1);
	close(nobody);
	run_until_waiting(multi, 0);
	for (size_t i = 0; i < N_OF(c); i++) {
		curl_easy_getinfo(c[i], CURLINFO_RESPONSE_CODE, &status);
		refused += status == 429;
		unanswered += status == 503;
		curl_multi_remove_handle(multi, c[i]);
		curl_easy_cleanup(c[i]);
	}
	curl_multi_cleanup(multi);
	curl_slist_free_all(one);
	curl_slist_free_all(other);
	cr_expect(eq(int, refused, 1));
	cr_expect(eq(int, unanswered, UPLOADS_AT_ONCE + 1));
}
