/*
 * What passes as a mail address is written into SMTP commands and headers.
 */
#include "net/address.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

#define A10 "aaaaaaaaaa"
#define A60 A10 A10 A10 A10 A10 A10

Test(net_address, ordinary_addresses_pass)
{
	static const char good[][80] = { "ann@example.org", "a@b",
		"hearth@localhost", "first.last+tag@sub.example.co.uk",
		"o'brien@example.org", "#!$%&'*+-/=?^_`{|}~@example.org",
		"UPPER@EXAMPLE.ORG", "1@2.3", "a@xn--bcher-kva.example",
		A60 "aaaa@example.org" };

	for (size_t i = 0; i < N_OF(good); i++)
		cr_expect(net_addr_spec_is_valid(good[i]), "%s", good[i]);
}

Test(net_address, anything_odd_is_refused)
{
	static const char bad[][96] = { "", "@", "a@", "@b", "a", "a@b@c",
		".a@b", "a.@b", "a..b@c", "a b@c", "a@b c", "a@b..c", "a@.b",
		"a@b.", "a@-b", "a@b-", "a@b_c", "\"a b\"@c", "a@[127.0.0.1]",
		"(x)a@b", "a,b@c", "a;b@c", "<a@b>", "a>@b", "a\\b@c",
		"\xc3\xbc@example.org",
		"a@b\xc3\xbc"
		"cher.example",
		A60 "aaaaa@example.org", "a@" A60 "aaaa.example" };

	for (size_t i = 0; i < N_OF(bad); i++)
		cr_expect(not(net_addr_spec_is_valid(bad[i])), "%s", bad[i]);
}

Test(net_address, every_control_character_is_refused_everywhere)
{
	struct net_address a;
	char spec[32], named[48];

	for (int c = 1; c < 0x21; c++) {
		snprintf(spec, sizeof(spec), "a%cb@example.org", c);
		cr_expect(not(net_addr_spec_is_valid(spec)), "%d", c);
		snprintf(spec, sizeof(spec), "a@exa%cmple.org", c);
		cr_expect(not(net_addr_spec_is_valid(spec)), "%d", c);
		snprintf(named, sizeof(named), "Ann%cX <a@example.org>", c);
		cr_expect(
		    eq(int, net_address_parse(named, &a), c == ' '), "%d", c);
		snprintf(named, sizeof(named), "\"Ann%cX\" <a@b>", c);
		cr_expect(
		    eq(int, net_address_parse(named, &a), c == ' '), "%d", c);
	}
	cr_expect(not(net_addr_spec_is_valid("a\x7f@example.org")));
	cr_expect(not(net_addr_spec_is_valid(
	    "a@example.org\r\nRCPT TO:<x@evil.example>")));
	cr_expect(not(net_addr_spec_is_valid("a@example.org\n")));
}

Test(net_address, the_longest_is_254_bytes)
{
	char spec[400];
	size_t n;

	memset(spec, 'a', 64);
	spec[64] = '@';
	for (n = 65; n < 300; n++)
		spec[n] = n % 50 == 0 ? '.' : 'b';
	spec[254] = '\0';
	cr_expect(net_addr_spec_is_valid(spec));
	spec[254] = 'b';
	spec[255] = '\0';
	cr_expect(not(net_addr_spec_is_valid(spec)));
}

Test(net_address, names_are_read_in_each_form)
{
	static const struct {
		char text[80], name[40], spec[24];
	} cases[] = {
		{ "a@b", "", "a@b" },
		{ "  a@b\t", "", "a@b" },
		{ "<a@b>", "", "a@b" },
		{ "Hearth <a@b>", "Hearth", "a@b" },
		{ "The Hearth  <a@b>", "The Hearth", "a@b" },
		{ "\"Hearth, Inc.\" <a@b>", "Hearth, Inc.", "a@b" },
		{ "\"say \\\"hi\\\" \\\\\" <a@b>", "say \"hi\" \\", "a@b" },
		{ "J\xc3\xbcrgen <a@b>", "J\xc3\xbcrgen", "a@b" },
		{ "\"a <x@y>\" <a@b>", "a <x@y>", "a@b" },
	};
	struct net_address a;

	for (size_t i = 0; i < N_OF(cases); i++) {
		cr_assert(
		    net_address_parse(cases[i].text, &a), "%s", cases[i].text);
		cr_expect(eq(str, a.name, (char *)cases[i].name));
		cr_expect(eq(str, a.spec, (char *)cases[i].spec));
	}
}

Test(net_address, broken_names_are_refused)
{
	static const char bad[][160] = { "", " ", "Ann a@b", "Ann <a@b",
		"Ann <a@b> x", "Ann <>", "Ann < a@b>", "Ann <a@b >",
		"Hearth, Inc. <a@b>", "\"Ann <a@b>", "\"An\"n\" <a@b>",
		"\"Ann\\\" <a@b>", "\" <a@b>", "\xff <a@b>", "A <b> <a@b>",
		"Ann@home <a@b>", A60 A60 A10 " <a@b>" };
	struct net_address a;

	for (size_t i = 0; i < N_OF(bad); i++)
		cr_expect(not(net_address_parse(bad[i], &a)), "%s", bad[i]);
}

Test(net_address, the_domain_follows_the_at)
{
	struct net_address a;

	cr_assert(net_address_set(&a, "ann@example.org"));
	cr_expect(eq(str, (char *)net_address_domain(&a), "example.org"));
	cr_expect(not(net_address_set(&a, "Ann <ann@example.org>")));
}
