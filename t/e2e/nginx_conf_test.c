/*
 * nginx/hearth.conf, the production site, laid out on Unix sockets by
 * contrib/lint/nginx-production: what nginx itself refuses, serves and says
 * while no responder runs behind it.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "t/lib/response.h"
#include "t/lib/process.h"

#include "base/banned.h"

enum { RUN_MS = 30000, STOP_MS = 5000, TRIES = 500, TRY_US = 10000 };

#define HOST   "hearth.example.org"
#define LAYOUT TOP_SRCDIR "/contrib/lint/nginx-production"
#define SITE   TOP_SRCDIR "/contrib/nginx-site"
#define LANES  TOP_BUILDDIR "/generated/nginx-lanes.conf"
#define SAMPLE TOP_SRCDIR "/t/fixture/contract/sample.json"

struct text {
	char *p;
	size_t len;
};

static char dir[] = "/tmp/hearth-nginx-XXXXXX";
static char log_path[96], conf[96], socket_80[96], socket_443[96];
static struct process nginx;
static struct response response;

static size_t
take(char *p, size_t size, size_t n, void *ctx)
{
	struct text *t = ctx;

	t->p = realloc(t->p, t->len + size * n + 1);
	cr_assert(t->p != NULL);
	memcpy(t->p + t->len, p, size * n);
	t->len += size * n;
	t->p[t->len] = '\0';
	return size * n;
}

/* A handle for a URL, over the socket that stands for its port. */
static CURL *
client(const char *url)
{
	CURL *c = curl_easy_init();

	cr_assert(c != NULL);
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_UNIX_SOCKET_PATH,
	    strncmp(url, "https:", 6) == 0 ? socket_443 : socket_80);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(c, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, 10000L);
	return c;
}

/* Performs, fills answer and frees the handle and the list. */
static CURLcode
perform(CURL *c, struct curl_slist *headers)
{
	struct text head = { NULL, 0 }, body = { NULL, 0 };
	long status = 0;
	CURLcode code;

	curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, &head);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, &body);
	code = curl_easy_perform(c);
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	response_set(&response, (int)status, head.p ? head.p : "",
	    body.p ? body.p : "", body.len);
	free(head.p);
	free(body.p);
	curl_slist_free_all(headers);
	curl_easy_cleanup(c);
	return code;
}

static int
get(const char *url)
{
	CURLcode code = perform(client(url), NULL);

	cr_assert(
	    eq(int, code, CURLE_OK), "%s: %s", url, curl_easy_strerror(code));
	return response.status;
}

static char *
header(const char *name)
{
	static char none[] = "(none)";
	char *value = response_header(&response, name);

	return value ? value : none;
}

static void
expect_problem(int status, const char *code)
{
	cr_expect(eq(int, response.status, status), "%s", response.body);
	cr_expect(eq(str, response_text(&response, "/code"), (char *)code));
	cr_expect(eq(str, header("Content-Type"), "application/problem+json"));
	cr_expect(eq(str, header("X-Request-Id"),
	    response_text(&response, "/request_id")));
}

static void
write_file(const char *name, const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/site/public/%s", dir, name);
	file = fopen(path, "we");
	cr_assert(file != NULL);
	fputs(text, file);
	fclose(file);
}

/* As behind another proxy, so that tests can be many clients. */
static void
believe_in_addresses(const char *site)
{
	char path[96];
	FILE *f;

	snprintf(path, sizeof(path), "%s/conf.d/proxy.conf", site);
	f = fopen(path, "w");
	cr_assert(f != NULL);
	fputs("set_real_ip_from unix:;\nreal_ip_header X-Client;\n", f);
	cr_assert(eq(int, fclose(f), 0));
}

/* A contract of its own, too, since the real one has not all kinds of secrets
 * in URLs. */
static void
add_lanes_of_sample(const char *site)
{
	static const char join[] =
	    "\"$0\" --prefix sample --out \"$2\" \"$1\" &&"
	    " cat \"$2/nginx-lanes.conf\""
	    " >>\"$3/nginx-lanes.conf\"";
	char sample[64];

	snprintf(sample, sizeof(sample), "%s/sample", dir);
	cr_assert(eq(int,
	    process_run(log_path, RUN_MS,
		(const char *const[]){ "sh", "-c", join,
		    TOP_BUILDDIR "/src/gen/contract", SAMPLE, sample, site,
		    NULL }),
	    0));
}

static void
lay_out(void)
{
	char site[64];

	cr_assert(mkdtemp(dir) != NULL);
	snprintf(site, sizeof(site), "%s/site", dir);
	snprintf(log_path, sizeof(log_path), "%s/log", dir);
	snprintf(conf, sizeof(conf), "%s/nginx.conf", site);
	snprintf(socket_80, sizeof(socket_80), "%s/80", site);
	snprintf(socket_443, sizeof(socket_443), "%s/443", site);
	cr_assert(eq(int,
	    process_run(log_path, RUN_MS,
		(const char *const[]){ LAYOUT, site, LANES, NULL }),
	    0));
	add_lanes_of_sample(site);
	believe_in_addresses(site);
}

/* Its last socket exists a moment before it listens there. */
static bool
listens(void)
{
	CURL *c = client("https://" HOST "/");

	curl_easy_setopt(c, CURLOPT_CONNECT_ONLY, 1L);
	return perform(c, NULL) == CURLE_OK;
}

static void
start(void)
{
	int i;

	curl_global_init(CURL_GLOBAL_DEFAULT);
	lay_out();
	process_start(&nginx, log_path,
	    (const char *const[]){ "nginx", "-c", conf, "-e", log_path, NULL });
	for (i = 0; i < TRIES && !listens(); i++)
		usleep(TRY_US);
	cr_assert(lt(int, i, TRIES), "nginx does not listen; see %s", log_path);
}

static void
stop(void)
{
	process_stop(&nginx, STOP_MS);
	response_clear(&response);
	process_run("/dev/null", RUN_MS,
	    (const char *const[]){ "rm", "-rf", dir, NULL });
}

TestSuite(e2e_nginx_conf, .init = start, .fini = stop, .timeout = 60);

static int
nginx_t(const char *file)
{
	return process_run(log_path, RUN_MS,
	    (const char *const[]){
		"nginx", "-t", "-q", "-e", log_path, "-c", file, NULL });
}

Test(e2e_nginx_conf, nginx_accepts_production_and_quickstart)
{
	char listen[128], quickstart[96];

	cr_expect(eq(int, nginx_t(conf), 0), "see %s", log_path);
	snprintf(listen, sizeof(listen), "unix:%s/q", dir);
	cr_assert(eq(int,
	    process_run(log_path, RUN_MS,
		(const char *const[]){ SITE, dir, listen, LANES, NULL }),
	    0));
	snprintf(quickstart, sizeof(quickstart), "%s/nginx.conf", dir);
	cr_expect(eq(int, nginx_t(quickstart), 0), "see %s", log_path);
}

Test(e2e_nginx_conf, a_stranger_gets_no_response)
{
	cr_expect(eq(int, perform(client("http://other.example.org/"), NULL),
	    CURLE_GOT_NOTHING));
	cr_expect(eq(int, perform(client("https://other.example.org/"), NULL),
	    CURLE_SSL_CONNECT_ERROR));
	cr_expect(ne(int,
	    perform(client("https://" HOST "/"),
		curl_slist_append(NULL, "Host: other.example.org")),
	    CURLE_OK));
	cr_expect(eq(int, response.status, 0));
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
		CURL *c = client("https://" HOST "/healthcheck");

		/* old versions are off in OpenSSL too, unless asked for */
		curl_easy_setopt(
		    c, CURLOPT_SSL_CIPHER_LIST, "DEFAULT@SECLEVEL=0");
		curl_easy_setopt(c, CURLOPT_SSLVERSION,
		    cases[i].version | CURL_SSLVERSION_TLSv1);
		cr_expect(
		    eq(int, perform(c, NULL), cases[i].code), "case %zu", i);
	}
}

Test(e2e_nginx_conf, plain_http_is_refused_to_calls_and_redirects_pages)
{
	get("http://" HOST "/api/v1/events?token=x");
	expect_problem(403, "forbidden");
	cr_expect(eq(int, get("http://" HOST "/about%20us?a=b"), 301));
	cr_expect(
	    eq(str, header("Location"), "https://" HOST "/about%20us?a=b"));
}

Test(e2e_nginx_conf, static_files_are_served_and_hidden_ones_are_not)
{
	write_file("index.html", "<p>hello");
	write_file(".secret", "secret");
	cr_expect(eq(int, get("https://" HOST "/"), 200));
	cr_expect(eq(str, response.body, "<p>hello"));
	cr_expect(ne(str, header("Strict-Transport-Security"), "(none)"));
	get("https://" HOST "/.secret");
	expect_problem(404, "not_found");
	get("https://" HOST "/.git/config");
	expect_problem(404, "not_found");
	get("https://" HOST "/api/v1/.config");
	expect_problem(503, "busy");
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

	cr_expect(eq(int, get("https://" HOST "/docs"), 301));
	cr_expect(eq(str, header("Location"), "/docs/"));
	for (i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		cr_expect(eq(int, get(urls[i]), 200), "%s", urls[i]);
		cr_expect(strncmp(header("Content-Type"), "text/", 5) == 0);
		cr_expect(
		    strncmp(header("Content-Security-Policy"),
			"default-src 'none'; script-src 'self';", 38) == 0);
		cr_expect(
		    ne(str, header("Strict-Transport-Security"), "(none)"));
	}
	get("https://" HOST "/docs/none");
	expect_problem(404, "not_found");
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
		get(urls[i]);
		expect_problem(503, "busy");
		cr_expect(eq(str, header("Retry-After"), "2"), "%s", urls[i]);
		cr_expect(
		    ne(str, header("Strict-Transport-Security"), "(none)"));
		cr_expect(eq(str, header("Access-Control-Allow-Origin"), "*"));
		cr_expect(strstr(header("Access-Control-Expose-Headers"),
			      "Retry-After") != NULL);
	}
}

/* What stands in a log of the site. */
static const char *
log_of_site(const char *name)
{
	static char text[1 << 16];
	char path[96];
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "%s/site/log/%s", dir, name);
	f = fopen(path, "re");
	cr_assert(f != NULL, "%s", path);
	n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = '\0';
	fclose(f);
	return text;
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
	return get(url);
}

Test(e2e_nginx_conf, no_log_has_a_secret_of_a_url)
{
	static const char urls[][80] = {
		HOST "/api/v1/auth/verify-email?token=SECRET",
		HOST "/api/v1/auth/verify-email/?token=SECRET",
		HOST "/login?token=SECRET",
		HOST "/feeds/SECRET.ics",
		HOST "/feeds/SECRET.ics/?a=b",
		HOST "/api/v1/invites/SECRET",
		HOST "/api/v1/invites/SECRET/",
	};

	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		cr_expect(
		    eq(int, get_by("https", urls[i]), 503), "%s", urls[i]);
		cr_expect(eq(str, header("Referrer-Policy"), "no-referrer"));
		cr_expect(ge(int, get_by("http", urls[i]), 301), "%s", urls[i]);
	}
	get("https://" HOST "/api/v1/events?limit=7");
	cr_expect(is_logged("\"uri\":\"/api/v1/events\""));
	cr_expect(is_logged("\"uri\":\"/feeds/{token}.ics\""));
	cr_expect(is_logged("\"uri\":\"/api/v1/auth/verify-email\""));
	cr_expect(strstr(log_of_site("hearth.log"), "SECRET") == NULL);
	cr_expect(strstr(log_of_site("error.log"), "limit=7") != NULL);
	cr_expect(strstr(log_of_site("error.log"), "SECRET") == NULL);
}

Test(e2e_nginx_conf, a_heavy_path_with_parameters_is_in_the_heavy_lane)
{
	get("https://" HOST "/api/v1/invites/abc");
	cr_expect(is_logged("\"uri\":\"/api/v1/invites/{invite_code}\""));
	cr_expect(is_logged("\"lane\":\"heavy\""));
}

Test(e2e_nginx_conf, what_is_not_sound_http_is_400)
{
	struct curl_slist *many = NULL, *both = NULL;
	char name[32];
	int i;

	get("https://" HOST "/api/v1/%00");
	expect_problem(400, "bad_request");

	for (i = 0; i < 120; i++) {
		snprintf(name, sizeof(name), "X-Header-%d: x", i);
		many = curl_slist_append(many, name);
	}
	perform(client("https://" HOST "/healthcheck"), many);
	expect_problem(400, "bad_request");

	both = curl_slist_append(both, "Content-Length: 3");
	both = curl_slist_append(both, "Transfer-Encoding: chunked");
	perform(client("http://" HOST "/healthcheck"), both);
	expect_problem(400, "bad_request");
}

Test(e2e_nginx_conf, trace_is_405_and_says_what_is_allowed)
{
	CURL *c = client("https://" HOST "/api/v1/events");

	curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, "TRACE");
	perform(c, NULL);
	expect_problem(405, "method_not_allowed");
	cr_expect(ne(str, header("Allow"), "(none)"));
}

Test(e2e_nginx_conf, a_large_body_is_413)
{
	CURL *c = client("https://" HOST "/api/v1/events");
	char *large = calloc(1, 300000);

	cr_assert(large != NULL);
	memset(large, ' ', 300000);
	curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, 300000L);
	curl_easy_setopt(c, CURLOPT_POSTFIELDS, large);
	perform(c, NULL);
	expect_problem(413, "body_too_large");
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
		CURL *c = client("https://" HOST "/api/v1/auth/login");
		size_t len = (size_t)snprintf(name, sizeof(name), "X-Client: ");

		snprintf(name + len, sizeof(name) - len, address, i + 1);
		curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, method);
		perform(c, curl_slist_append(NULL, name));
		refused += response.status == 429;
	}
	return refused;
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

/* 30 at once, and hardly more while the test runs. */
Test(e2e_nginx_conf, the_heavy_lane_has_a_limit_of_its_own)
{
	int i, refused = 0;

	for (i = 0; i < 60; i++)
		if (get("https://" HOST "/api/v1/auth/login") == 429)
			refused++;
	cr_expect(ge(int, refused, 15));
	expect_problem(429, "rate_limited");
	cr_expect(eq(str, header("Retry-After"), "1"));
	get("https://" HOST "/api/v1/events");
	expect_problem(503, "busy");
}
