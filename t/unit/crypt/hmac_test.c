/*
 * HMAC-SHA256 and HKDF-SHA256 by the vectors of RFC 4231 and RFC 5869.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/attr.h"

#include "crypt/hmac.h"

#include "t/unit/crypt/hex.h"

#include "base/banned.h"

static const struct {
	char key[263], data[400], mac[65];
} rfc_4231[] = {
	{ "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265",
	    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c"
	    "2e32cff7" },
	{ "4a656665",
	    "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
	    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b9"
	    "64ec3843" },
	{ "0102030405060708090a0b0c0d0e0f10111213141516171819",
	    "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
	    "cdcdcdcd"
	    "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
	    "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff4"
	    "6729665b" },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaaaa"
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaaaa"
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaaaa"
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aaaaaaaa"
	  "aaaaaa",
	    "54657374205573696e67204c6172676572205468616e20426c6f636b"
	    "2d53697a"
	    "65204b6579202d2048617368204b6579204669727374",
	    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f"
	    "0ee37f54" },
};

Test(crypt_hmac, vectors_of_rfc_4231)
{
	for (size_t i = 0; i < N_OF(rfc_4231); i++) {
		unsigned char key[132], data[200], expected[32], mac[32];
		size_t key_len = unhex(rfc_4231[i].key, key);
		size_t len = unhex(rfc_4231[i].data, data);
		struct crypt_hmac *h = crypt_hmac_new(key, key_len);

		unhex(rfc_4231[i].mac, expected);
		for (int again = 0; again < 3; again++) {
			crypt_hmac_compute(h, data, len, mac);
			cr_expect(
			    memcmp(mac, expected, 32) == 0, "case %zu", i + 1);
		}
		crypt_hmac_free(h);
	}
	crypt_hmac_free(NULL);
}

Test(crypt_hmac, computations_do_not_disturb_each_other)
{
	struct crypt_hmac *h = crypt_hmac_new("key", 3);
	unsigned char first[32], other[32], again[32];

	crypt_hmac_compute(h, "message", 7, first);
	crypt_hmac_compute(h, "massage", 7, other);
	crypt_hmac_compute(h, "message", 7, again);
	cr_expect(memcmp(first, other, 32) != 0);
	cr_expect(memcmp(first, again, 32) == 0);
	crypt_hmac_free(h);
}

Test(crypt_hmac, hkdf_vectors_of_rfc_5869)
{
	static const struct {
		char key[64], salt[32], info[32], out[100];
		size_t len;
	} cases[] = {
		{ "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
		    "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
		    "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56"
		    "ecc4c5bf34007208d5b887185865",
		    42 },
		{ "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
		    "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f"
		    "3c738d2d9d201395faa4b61a96c8",
		    42 },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		unsigned char key[32], salt[16], info[16], expected[64];
		unsigned char out[64];
		size_t key_len = unhex(cases[i].key, key);
		size_t salt_len = unhex(cases[i].salt, salt);
		size_t info_len = unhex(cases[i].info, info);

		unhex(cases[i].out, expected);
		crypt_hkdf(key, key_len, salt, salt_len, info, info_len, out,
		    cases[i].len);
		cr_expect(memcmp(out, expected, cases[i].len) == 0, "case %zu",
		    i + 1);
	}
}
