/*
 * Names of domains.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "base/str.h"
#include "text/domain.h"

#include "base/banned.h"

#define LABEL_60 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff"
#define LABEL_63 LABEL_60 "ggg"

static const struct {
	char typed[300], wanted[300]; /* "": none */
} cases[] = {
	{ "example.org", "example.org" },
	{ "  Example.ORG. ", "example.org" },
	{ "\uff45xample\u3002org", "example.org" },
	{ "m\u00fcnchen.example", "xn--mnchen-3ya.example" },
	{ "mu\u0308NCHEN.example", "xn--mnchen-3ya.example" },
	{ "XN--MNCHEN-3YA.example", "xn--mnchen-3ya.example" },
	/* what only looks like it is another name */
	{ "ex\u0430mple.org", "xn--exmple-4nf.org" },
	{ "stra\u00dfe.example", "xn--strae-oqa.example" },
	{ "3com.example", "3com.example" },
	{ "a-b.example", "a-b.example" },
	{ LABEL_63 ".example", LABEL_63 ".example" },
	{ LABEL_63 "." LABEL_63 "." LABEL_63 "." LABEL_60 "a",
	    LABEL_63 "." LABEL_63 "." LABEL_63 "." LABEL_60 "a" },
	{ LABEL_63 "." LABEL_63 "." LABEL_63 "." LABEL_60 "aa", "" },
	{ LABEL_63 "a.example", "" },
	{ "org", "" },
	{ "", "" },
	{ ".", "" },
	{ "example.org..", "" },
	{ ".example.org", "" },
	{ "a..org", "" },
	{ "_dmarc.example.org", "" },
	{ "-a.example", "" },
	{ "a-.example", "" },
	{ "192.0.2.1", "" },
	{ "a.0", "" },
	{ "[::1]", "" },
	{ "a b.example", "" },
	{ "a@example.org", "" },
	{ "*.example.org", "" },
	{ "example.org\nevil", "" },
	{ "https://example.org", "" },
	{ "caf\xe9.example", "" },
	{ "elp\u202emaxe.org", "" },
};

Test(text_domain, there_is_one_form_of_a_name)
{
	struct arena arena;

	arena_init(&arena, 1 << 16);
	for (size_t i = 0; i < N_OF(cases); i++) {
		const char *got = text_domain(&arena, cases[i].typed);

		cr_expect(str_eq(got ? got : "", cases[i].wanted),
		    "case %zu: %s", i, got ? got : "none");
	}
	arena_release(&arena);
}

static const struct {
	char domain[40], registered[40]; /* "": public */
} publics[] = {
	{ "co.uk", "" },
	{ "github.io", "" },
	{ "duckdns.org", "" },
	{ "xn--55qx5d.cn", "" }, /* in Chinese on the list */
	{ "anything.ck", "" },	 /* *.ck */
	{ "www.ck", "www.ck" },	 /* !www.ck */
	{ "example.org", "example.org" },
	{ "a.b.example.co.uk", "example.co.uk" },
	{ "ann.github.io", "ann.github.io" },
	{ "mail.ann.github.io", "ann.github.io" },
	{ "campus.test", "campus.test" },
};

Test(text_domain, what_anybody_registers_below_is_nobodys)
{
	for (size_t i = 0; i < N_OF(publics); i++) {
		const char *got = text_domain_registered(publics[i].domain);

		cr_expect(str_eq(got ? got : "", publics[i].registered),
		    "%s: %s", publics[i].domain, got ? got : "public");
		cr_expect(text_domain_is_public(publics[i].domain) == !got,
		    "%s", publics[i].domain);
	}
}
