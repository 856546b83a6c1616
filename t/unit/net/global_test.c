/*
 * Which addresses are of the Internet: the first and last of each range that is
 * not, and what lies beside it.
 */
#include "net/global.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

#include "base/attr.h"

#include "base/banned.h"

static bool
is_global(const char *text)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
		return net_global_is((struct sockaddr *)&in);
	cr_assert(inet_pton(AF_INET6, text, &in6.sin6_addr) == 1, "%s", text);
	return net_global_is((struct sockaddr *)&in6);
}

Test(net_global, addresses_of_the_internet)
{
	static const char good[][32] = { "1.0.0.0", "1.1.1.1", "9.255.255.255",
		"11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
		"128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255",
		"172.32.0.0", "191.255.255.255", "192.0.1.0", "192.0.3.0",
		"192.88.98.255", "192.88.100.0", "192.167.255.255",
		"192.169.0.0", "198.17.255.255", "198.20.0.0", "198.51.99.255",
		"198.51.101.0", "203.0.112.255", "203.0.114.0",
		"223.255.255.255", "2000::", "2001:200::1",
		"2001:db7:ffff::", "2001:db9::", "2003::1", "2606:4700::1111",
		"3ffe::1", "3fff:1000::" };

	for (size_t i = 0; i < N_OF(good); i++)
		cr_expect(is_global(good[i]), "%s", good[i]);
}

Test(net_global, addresses_of_this_machine_of_its_network_and_of_nobody)
{
	static const char bad[][40] = { "0.0.0.0", "0.255.255.255", "10.0.0.0",
		"10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1",
		"127.255.255.255", "169.254.0.0", "169.254.169.254",
		"172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.255",
		"192.0.2.0", "192.88.99.1", "192.168.0.0", "192.168.255.255",
		"198.18.0.0", "198.19.255.255", "198.51.100.1", "203.0.113.1",
		"224.0.0.1", "239.255.255.255", "240.0.0.0", "255.255.255.255",
		"::", "::1", "::127.0.0.1", "::ffff:127.0.0.1",
		"::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1",
		"2001::1", "2001:1ff:ffff::", "2001:db8::1", "2001:db8:ffff::1",
		"2002:7f00:1::1", "2002:ffff::", "3fff::1",
		"3fff:fff:ffff::", "4000::1", "fc00::1", "fd00::1", "fe80::1",
		"fec0::1", "ff02::1" };
	struct sockaddr_un un = { .sun_family = AF_UNIX };

	for (size_t i = 0; i < N_OF(bad); i++)
		cr_expect(!is_global(bad[i]), "%s", bad[i]);
	cr_expect(!net_global_is((struct sockaddr *)&un));
}
