/*
 * One text for one sequence of bytes: RFC 4648's vectors, and no second form.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "crypt/base64url.h"

#include "base/banned.h"

Test(crypt_base64url, vectors_of_rfc_4648)
{
	static const struct {
		char bytes[8], text[12];
	} cases[] = {
		{ "", "" },
		{ "f", "Zg" },
		{ "fo", "Zm8" },
		{ "foo", "Zm9v" },
		{ "foob", "Zm9vYg" },
		{ "fooba", "Zm9vYmE" },
		{ "foobar", "Zm9vYmFy" },
		{ "\xff\xef\xbe", "_---" },
		{ "\xfb\xff", "-_8" },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		size_t n = strlen(cases[i].bytes), len = 99;
		char text[16], bytes[16] = "";

		cr_expect(
		    eq(sz, crypt_base64url_encode(cases[i].bytes, n, text),
			CRYPT_BASE64URL_LEN(n)));
		cr_expect(eq(str, text, (char *)cases[i].text));
		cr_expect(crypt_base64url_decode(
		    text, strlen(text), bytes, sizeof(bytes), &len));
		cr_expect(eq(sz, len, n));
		cr_expect(eq(str, bytes, (char *)cases[i].bytes));
	}
}

Test(crypt_base64url, no_second_form_is_taken)
{
	static const char cases[][16] = { "A", "AAAAA",
		"Zg=", "Zg==", "Zm8=", "Zm9v ", " Zm9v", "Zm9\nv", "Zm9+",
		"Zm9/", "Zm9.", "Zm9\x80", "Zh", "Zn", "Zv",
		"Z_", /* unused bits of one byte */
		"Zm9", "Zm-", "Zm_", "Zm8\xc3" };

	for (size_t i = 0; i < N_OF(cases); i++) {
		size_t n = strlen(cases[i]), len;
		char *text = memcpy(malloc(n), cases[i], n);
		unsigned char bytes[16];

		cr_expect(not(crypt_base64url_decode(
			      text, n, bytes, sizeof(bytes), &len)),
		    "%s", cases[i]);
		free(text);
	}
	cr_expect(not(crypt_base64url_decode(
	    "Zg\0\0", 4, (char[8]){ 0 }, 8, &(size_t){ 0 })));
}

Test(crypt_base64url, the_result_must_fit)
{
	for (size_t n = 1; n < 40; n++) {
		unsigned char in[40] = { 0 };
		char text[64];
		size_t text_len = crypt_base64url_encode(in, n, text), len;
		unsigned char *out = malloc(n); /* for a sanitizer to see */

		cr_expect(crypt_base64url_decode(text, text_len, out, n, &len));
		cr_expect(not(crypt_base64url_decode(
			      text, text_len, out, n - 1, &len)),
		    "%zu", n);
		free(out);
	}
}

Test(crypt_base64url, every_byte_survives)
{
	unsigned char in[256], out[256];
	char text[CRYPT_BASE64URL_LEN(256) + 1];
	size_t len;

	for (int i = 0; i < 256; i++)
		in[i] = (unsigned char)i;
	for (size_t n = 0; n <= sizeof(in); n++) {
		size_t text_len = crypt_base64url_encode(in, n, text);

		cr_assert(crypt_base64url_decode(
		    text, text_len, out, sizeof(out), &len));
		cr_assert(eq(sz, len, n));
		cr_assert(memcmp(in, out, n) == 0);
	}
}
