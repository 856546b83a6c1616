/*
 * Addresses, folded.
 */
#include "app/client.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/banned.h"

static const char *
text_of(struct arena *arena, int family, const void *address)
{
	char text[INET6_ADDRSTRLEN];

	return arena_strdup(
	    arena, inet_ntop(family, address, text, sizeof(text)));
}

/* The first bits of an address: n4 of one of IPv4, also when it is written as
 * IPv6, and n6 of another. */
static const char *
first_bits(const struct call *call, unsigned n4, unsigned n6)
{
	const char *address = call->address ? call->address : "";
	struct in6_addr a;
	struct in_addr a4;

	if (inet_pton(AF_INET6, address, &a) == 1) {
		if (!IN6_IS_ADDR_V4MAPPED(&a)) {
			memset(&a.s6_addr[n6 / 8], 0, sizeof(a) - n6 / 8);
			return text_of(call->arena, AF_INET6, &a);
		}
		memcpy(&a4, &a.s6_addr[12], sizeof(a4));
	} else if (inet_pton(AF_INET, address, &a4) != 1) {
		return "";
	}
	memset((unsigned char *)&a4 + n4 / 8, 0, sizeof(a4) - n4 / 8);
	return text_of(call->arena, AF_INET, &a4);
}

const char *
app_client_network(const struct call *call)
{
	return first_bits(call, 32, 64);
}

const char *
app_client_surroundings(const struct call *call)
{
	return first_bits(call, 24, 48);
}
