/*
 * One request per process, for web servers that know nothing better. Slow, but
 * the same request and the same response.
 */
#include "http/cgi.h"

#include <errno.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/io.h"
#include "base/log.h"

#include "base/banned.h"

enum { PIECE = 65536 };

static size_t
read_stdin(void *ctx, char *to, size_t len)
{
	size_t got = 0;

	(void)ctx;
	while (got < len) {
		ssize_t n = read(STDIN_FILENO, to + got, len - got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		got += (size_t)n;
	}
	return got;
}

static bool
write_body(const struct http_response *r)
{
	int64_t len = http_response_len(r), at = 0;
	char piece[PIECE];

	if (r->file < 0)
		return io_write_all(STDOUT_FILENO, r->body.p, (size_t)len);
	while (at < len) {
		size_t most = len - at < PIECE ? (size_t)(len - at) : PIECE;
		ssize_t n = pread(r->file, piece, most, at);

		if (n <= 0 || !io_write_all(STDOUT_FILENO, piece, (size_t)n))
			return false;
		at += n;
	}
	return true;
}

int
http_cgi_serve(struct http_exchange *x)
{
	bool written;

	if (!getenv("REQUEST_METHOD")) {
		log_error("neither a FastCGI socket on descriptor 0 nor a CGI "
			  "environment: start this from a web server, "
			  "spawn-fcgi or systemd");
		return EX_USAGE;
	}
	http_exchange_begin(
	    x, environ, &(struct http_body_source){ .read = read_stdin });
	http_exchange_respond(x);
	written = io_write_all(STDOUT_FILENO, x->head.p, x->head.len) &&
		  write_body(&x->response);
	http_exchange_end(x);
	return written ? EX_OK : EX_IOERR;
}
