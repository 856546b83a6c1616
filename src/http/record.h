/*
 * The records of a response (FastCGI 1.0, section 3.3 and 6.2), written by
 * Hearth itself: libfcgi copies a response through a buffer of 8 KiB and writes
 * each of them on its own, and every write wakes the web server.
 */
#ifndef HTTP_RECORD_H
#define HTTP_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http_response_bytes {
	const void *head, *body;
	size_t head_len, body_len; /* at most HTTP_HEADERS_MAX and
				      HTTP_BODY_MAX, and a little */
};

/* Writes head and body as FCGI_STDOUT, its end, and FCGI_END_REQUEST with
 * status 0, in one system call; fd blocks. False when the peer is gone or does
 * not read in time: the connection is then useless. */
bool http_record_write(
    int fd, int request_id, const struct http_response_bytes *bytes);

/* Writes the head and the first len bytes of file in the same way, in pieces.
 * False also when the file is shorter. */
bool http_record_write_file(int fd, int request_id,
    const struct http_response_bytes *bytes, int file, int64_t len);

#endif
