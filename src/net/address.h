/*
 * Mail addresses: "local@domain" and "Name <local@domain>" (RFC 5322, section
 * 3.4), the part of the grammar that servers agree on. Refused are quoted
 * local parts, comments, domain literals, anything but ASCII in the address
 * itself, and every control character, so that an address which was parsed
 * can be written into a header or an SMTP command as it is.
 */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include <stdbool.h>

#include "base/attr.h"

enum {
	NET_ADDR_SPEC_MAX = 254, /* RFC 5321, section 4.5.3.1.3 */
	NET_LOCAL_MAX = 64,
	NET_NAME_MAX = 128 /* bytes of a display name */
};

struct net_address {
	char name[NET_NAME_MAX + 1]; /* UTF-8, decoded; "" for none */
	char spec[NET_ADDR_SPEC_MAX + 1];
};

/* Whether spec is "local@domain". */
bool net_addr_spec_is_valid(const char *spec);
/* Reads either form, white space around it allowed. False on anything else. */
MUST_CHECK bool net_address_parse(const char *text, struct net_address *out);
/* An address without a name; false when spec is not valid. */
MUST_CHECK bool net_address_set(struct net_address *out, const char *spec);
/* The part after the '@' of a valid address. */
const char *net_address_domain(const struct net_address *a);

#endif
