/*
 * Deliveries that are signed, and such as are not. The MACs were made by
 * Python's hmac; t/counterpart/svix.mjs holds more against Svix's own library.
 */
#include "crypt/svix.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

#define BODY	   "{\"type\": \"user.created\"}"
#define OLD_SECRET "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"
#define NEW_SECRET "whsec_+/8AAQIDBAUGBwgJCgsMDQ4PEA=="
#define OLD	   "v1,kDS5RZzjpCHYqH+U/YmciXfbjdxKAp/NsvGn7oFSuns="
#define NEW	   "v1,v+o6ezaFG+CKm/w30D3kDR4bIzUEVulJDHayK9eIjvM="
#define OTHER	   "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

enum { NOW = 1700000000 };

static const struct crypt_svix good = { "msg_1", "1700000000", OLD };

static bool
is_valid(struct crypt_svix headers, const char *secrets, int64_t now)
{
	struct bytes body = { BODY, strlen(BODY) };

	return crypt_svix_is_valid(&headers, body, secrets, now);
}

Test(crypt_svix, one_of_several_by_one_of_two_secrets_is_enough)
{
	static const struct {
		const char *signature, *secrets;
		bool is_valid;
	} cases[] = {
		{ OLD, OLD_SECRET, true },
		{ OLD, NEW_SECRET "," OLD_SECRET, true },
		{ OLD, OLD_SECRET "," NEW_SECRET, true },
		{ NEW, OLD_SECRET "," NEW_SECRET, true },
		{ OTHER " " OLD, OLD_SECRET, true },
		{ "v1a,x v2 " OLD " v1,", OLD_SECRET, true },
		{ OLD, NEW_SECRET, false },
		{ OTHER, OLD_SECRET "," NEW_SECRET, false },
		{ OLD, "", false },
		{ OLD, ",", false },
		{ OLD, "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3", false },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		struct crypt_svix headers = good;

		headers.signature = cases[i].signature;
		cr_expect(is_valid(headers, cases[i].secrets, NOW) ==
			      cases[i].is_valid,
		    "case %zu: %s", i, headers.signature);
	}
}

Test(crypt_svix, its_time_is_near)
{
	static const struct {
		int off_s;
		bool is_valid;
	} cases[] = { { 0, true }, { 300, true }, { -300, true },
		{ 301, false }, { -301, false } };

	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(is_valid(good, OLD_SECRET, NOW + cases[i].off_s) ==
			      cases[i].is_valid,
		    "%d s", cases[i].off_s);
}

Test(crypt_svix, what_is_written_otherwise_is_none)
{
	static const struct crypt_svix others[] = {
		{ NULL, "1700000000", OLD },
		{ "", "1700000000", OLD },
		{ "msg_2", "1700000000", OLD },
		{ "msg_1", NULL, OLD },
		{ "msg_1", "", OLD },
		{ "msg_1", "1700000001", OLD },
		{ "msg_1", "01700000000", OLD },
		{ "msg_1", "1700000000.0", OLD },
		{ "msg_1", " 1700000000", OLD },
		{ "msg_1", "99999999999999999999", OLD },
		{ "msg_1", "1700000000", NULL },
		{ "msg_1", "1700000000", "" },
		{ "msg_1", "1700000000", OLD "=" },
		{ "msg_1", "1700000000", "," OLD },
		{ "msg_1", "1700000000", "v2" OLD },
	};
	char longest[1200] = OLD;
	struct crypt_svix headers = good;

	for (size_t i = 0; i < N_OF(others); i++)
		cr_expect(
		    is_valid(others[i], OLD_SECRET, NOW) == false, "%zu", i);
	memset(longest + strlen(longest), ' ', 1000);
	headers.signature = longest;
	cr_expect(is_valid(headers, OLD_SECRET, NOW) == false);
}

Test(crypt_svix, each_byte_of_the_body_counts)
{
	char body[] = BODY;
	struct bytes all = { body, strlen(body) };

	for (size_t i = 0; i < strlen(body); i++) {
		body[i] ^= 1;
		cr_expect(
		    crypt_svix_is_valid(&good, all, OLD_SECRET, NOW) == false);
		body[i] ^= 1;
	}
	cr_expect(crypt_svix_is_valid(&good, all, OLD_SECRET, NOW));
}

Test(crypt_svix, a_secret_has_its_prefix_and_some_bytes_in_base64)
{
	static const struct {
		const char *text;
		bool is_secret;
	} cases[] = { { OLD_SECRET, true }, { NEW_SECRET, true },
		{ "whsec_", false }, { "whsec_MDEy", false },
		{ "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY", false },
		{ "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NT-3", false },
		{ "whsec_+/8AAQIDBAUGBwgJCgsMDQ4PEB==", false },
		{ "whsec_=AEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3", false },
		{ "whsek_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3", false } };

	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(crypt_svix_is_secret(cases[i].text,
			      strlen(cases[i].text)) == cases[i].is_secret,
		    "%s", cases[i].text);
}
