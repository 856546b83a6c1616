/*
 * URLs that people give Hearth to fetch: http and https, in the characters that
 * every parser of URLs understands alike.
 */
#ifndef TEXT_URL_H
#define TEXT_URL_H

#include <stdbool.h>

#include "base/attr.h"

enum { TEXT_URL_MAX = 2048, TEXT_URL_HOST_SIZE = 256 };

struct text_url {
	bool is_https;
	char host[TEXT_URL_HOST_SIZE]; /* in lower case; an IPv6 address in
					  brackets */
	int port;
};

/* Reads it. False when it is longer than TEXT_URL_MAX, of another scheme, names
 * a user, has a fragment, or a character that RFC 3986 has not. */
MUST_CHECK bool text_url_parse(const char *url, struct text_url *out);

/* Whether a list has its host, alone or with its port: "a.example,b:8080". */
bool text_url_is_listed(const struct text_url *url, const char *list);

/* Whether Hearth may ask there: by https and at its own port, or as the list
 * says. Where the host's name leads is another question (net/fetch.h). */
bool text_url_is_open(const struct text_url *url, const char *list);

#endif
