#include "net/global.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/attr.h"

#include "base/banned.h"

/* The first bits of addresses, at most four bytes of them. */
struct range {
	uint32_t first;
	unsigned bits;
};

#define IPV4(a, b, c) (((uint32_t)(a) << 24) | ((b) << 16) | ((c) << 8))

static const struct range not_ipv4[] = {
	{ IPV4(0, 0, 0), 8 },	    /* this network */
	{ IPV4(10, 0, 0), 8 },	    /* private */
	{ IPV4(100, 64, 0), 10 },   /* of a provider's customers */
	{ IPV4(127, 0, 0), 8 },	    /* this machine */
	{ IPV4(169, 254, 0), 16 },  /* this link; clouds' metadata */
	{ IPV4(172, 16, 0), 12 },   /* private */
	{ IPV4(192, 0, 0), 24 },    /* protocols */
	{ IPV4(192, 0, 2), 24 },    /* documentation */
	{ IPV4(192, 88, 99), 24 },  /* 6to4 */
	{ IPV4(192, 168, 0), 16 },  /* private */
	{ IPV4(198, 18, 0), 15 },   /* measuring */
	{ IPV4(198, 51, 100), 24 }, /* documentation */
	{ IPV4(203, 0, 113), 24 },  /* documentation */
	{ IPV4(224, 0, 0), 3 },	    /* groups; reserved */
};

static const struct range ipv6[] = { { 0x20000000, 3 } };

/* Within that. */
static const struct range not_ipv6[] = {
	{ 0x20010000, 23 }, /* protocols, Teredo among them */
	{ 0x20010db8, 32 }, /* documentation */
	{ 0x20020000, 16 }, /* 6to4 */
	{ 0x3fff0000, 20 }, /* documentation */
};

static bool
is_in(uint32_t first, const struct range *ranges, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((first ^ ranges[i].first) >> (32 - ranges[i].bits) == 0)
			return true;
	return false;
}

bool
net_global_is(const struct sockaddr *address)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	uint32_t first;

	if (address->sa_family == AF_INET) {
		memcpy(&in, address, sizeof(in));
		return !is_in(
		    ntohl(in.sin_addr.s_addr), not_ipv4, N_OF(not_ipv4));
	}
	if (address->sa_family != AF_INET6)
		return false;
	memcpy(&in6, address, sizeof(in6));
	memcpy(&first, &in6.sin6_addr, sizeof(first));
	first = ntohl(first);
	return is_in(first, ipv6, N_OF(ipv6)) &&
	       !is_in(first, not_ipv6, N_OF(not_ipv6));
}
