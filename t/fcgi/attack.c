/*
 * The variants are computed, not random: a failure can be repeated.
 */
#include "t/fcgi/attack.h"

#include <fastcgi.h>
#include <stdlib.h>

#include "t/lib/fcgi_client.h"

#include "base/banned.h"

enum { BODY_SIZE = 70000, PLACES = 60000, LIBFCGI_BUFFER = 8192 };

void
attack_init(struct attack *a, const char *host, const char *smuggled)
{
	*a = (struct attack){ .host = host, .body = malloc(BODY_SIZE) };
	buf_init(&a->smuggled, FCGI_CLIENT_MAX);
	buf_init(&a->out, FCGI_CLIENT_MAX);
	fcgi_put_request(
	    &a->smuggled, &(struct fcgi_request){ .method = "POST",
			      .uri = smuggled,
			      .params = { { "REMOTE_USER", "admin" } } });
}

void
attack_release(struct attack *a)
{
	buf_release(&a->smuggled);
	buf_release(&a->out);
	free(a->body);
}

/* Fills a->out; returns where to cut it in two. */
static size_t
put_variant(struct attack *a, int i)
{
	static const char *const lengths[] = { NULL, "0", NULL, "7", NULL, "",
		"-1", "8192", NULL, "999999999", "9000" };
	struct fcgi_request r = { .method = "POST",
		.uri = a->host,
		.body_len = 50000, /* as many digits as the real one */
		.content_length = lengths[i % 11] };
	size_t head, at;

	buf_clear(&a->out);
	fcgi_put_head(&a->out, &r);
	head = a->out.len + FCGI_HEADER_LEN;
	at = i % 2 ? (size_t)i * 7919 % PLACES
		   : LIBFCGI_BUFFER * (size_t)(1 + i / 2 % 7) - head;
	memset(a->body, 'b', at);
	memcpy(a->body + at, a->smuggled.p, a->smuggled.len);
	r.body = a->body;
	r.body_len = at + a->smuggled.len;
	buf_clear(&a->out);
	fcgi_put_request(&a->out, &r);
	return i % 3 ? head + at : (size_t)i * 104729 % a->out.len;
}

void
attack_send(struct attack *a, int fd, int i)
{
	size_t cut = put_variant(a, i);
	struct fcgi_response response;

	if (fcgi_send(fd, a->out.p, cut))
		fcgi_send(fd, a->out.p + cut, a->out.len - cut);
	fcgi_read(fd, &response);
	fcgi_response_release(&response);
}
