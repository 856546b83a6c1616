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

const char *
app_client_network(const struct call *call)
{
	const char *address = call->address ? call->address : "";
	struct in6_addr a;
	struct in_addr a4;

	if (inet_pton(AF_INET, address, &a4) == 1)
		return address;
	if (inet_pton(AF_INET6, address, &a) != 1)
		return "";
	if (IN6_IS_ADDR_V4MAPPED(&a))
		return text_of(call->arena, AF_INET, &a.s6_addr[12]);
	memset(&a.s6_addr[8], 0, 8);
	return text_of(call->arena, AF_INET6, &a);
}
