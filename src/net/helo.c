/*
 * Which name it is; smtp.c gives it to the server.
 */
#include "net/helo.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"

#include "base/banned.h"

#define LETTERS_AND_DIGITS           \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ" \
	"abcdefghijklmnopqrstuvwxyz" \
	"0123456789"

static bool
is_address(int family, const char *text)
{
	unsigned char address[sizeof(struct in6_addr)];

	return inet_pton(family, text, address) == 1;
}

static bool
is_literal(const char *text)
{
	char inner[64];
	size_t len = strlen(text);

	if (len < 3 || len >= sizeof(inner) || text[0] != '[' ||
	    text[len - 1] != ']')
		return false;
	memcpy(inner, text + 1, len - 2);
	inner[len - 2] = '\0';
	return str_has_prefix(inner, "IPv6:") ? is_address(AF_INET6, inner + 5)
					      : is_address(AF_INET, inner);
}

/* Two labels at least; the last one is no number. */
static bool
is_domain(const char *text)
{
	size_t labels = 0, len = 0;
	const char *label = text;

	if (strlen(text) > 253)
		return false;
	for (;; label += len + 1) {
		len = strspn(label, LETTERS_AND_DIGITS "-");
		if (len == 0 || len > 63 || label[0] == '-' ||
		    label[len - 1] == '-')
			return false;
		labels++;
		if (label[len] != '.')
			break;
	}
	return !label[len] && labels > 1 && strspn(label, "0123456789") < len;
}

bool
net_helo_is_valid(const char *text)
{
	return is_domain(text) || is_literal(text);
}

/* The host of a URL, without brackets; "" when it is too long. */
static void
read_host(const char *url, char host[NET_HELO_SIZE])
{
	const char *start = strstr(url, "://");
	size_t len;

	start = start ? start + 3 : url;
	if (*start == '[')
		len = strcspn(++start, "]");
	else
		len = strcspn(start, ":/");
	if (len >= NET_HELO_SIZE)
		len = 0;
	memcpy(host, start, len);
	host[len] = '\0';
}

/* The full name of this machine, as the resolver knows it. */
static bool
ask_resolver(char out[NET_HELO_SIZE])
{
	const struct addrinfo hints = { .ai_flags = AI_CANONNAME };
	struct addrinfo *found;
	char name[NET_HELO_SIZE] = "";
	bool good;

	if (gethostname(name, sizeof(name) - 1) ||
	    getaddrinfo(name, NULL, &hints, &found))
		return false;
	good = found->ai_canonname && is_domain(found->ai_canonname) &&
	       str_copy(out, NET_HELO_SIZE, found->ai_canonname);
	freeaddrinfo(found);
	return good;
}

bool
net_helo_choose(const char *wanted, const char *site, char out[NET_HELO_SIZE])
{
	char host[NET_HELO_SIZE];

	if (*wanted)
		return net_helo_is_valid(wanted) &&
		       str_copy(out, NET_HELO_SIZE, wanted);
	read_host(site, host);
	if (is_domain(host))
		return str_copy(out, NET_HELO_SIZE, host);
	if (ask_resolver(out))
		return true;
	if (is_address(AF_INET6, host))
		snprintf(out, NET_HELO_SIZE, "[IPv6:%.64s]", host);
	else
		snprintf(out, NET_HELO_SIZE, "[%.64s]",
		    is_address(AF_INET, host) ? host : "127.0.0.1");
	return true;
}
