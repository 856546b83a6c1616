/*
 * The name for mail servers: which are good, and which is taken.
 */
#include "net/helo.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/str.h"

#include "base/banned.h"

Test(net_helo, full_domains_and_address_literals_are_good)
{
	static const char good[][32] = { "hearth.example.org", "a.b", "x-1.Y2",
		"3com.example", "[192.0.2.1]", "[IPv6:2001:db8::1]" };
	static const char bad[][32] = { "hearth", "localhost", "", ".", "a..b",
		"a.b.", "-a.b", "a-.b", "a_b.c", "a.b c", "192.0.2.1",
		"a.b\r\nx", "[192.0.2]", "[2001:db8::1]", "[IPv6:192.0.2.1]",
		"[]", "[a.b]", "a.b/c" };

	for (size_t i = 0; i < N_OF(good); i++)
		cr_expect(net_helo_is_valid(good[i]), "%s", good[i]);
	for (size_t i = 0; i < N_OF(bad); i++)
		cr_expect(not(net_helo_is_valid(bad[i])), "%s", bad[i]);
}

Test(net_helo, the_wanted_name_goes_before_that_of_the_site)
{
	static const struct {
		char wanted[24], site[40], name[24];
	} cases[] = {
		{ "mx.example.net", "https://hearth.example.org",
		    "mx.example.net" },
		{ "[192.0.2.1]", "https://hearth.example.org", "[192.0.2.1]" },
		{ "", "https://hearth.example.org", "hearth.example.org" },
		{ "", "https://hearth.example.org:8443/x",
		    "hearth.example.org" },
		{ "", "https://hearth.example.org/x", "hearth.example.org" },
	};
	char out[NET_HELO_SIZE];

	for (size_t i = 0; i < N_OF(cases); i++) {
		cr_expect(net_helo_choose(cases[i].wanted, cases[i].site, out));
		cr_expect(eq(str, out, (char *)cases[i].name));
	}
	cr_expect(not(net_helo_choose("box", "https://a.example", out)));
}

Test(net_helo, without_a_domain_it_is_never_a_bare_name)
{
	static const char sites[][32] = { "http://127.0.0.1:8080",
		"http://localhost:8080", "http://[2001:db8::1]:8080",
		"http://box/x", "http://192.0.2.7" };
	char out[NET_HELO_SIZE];

	for (size_t i = 0; i < N_OF(sites); i++) {
		cr_expect(net_helo_choose("", sites[i], out));
		cr_expect(net_helo_is_valid(out), "%s: %s", sites[i], out);
	}
}
