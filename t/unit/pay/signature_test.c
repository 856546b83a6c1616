/*
 * Deliveries that are signed, and such as are not. The MACs were made by
 * Python's hmac.
 */
#include "pay/signature.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

#define BODY "{\"id\": \"evt_1\"}"
#define OLD                                \
	"45604a379d33c8c38c77e8f47754d7fc" \
	"ceaf2fb9378a09b8bbf9bc8ff48fd41c"
#define NEW                                \
	"e8852b8fc73dd537655dffca7885106c" \
	"d7ddc96a7a1a5ebdf65e3e447f4ed6a4"

enum { NOW = 1700000000 };

static bool
is_valid(const char *header, const char *secrets, int64_t now)
{
	struct bytes body = { BODY, strlen(BODY) };

	return pay_signature_is_valid(header, body, secrets, now);
}

Test(pay_signature, one_of_several_by_one_of_two_secrets_is_enough)
{
	static const char other[] = "00000000000000000000000000000000"
				    "00000000000000000000000000000000";
	static const struct {
		const char *v1[2], *secrets;
		bool is_valid;
	} cases[] = {
		{ { OLD, NULL }, "whsec_old", true },
		{ { OLD, NULL }, "whsec_new,whsec_old", true },
		{ { OLD, NULL }, "whsec_old,whsec_new", true },
		{ { other, OLD }, "whsec_old", true },
		{ { OLD, NEW }, "whsec_new", true },
		{ { OLD, NULL }, "whsec_new", false },
		{ { other, NULL }, "whsec_old,whsec_new", false },
		{ { OLD, NULL }, "", false },
		{ { OLD, NULL }, ",", false },
	};
	char header[256];

	for (size_t i = 0; i < N_OF(cases); i++) {
		snprintf(header, sizeof(header), "t=%d,v1=%s,%s%s", NOW,
		    cases[i].v1[0], cases[i].v1[1] ? "v1=" : "v0=x",
		    cases[i].v1[1] ? cases[i].v1[1] : "");
		cr_expect(is_valid(header, cases[i].secrets, NOW) ==
			      cases[i].is_valid,
		    "case %zu: %s", i, header);
	}
}

Test(pay_signature, its_time_is_near)
{
	static const struct {
		int off_s;
		bool is_valid;
	} cases[] = { { 0, true }, { 300, true }, { -300, true },
		{ 301, false }, { -301, false } };

	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(is_valid("t=1700000000,v1=" OLD, "whsec_old",
			      NOW + cases[i].off_s) == cases[i].is_valid,
		    "%d s", cases[i].off_s);
}

Test(pay_signature, what_is_written_otherwise_is_none)
{
	static const char *const headers[] = { NULL, "", ",", "t=1700000000",
		"v1=" OLD, "t=1700000000,v0=" OLD, "t=1700000000,v1=" OLD "0",
		"t=1700000000,v1=", "t=,v1=" OLD, "t=+1700000000,v1=" OLD,
		"t=1700000000,t=1700000000,v1=" OLD, "t=1700000000 ,v1=" OLD,
		"t=1700000000, v1=" OLD, "t=01700000000,v1=" OLD,
		"t=99999999999999999999,v1=" OLD, "T=1700000000,v1=" OLD };
	char longest[1200] = "t=1700000000,v1=" OLD;

	for (size_t i = 0; i < N_OF(headers); i++)
		cr_expect(is_valid(headers[i], "whsec_old", NOW) == false, "%s",
		    headers[i] ? headers[i] : "none");
	memset(longest + strlen(longest), ',', 1000);
	cr_expect(is_valid(longest, "whsec_old", NOW) == false);
}

Test(pay_signature, each_byte_of_the_body_counts)
{
	char body[] = BODY;
	struct bytes all = { body, strlen(body) };

	for (size_t i = 0; i < strlen(body); i++) {
		body[i] ^= 1;
		cr_expect(pay_signature_is_valid("t=1700000000,v1=" OLD, all,
			      "whsec_old", NOW) == false);
		body[i] ^= 1;
	}
	cr_expect(pay_signature_is_valid(
	    "t=1700000000,v1=" OLD, all, "whsec_old", NOW));
}
