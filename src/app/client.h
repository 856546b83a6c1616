/*
 * Whom requests come from, as it is counted.
 */
#ifndef APP_CLIENT_H
#define APP_CLIENT_H

#include "app/call.h"

/*
 * The network that counts as one client: of IPv6 the /64, because whoever has
 * one of its addresses has all of them (RFC 4291, 2.5.4); an IPv4 address is
 * one, also when it is written as IPv6. "" for what is no address, such as a
 * Unix socket: all such calls may come from one, or from many.
 */
const char *app_client_network(const struct call *call);

/* Those who are near: the /24 or, of IPv6, the /48 around it; "" likewise. */
const char *app_client_surroundings(const struct call *call);

#endif
