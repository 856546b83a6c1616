/*
 * The name by which a client presents itself to a mail server (RFC 5321,
 * section 4.1.1.1): a full domain name, or an address in brackets. Many servers
 * refuse mail from whoever gives a bare host name.
 */
#ifndef NET_HELO_H
#define NET_HELO_H

#include <stdbool.h>

#include "base/attr.h"

enum { NET_HELO_SIZE = 256 };

/* Whether text is a domain of two labels at least, or an address literal such
 * as [192.0.2.1] or [IPv6:2001:db8::1]. */
bool net_helo_is_valid(const char *text);

/*
 * Chooses the name: the wanted one; if that is "", the host of the site's URL;
 * if that is no domain, the full name that this machine gives itself; if it
 * has none, the address in the URL or that of the loopback. May ask the
 * resolver. False when the wanted one is not valid.
 */
MUST_CHECK bool net_helo_choose(
    const char *wanted, const char *site, char out[NET_HELO_SIZE]);

#endif
