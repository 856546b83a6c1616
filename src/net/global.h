/*
 * Addresses of the Internet, as opposed to those of this machine, of the
 * network that it stands in, and of nobody (IANA's registries of
 * special-purpose addresses).
 */
#ifndef NET_GLOBAL_H
#define NET_GLOBAL_H

#include <stdbool.h>
#include <sys/socket.h>

/* False also for an IPv6 address that leads to an IPv4 one (mapped, 6to4,
 * Teredo, NAT64), whichever that is, and for other families. */
bool net_global_is(const struct sockaddr *address);

#endif
