/*
 * The child writes what it got into memory that both have; it is read when the
 * child has ended.
 */
#include "net/fetch.h"

#include <curl/curl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/str.h"
#include "net/apart.h"
#include "net/curl.h"
#include "net/global.h"
#include "text/url.h"

#include "base/banned.h"

enum {
	APART_S = NET_FETCH_TOTAL_MS / 1000 + 5,
	HEADERS_MAX = 64 * 1024,
	NOT_MODIFIED = 304,
	SERVER_ERROR = 500
};

/* What both processes have. */
struct shared {
	struct net_fetched got;
	enum net_fetch_outcome outcome;
	bool is_too_large;
	bool is_down; /* the server: it gave no answer, or said so itself */
	char body[];
};

/* One fetch, in the child. */
struct fetch {
	const struct net_fetch *in;
	struct shared *shared;
	int64_t end_us;	  /* monotonic */
	size_t n_headers; /* bytes of them */
	bool is_listed;	  /* the host that is asked */
	bool is_kept_off;
	char error[CURL_ERROR_SIZE];
};

static void
fail(struct fetch *f, const char *sentence)
{
	f->shared->outcome = NET_FETCH_FAILED;
	str_copy(f->shared->got.sentence, NET_FETCH_SENTENCE_SIZE, sentence);
}

static curl_socket_t
open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct fetch *f = ctx;

	(void)purpose;
	if (!f->is_listed && !net_global_is(&to->addr)) {
		f->is_kept_off = true;
		return CURL_SOCKET_BAD;
	}
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static size_t
take(char *p, size_t size, size_t n, void *ctx)
{
	struct fetch *f = ctx;
	size_t len = size * n;

	if (len > f->in->body_max - f->shared->got.len) {
		f->shared->is_too_large = true;
		return 0;
	}
	memcpy(f->shared->body + f->shared->got.len, p, len);
	f->shared->got.len += len;
	return len;
}

static size_t
count_header(char *p, size_t size, size_t n, void *ctx)
{
	struct fetch *f = ctx;

	(void)p;
	f->n_headers += size * n;
	f->shared->is_too_large |= f->n_headers > HEADERS_MAX;
	return f->shared->is_too_large ? 0 : size * n;
}

static bool
is_sendable(const struct net_fetch_header *h)
{
	return h->value && *h->value && !str_has_control(h->value) &&
	       strlen(h->name) + strlen(h->value) + sizeof(": ") <=
		   NET_FETCH_LINE_SIZE;
}

static struct curl_slist *
add_header(struct curl_slist *list, const char *name, const char *value)
{
	char line[NET_FETCH_LINE_SIZE];
	struct curl_slist *longer;

	if (!is_sendable(&(struct net_fetch_header){ name, value }))
		return list;
	snprintf(line, sizeof(line), "%s: %s", name, value);
	longer = curl_slist_append(list, line);
	bug_if(!longer);
	return longer;
}

/* A server that got half of what it is to get would answer something else. */
static struct curl_slist *
add_own_headers(struct curl_slist *list, const struct net_fetch *in)
{
	for (size_t i = 0; i < in->n_headers; i++) {
		bug_if(!is_sendable(&in->headers[i]));
		list = add_header(
		    list, in->headers[i].name, in->headers[i].value);
	}
	return list;
}

static void
set_post(CURL *curl, const struct net_fetch *in)
{
	if (!in->post)
		return;
	curl_easy_setopt(curl, CURLOPT_POST, 1L);
	curl_easy_setopt(
	    curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(in->post));
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, in->post);
}

static void
set_options(CURL *curl, struct fetch *f)
{
	curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(
	    curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(
	    curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)f->in->body_max);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, f);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, f);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, count_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, f);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, f->error);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "Hearth/" PACKAGE_VERSION);
}

static const char *
sentence_of(const struct fetch *f, CURLcode code)
{
	if (f->shared->is_too_large || code == CURLE_FILESIZE_EXCEEDED)
		return "It is too large.";
	if (f->is_kept_off || code == CURLE_COULDNT_RESOLVE_HOST)
		return "Its host has no address on the Internet.";
	if (code == CURLE_OPERATION_TIMEDOUT)
		return "The server did not answer in time.";
	if (code == CURLE_PEER_FAILED_VERIFICATION)
		return "The server's certificate does not prove its name.";
	if (code == CURLE_COULDNT_CONNECT)
		return "The server cannot be reached.";
	return "The server gave no whole answer.";
}

static void
keep_header(CURL *curl, const char *name, char value[NET_FETCH_HEADER_SIZE])
{
	struct curl_header *h;

	value[0] = '\0';
	if (curl_easy_header(curl, name, 0, CURLH_HEADER, -1, &h) ==
		CURLHE_OK &&
	    !str_has_control(h->value) &&
	    !str_copy(value, NET_FETCH_HEADER_SIZE, h->value))
		value[0] = '\0';
}

static bool
is_conditional(const struct net_fetch *in)
{
	return (in->etag && *in->etag) ||
	       (in->last_modified && *in->last_modified);
}

static void
read_answer(CURL *curl, struct fetch *f)
{
	struct shared *to = f->shared;
	char sentence[NET_FETCH_SENTENCE_SIZE];
	long status = 0;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	to->got.status = status;
	if (status == NOT_MODIFIED && is_conditional(f->in)) {
		to->outcome = NET_FETCH_UNCHANGED;
		return;
	}
	to->is_down = status >= SERVER_ERROR;
	if (status != NET_FETCH_OK && !f->in->takes_any_status) {
		snprintf(sentence, sizeof(sentence),
		    "The server answers with status %ld.", status);
		fail(f, sentence);
		return;
	}
	keep_header(curl, "ETag", to->got.etag);
	keep_header(curl, "Last-Modified", to->got.last_modified);
	to->outcome = NET_FETCH_DONE;
}

/* Whether it may be asked there; who named it is told why not. */
static bool
look_at(struct fetch *f, const char *url)
{
	struct text_url parsed;

	if (!text_url_parse(url, &parsed)) {
		fail(f, "It leads to what is no address of the web.");
		return false;
	}
	if (!text_url_is_open(&parsed, f->in->allow)) {
		fail(f, "It leads to where Hearth does not ask: only https, "
			"at port 443.");
		return false;
	}
	f->is_listed = text_url_is_listed(&parsed, f->in->allow);
	return true;
}

/* Asks once; in *next where else to ask, NULL at the end. */
static void
ask(CURL *curl, struct fetch *f, const char *url, const char **next)
{
	int64_t left_ms = (f->end_us - clock_monotonic_us()) / 1000;
	CURLcode code;

	*next = NULL;
	f->shared->got.len = 0;
	f->is_kept_off = false;
	curl_easy_setopt(curl, CURLOPT_URL, url);
	net_curl_restrict(curl, "http,https", f->in->ca_file,
	    NET_FETCH_CONNECT_MS, left_ms > 1 ? left_ms : 1);
	code = curl_easy_perform(curl);
	if (code != CURLE_OK) {
		f->shared->is_down = code == CURLE_OPERATION_TIMEDOUT ||
				     (code == CURLE_COULDNT_CONNECT &&
					 !f->is_kept_off);
		fail(f, sentence_of(f, code));
		return;
	}
	if (!f->in->takes_any_status && !f->in->post)
		curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, next);
	if (!*next)
		read_answer(curl, f);
}

static void
follow(CURL *curl, struct fetch *f)
{
	char url[TEXT_URL_MAX + 1];
	const char *next = f->in->url;

	for (int i = 0; i <= NET_FETCH_REDIRECTS_MAX; i++) {
		if (!look_at(f, next))
			return;
		str_copy(url, sizeof(url), next);
		ask(curl, f, url, &next);
		if (i > 0) /* whose URL it is has answered */
			f->shared->is_down = false;
		if (!next)
			return;
	}
	fail(f, "It leads from one place to another without end.");
}

static int
work(void *ctx)
{
	struct fetch *f = ctx;
	struct curl_slist *headers = NULL;
	CURL *curl = curl_easy_init();

	bug_if(!curl);
	headers = add_header(headers, "Accept", f->in->media_type);
	headers = add_header(headers, "If-None-Match", f->in->etag);
	headers = add_header(
	    headers, "If-Modified-Since", f->in->last_modified);
	if (f->in->post)
		headers = add_header(headers, "Content-Type", f->in->post_type);
	headers = add_own_headers(headers, f->in);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	set_post(curl, f->in);
	set_options(curl, f);
	follow(curl, f);
	/* nothing is freed: that waits for the thread that resolves names */
	return 0;
}

static void
run(struct fetch *f)
{
	struct net_apart apart = { .work = work,
		.ctx = f,
		.limit_s = APART_S,
		.tick = f->in->tick,
		.tick_ctx = f->in->tick_ctx };
	int status;

	fail(f, "It could not be fetched.");
	if (net_apart_run(&apart, &status) == NET_APART_DONE)
		return;
	fail(f, "It could not be fetched in time.");
}

static enum net_fetch_outcome
fetch(const struct net_fetch *in, struct arena *arena, struct net_fetched *out,
    bool *is_down)
{
	size_t size = sizeof(struct shared) + in->body_max;
	int64_t total_ms = in->total_ms ? in->total_ms : NET_FETCH_TOTAL_MS;
	struct fetch f = { .in = in,
		.end_us = clock_monotonic_us() + total_ms * 1000 };
	enum net_fetch_outcome outcome;

	f.shared = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	bug_if(f.shared == MAP_FAILED);
	run(&f);
	outcome = f.shared->outcome;
	*is_down = f.shared->is_down;
	*out = f.shared->got;
	out->body = outcome == NET_FETCH_DONE
			? arena_strndup(arena, f.shared->body, out->len)
			: "";
	out->len = outcome == NET_FETCH_DONE ? out->len : 0;
	munmap(f.shared, size);
	return outcome;
}

enum net_fetch_outcome
net_fetch(
    const struct net_fetch *in, struct arena *arena, struct net_fetched *out)
{
	struct text_url url;
	char host[TEXT_URL_HOST_SIZE + 16];
	enum net_fetch_outcome outcome;
	bool is_down;

	if (!in->breaker || !text_url_parse(in->url, &url))
		return fetch(in, arena, out, &is_down);
	snprintf(host, sizeof(host), "%s:%d", url.host, url.port);
	*out = (struct net_fetched){ .body = "" };
	if (net_breaker_is_open(in->breaker, host, clock_monotonic_us()))
		return NET_FETCH_SPARED;
	outcome = fetch(in, arena, out, &is_down);
	net_breaker_note(in->breaker, host, !is_down, clock_monotonic_us());
	return outcome;
}
