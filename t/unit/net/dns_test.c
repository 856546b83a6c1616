/*
 * Questions to a real name server.
 */
#include "net/dns.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "base/clock.h"
#include "t/lib/dns_server.h"

#include "base/banned.h"

#define S50  "sssssssssssssssssssssssssssssssssssssssssssssssss-"
#define S250 S50 S50 S50 S50 S50

static const char zone[] = "exact.test txt k=v\n"
			   "parts.test txt k =v\n"
			   "second.test txt other\n"
			   "second.test txt k=v\n"
			   "long.test txt " S250 " " S250 " " S250 "\n"
			   "many.test txt " S250 " " S250 " " S250 "\n"
			   "many.test txt " S250 " " S250 " more\n"
			   "many.test txt k=v\n"
			   "follow.test alias exact.test\n"
			   "other.test txt k=vv\n"
			   "other.test txt k=\n"
			   "bare.test a\n"
			   "broken.test fail\n";

static const struct {
	char name[280], text[800];
	enum net_dns_outcome outcome;
} cases[] = {
	{ "exact.test", "k=v", NET_DNS_FOUND },
	{ "EXACT.test", "k=v", NET_DNS_FOUND },
	{ "parts.test", "k=v", NET_DNS_FOUND },
	{ "second.test", "k=v", NET_DNS_FOUND },
	{ "long.test", S250 S250 S250, NET_DNS_FOUND },
	{ "many.test", "k=v", NET_DNS_FOUND },
	{ "follow.test", "k=v", NET_DNS_FOUND },
	{ "long.test", S250 S250, NET_DNS_OTHER_TEXT },
	{ "exact.test", "K=V", NET_DNS_OTHER_TEXT },
	{ "other.test", "k=v", NET_DNS_OTHER_TEXT },
	{ "bare.test", "k=v", NET_DNS_NO_RECORD },
	{ "gone.test", "k=v", NET_DNS_NO_RECORD },
	{ "broken.test", "k=v", NET_DNS_FAILED },
	{ "a..test", "k=v", NET_DNS_FAILED },
};

static enum net_dns_outcome
find(const char *server, const char *name, const char *text)
{
	const char *const texts[] = { "of another key", text };

	return net_dns_find_text(server, name, texts, N_OF(texts));
}

Test(net_dns, a_text_is_found_whole_or_not_at_all)
{
	struct dns_server server;

	dns_server_start(&server);
	dns_server_set(&server, "%s", zone);
	for (size_t i = 0; i < N_OF(cases); i++) {
		enum net_dns_outcome got = find(
		    server.address, cases[i].name, cases[i].text);

		cr_expect(got == cases[i].outcome, "%s: %s", cases[i].name,
		    net_dns_sentence(got));
	}
	dns_server_stop(&server);
}

Test(net_dns, a_server_that_says_nothing_is_not_waited_for)
{
	struct dns_server server;
	int64_t began_us = clock_monotonic_us();

	dns_server_start(&server);
	dns_server_set(&server, "slow.test silent\n");
	cr_expect(find(server.address, "slow.test", "k=v") == NET_DNS_SILENT);
	cr_expect(clock_monotonic_us() - began_us <
		  3 * NET_DNS_WAIT_S * CLOCK_SECOND_US);
	dns_server_stop(&server);
	cr_expect(find(server.address, "slow.test", "k=v") == NET_DNS_FAILED);
}

Test(net_dns, a_server_is_an_address_and_perhaps_a_port)
{
	static const char good[][24] = { "192.0.2.1", "192.0.2.1:53",
		"255.255.255.255:65535" };
	static const char bad[][24] = { "", "192.0.2.1:", "192.0.2.1:0",
		"192.0.2.1:x", "192.0.2", "::1", "ns.example.org", ":53",
		"192.0.2.1:65536", "192.0.2.1 ", "255.255.255.2555" };

	for (size_t i = 0; i < N_OF(good); i++)
		cr_expect(net_dns_server_is_valid(good[i]), "%s", good[i]);
	for (size_t i = 0; i < N_OF(bad); i++)
		cr_expect(!net_dns_server_is_valid(bad[i]), "%s", bad[i]);
}
