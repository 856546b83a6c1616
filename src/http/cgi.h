/*
 * Plain CGI (RFC 3875). Internal to http/.
 */
#ifndef HTTP_CGI_H
#define HTTP_CGI_H

#include "http/exchange.h"

/* Answers the one request of the environment and standard input on standard
 * output. Returns a sysexits(3) status. */
int http_cgi_serve(struct http_exchange *x);

#endif
