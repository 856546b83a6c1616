/*
 * The site is laid out by contrib/lint/nginx-production, as nginx/README.md
 * says to install it.
 */
#include "t/e2e/site_fixture.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attr.h"
#include "t/lib/process.h"
#include "t/lib/tree.h"

#include "base/banned.h"

enum { RUN_MS = 30000, STOP_MS = 5000, TRIES = 500, TRY_US = 10000 };

#define LAYOUT	  TOP_SRCDIR "/contrib/lint/nginx-production"
#define GENERATED TOP_BUILDDIR "/generated"
#define SAMPLE	  TOP_SRCDIR "/t/fixture/contract/sample.json"

struct text {
	char *p;
	size_t len;
};

struct response site_response;
static char dir[] = "/tmp/hearth-nginx-XXXXXX";
static struct process nginx;

const char *
site_path(const char *format, ...)
{
	static char paths[4][160];
	static size_t next;
	char *path = paths[next++ % N_OF(paths)];
	size_t len = (size_t)snprintf(path, sizeof(paths[0]), "%s/", dir);
	va_list args;

	va_start(args, format);
	vsnprintf(path + len, sizeof(paths[0]) - len, format, args);
	va_end(args);
	return path;
}

const char *
site_log(void)
{
	static char path[64];

	snprintf(path, sizeof(path), "%s/log", dir);
	return path;
}

void
site_write(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	cr_assert(file != NULL, "%s", path);
	fputs(text, file);
	cr_assert(eq(int, fclose(file), 0));
}

const char *
site_read(const char *path)
{
	static char text[1 << 16];
	FILE *f = fopen(path, "re");
	size_t n;

	cr_assert(f != NULL, "%s", path);
	n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = '\0';
	fclose(f);
	return text;
}

int
site_run(const char *const *argv)
{
	return process_run(site_log(), RUN_MS, argv);
}

bool
site_is_sound(const char *conf)
{
	const char *said = site_path("said");

	site_write(said, "");
	return site_run((const char *const[]){
		   "nginx", "-t", "-q", "-e", said, "-c", conf, NULL }) == 0 &&
	       site_read(said)[0] == '\0';
}

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

CURL *
site_client(const char *url)
{
	CURL *c = curl_easy_init();
	bool is_tls = strncmp(url, "https:", 6) == 0;

	cr_assert(c != NULL);
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_UNIX_SOCKET_PATH,
	    site_path("site/%s", is_tls ? "443" : "80"));
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(c, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, 10000L);
	return c;
}

CURLcode
site_ask(CURL *c, struct curl_slist *headers)
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
	response_set(&site_response, (int)status, head.p ? head.p : "",
	    body.p ? body.p : "", body.len);
	free(head.p);
	free(body.p);
	curl_slist_free_all(headers);
	curl_easy_cleanup(c);
	return code;
}

int
site_get(const char *url)
{
	CURLcode code = site_ask(site_client(url), NULL);

	cr_assert(
	    eq(int, code, CURLE_OK), "%s: %s", url, curl_easy_strerror(code));
	return site_response.status;
}

char *
site_header(const char *name)
{
	static char none[] = "(none)";
	char *value = response_header(&site_response, name);

	return value ? value : none;
}

void
site_expect_problem(int status, const char *code)
{
	cr_expect(
	    eq(int, site_response.status, status), "%s", site_response.body);
	cr_expect(
	    eq(str, response_text(&site_response, "/code"), (char *)code));
	cr_expect(
	    eq(str, site_header("Content-Type"), "application/problem+json"));
	cr_expect(eq(str, site_header("X-Request-Id"),
	    response_text(&site_response, "/request_id")));
}

/* A contract of its own, too, since the real one has not all kinds of secrets
 * in URLs. */
static void
add_lanes_of_sample(void)
{
	static const char join[] =
	    "\"$0\" --prefix sample --out \"$2\" \"$1\" &&"
	    " sed \"s|/usr/share/hearth/|$3/share/|\" \"$2/nginx-lanes.conf\""
	    " >>\"$3/share/nginx/nginx-lanes.conf\"";

	cr_assert(eq(int,
	    site_run((const char *const[]){ "sh", "-c", join,
		TOP_BUILDDIR "/src/gen/contract", SAMPLE, site_path("sample"),
		site_path("site"), NULL }),
	    0));
}

void
site_lay_out(void)
{
	cr_assert(mkdtemp(dir) != NULL);
	cr_assert(eq(int,
	    site_run((const char *const[]){
		LAYOUT, site_path("site"), GENERATED, NULL }),
	    0));
	add_lanes_of_sample();
}

/* Its last socket exists a moment before it listens there. */
static bool
listens(void)
{
	CURL *c = site_client("https://" SITE_HOST "/");

	curl_easy_setopt(c, CURLOPT_CONNECT_ONLY, 1L);
	return site_ask(c, NULL) == CURLE_OK;
}

void
site_start(void)
{
	int i;

	curl_global_init(CURL_GLOBAL_DEFAULT);
	process_start(&nginx, site_log(),
	    (const char *const[]){ "nginx", "-c", site_path("site/nginx.conf"),
		"-e", site_log(), NULL });
	for (i = 0; i < TRIES && !listens(); i++)
		usleep(TRY_US);
	cr_assert(
	    lt(int, i, TRIES), "nginx does not listen; see %s", site_log());
}

void
site_stop(void)
{
	process_stop(&nginx, STOP_MS);
	response_clear(&site_response);
	tree_remove(dir);
}
