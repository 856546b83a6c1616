/*
 * A responder for the tests of the loop: all of http/, and a handler that
 * tells what it was given.
 *
 *	POST /effect	counts itself and answers with the count
 *	GET /big/N	answers with N bytes
 *	GET /grow	makes the process 48 MiB larger
 *	anything else	answers with the request as JSON
 *
 * BODY_MAX, REQUESTS_MAX, RSS_MAX and IDLE_MS set the loop's options.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "http/access.h"
#include "http/serve.h"
#include "json/write.h"

#include "base/banned.h"

struct echo {
	int64_t n_effects;
	char *grown;
};

static int64_t
setting(const char *name, int64_t otherwise)
{
	const char *text = getenv(name);
	int64_t v;

	return text && str_to_int(text, 0, INT64_MAX, &v) ? v : otherwise;
}

static void
write_request(struct buf *out, const struct http_request *r)
{
	struct json_writer w = json_writer(out);

	json_open(&w, '{');
	json_key(&w, "method");
	json_write_text(&w, http_method_name(r->method));
	json_key(&w, "segments");
	json_open(&w, '[');
	for (unsigned i = 0; i < r->n_segments; i++)
		json_write_text(&w, r->segments[i]);
	json_close(&w, ']');
	json_key(&w, "query");
	json_write_text(&w, r->query);
	json_key(&w, "address");
	json_write_text(&w, r->remote_address);
	json_key(&w, "authorization");
	json_write_text(&w, r->authorization);
	json_key(&w, "body_len");
	json_write_int(&w, (int64_t)r->body_len);
	json_close(&w, '}');
}

static void
write_bytes(struct buf *out, const char *n)
{
	int64_t len;

	if (!str_to_int(n, 0, HTTP_BODY_MAX, &len) ||
	    !buf_reserve(out, (size_t)len))
		return;
	memset(out->p, 'x', (size_t)len);
	out->len = (size_t)len;
}

static void
grow(struct echo *e)
{
	size_t size = 48 << 20;

	free(e->grown);
	e->grown = malloc(size);
	if (e->grown)
		memset(e->grown, 1, size);
}

static void
handle(void *ctx, struct http_request *r, struct http_response *response)
{
	struct echo *e = ctx;
	const char *first = r->n_segments ? r->segments[0] : "";

	response->head_only = r->method == HTTP_HEAD;
	http_response_header(response, "X-Request-Id", r->id);
	if (r->fault->err) {
		http_response_problem(response, r->fault, r->id);
		return;
	}
	response->content_type = "application/json";
	if (strcmp(first, "effect") == 0 && r->method == HTTP_POST) {
		buf_int(&response->body, ++e->n_effects);
	} else if (strcmp(first, "big") == 0 && r->n_segments == 2) {
		write_bytes(&response->body, r->segments[1]);
	} else {
		if (strcmp(first, "grow") == 0)
			grow(e);
		write_request(&response->body, r);
	}
}

static void
done(void *ctx, const struct http_request *r, const struct http_response *a)
{
	(void)ctx;
	http_access_log(&(struct http_access){
	    .request = r, .response = a, .fault = r->fault });
}

int
main(void)
{
	struct echo e = { 0 };
	struct http_handler handler = {
		.handle = handle, .done = done, .ctx = &e
	};
	struct http_serve_options options = {
		.body_max = (size_t)setting("BODY_MAX", 256 * 1024),
		.requests_max = setting("REQUESTS_MAX", 0),
		.rss_max = (size_t)setting("RSS_MAX", 0),
		.idle_ms = setting("IDLE_MS", 20000),
	};
	int status;

	http_block_signals();
	log_init("echo", getenv("QUIET") ? LOG_ERROR : LOG_INFO);
	status = http_serve(&options, &handler);
	free(e.grown);
	return status;
}
