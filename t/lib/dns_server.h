/*
 * A real name server on a port of its own, with the zone that a test gives it.
 * It is dnslib; the lines of a zone are explained in dns_server.py.
 */
#ifndef T_LIB_DNS_SERVER_H
#define T_LIB_DNS_SERVER_H

#include "base/attr.h"
#include "t/lib/process.h"

struct dns_server {
	struct process process;
	char dir[64];	  /* of its own, removed by dns_server_stop */
	char address[24]; /* "127.0.0.1:port" */
};

/* Returns when the server listens; its zone is empty. */
void dns_server_start(struct dns_server *s);
/* The lines of the zone from here on. */
void dns_server_set(const struct dns_server *s, const char *format, ...)
    FORMAT_LIKE(2, 3);
void dns_server_stop(struct dns_server *s);

#endif
