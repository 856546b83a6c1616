/*
 * Codes of programs: those of the RFC, and what two other programs make.
 */
#include "crypt/totp.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "base/rand.h"

#include "base/banned.h"

static const unsigned char rfc_secret[] = "12345678901234567890";

/* RFC 6238, appendix B, the last six digits of SHA-1's. */
Test(crypt_totp, codes_are_those_of_the_rfc)
{
	static const struct {
		int64_t at;
		const char *code;
	} rows[] = { { 59, "287082" }, { 1111111109, "081804" },
		{ 1111111111, "050471" }, { 1234567890, "005924" },
		{ 2000000000, "279037" }, { 20000000000, "353130" } };
	char code[CRYPT_CODE_SIZE], text[CRYPT_TOTP_TEXT_SIZE];

	crypt_totp_write(rfc_secret, text);
	cr_expect(eq(str, text, (char *)"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
	for (size_t i = 0; i < N_OF(rows); i++) {
		crypt_totp_make(rfc_secret, rows[i].at / 30, code);
		cr_expect(eq(str, code, (char *)rows[i].code));
	}
}

Test(crypt_totp, a_code_is_found_one_step_before_and_after_and_no_further)
{
	const int64_t now = 1234567890, step = now / 30;
	char code[CRYPT_CODE_SIZE];

	for (int64_t d = -3; d <= 3; d++) {
		crypt_totp_make(rfc_secret, step + d, code);
		cr_expect(eq(i64, crypt_totp_find(rfc_secret, now, code),
		    d >= -1 && d <= 1 ? step + d : -1));
	}
	cr_expect(eq(i64, crypt_totp_find(rfc_secret, now, ""), -1));
	cr_expect(eq(i64, crypt_totp_find(rfc_secret, now, "0059240"), -1));
}

/* What the program of a line prints, a code a line, is ours at these times. */
static void
compare(const char *line, const unsigned char *secret, int64_t from, int n)
{
	FILE *lines = popen(line, "r");
	char code[CRYPT_CODE_SIZE], theirs[32];
	int i = 0;

	cr_assert(lines != NULL, "%s", line);
	for (; fgets(theirs, sizeof(theirs), lines); i++) {
		theirs[strcspn(theirs, "\n")] = '\0';
		crypt_totp_make(secret, from / 30 + i, code);
		cr_expect(eq(str, code, theirs), "%s: step %d", line, i);
	}
	cr_expect(eq(int, i, n), "%s: %d codes", line, i);
	cr_expect(eq(int, pclose(lines), 0), "%s", line);
}

Test(crypt_totp, oathtool_and_pyotp_make_the_same)
{
	unsigned char secret[CRYPT_TOTP_SECRET_SIZE];
	int64_t from = (int64_t)rand_below(2000000000) / 30 * 30;
	char text[CRYPT_TOTP_TEXT_SIZE], line[512];

	rand_bytes(secret, sizeof(secret));
	crypt_totp_write(secret, text);
	snprintf(line, sizeof(line),
	    "oathtool --totp --base32 --now=@%lld --window=99 %s",
	    (long long)from, text);
	compare(line, secret, from, 100);
	snprintf(line, sizeof(line),
	    "/usr/bin/python3 -c 'import pyotp, datetime\n"
	    "t = pyotp.TOTP(\"%s\")\n"
	    "for i in range(100): print(t.at(%lld + 30 * i))'",
	    text, (long long)from);
	compare(line, secret, from, 100);
}
