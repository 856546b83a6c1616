/*
 * Questions to DNS: whether a name has a TXT record with a certain text.
 */
#ifndef NET_DNS_H
#define NET_DNS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

enum { NET_DNS_WAIT_S = 5 };

enum net_dns_outcome {
	NET_DNS_FOUND,
	/* the name is known not to have it */
	NET_DNS_NO_RECORD,
	NET_DNS_OTHER_TEXT,
	/* nothing is known */
	NET_DNS_FAILED,
	NET_DNS_SILENT
};

/* Whether server is an IPv4 address, or one with a port: "192.0.2.1:5353". */
MUST_CHECK bool net_dns_server_is_valid(const char *server);

/*
 * Asks server, or when that is "" the servers of the system, for the TXT
 * records of name and whether one of them is one of n texts; the strings of a
 * record count as one text. By TCP, so that no length and no forged packet
 * matters, in a process of its own that is ended after NET_DNS_WAIT_S, since
 * the resolver of the C library has no time-out for TCP.
 */
enum net_dns_outcome net_dns_find_text(
    const char *server, const char *name, const char *const *texts, size_t n);

/* A sentence for whoever asked; a static string. */
const char *net_dns_sentence(enum net_dns_outcome outcome);

#endif
