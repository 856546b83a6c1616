/*
 * Signatures: the examples of the RFCs are verified, and nothing near them is.
 */
#include "crypt/signature.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/str.h"

#include "crypt/base64url.h"

#include "base/banned.h"

enum { LONG = 520, JOE_LEN = 116 };

#define JOE                                                           \
	"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9" \
	"leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"

/* RFC 7515, A.2 and A.3; RFC 8037, A.4. A key is n and e, x and y, or x. */
static const struct {
	enum crypt_algorithm algorithm;
	char a[LONG], b[LONG], data[LONG], signature[LONG];
} examples[] = {
	{ CRYPT_RS256,
	    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-"
	    "Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG"
	    "6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9"
	    "e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT"
	    "6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDT"
	    "W9gb54h4FRWyuXpoQ",
	    "AQAB", "eyJhbGciOiJSUzI1NiJ9." JOE,
	    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7A"
	    "AuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BA"
	    "ynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0Ga"
	    "rZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1p"
	    "hCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igc"
	    "N_IoypGlUPQGe77Rw" },
	{ CRYPT_ES256, "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
	    "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
	    "eyJhbGciOiJFUzI1NiJ9." JOE,
	    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSAp"
	    "mWQxfKTUJqPP3-Kg6NU1Q" },
	{ CRYPT_EDDSA, "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "",
	    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
	    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5Bh"
	    "VsPt9g7sVvpAr_MuM0KAg" },
};

/* Decoded numbers of an example. */
struct decoded {
	unsigned char a[LONG], b[LONG], signature[LONG];
	size_t a_len, b_len, signature_len;
};

static void
decode(const char *text, unsigned char *out, size_t *len)
{
	cr_assert(crypt_base64url_decode(text, strlen(text), out, LONG, len));
}

static struct decoded
decode_example(size_t i)
{
	struct decoded d;

	decode(examples[i].a, d.a, &d.a_len);
	decode(examples[i].b, d.b, &d.b_len);
	decode(examples[i].signature, d.signature, &d.signature_len);
	return d;
}

static struct crypt_public *
key_of(enum crypt_algorithm algorithm, const struct decoded *d)
{
	struct bytes a = { d->a, d->a_len }, b = { d->b, d->b_len };

	return algorithm == CRYPT_RS256	  ? crypt_public_rsa(a, b)
	       : algorithm == CRYPT_ES256 ? crypt_public_p256(a, b)
					  : crypt_public_ed25519(a);
}

static bool
verify(struct crypt_public *k, const char *data, const struct decoded *d,
    size_t signature_len)
{
	return crypt_public_verify(k, (struct bytes){ data, strlen(data) },
	    (struct bytes){ d->signature, signature_len });
}

Test(crypt_signature, examples_hold_and_no_changed_bit_does)
{
	for (size_t i = 0; i < N_OF(examples); i++) {
		struct decoded d = decode_example(i);
		struct crypt_public *k = key_of(examples[i].algorithm, &d);
		const char *data = examples[i].data;
		size_t len = d.signature_len;

		cr_assert(
		    k && crypt_public_algorithm(k) == examples[i].algorithm,
		    "%zu", i);
		cr_expect(verify(k, data, &d, len), "%zu", i);
		cr_expect(not(verify(k, data + 1, &d, len)), "%zu", i);
		cr_expect(not(verify(k, data, &d, len - 1)), "%zu", i);
		cr_expect(not(verify(k, data, &d, 0)), "%zu", i);
		for (size_t bit = 0; bit < len * 8; bit += 7) {
			d.signature[bit / 8] ^= (unsigned char)(1 << bit % 8);
			cr_expect(not(verify(k, data, &d, len)), "%zu, bit %zu",
			    i, bit);
			d.signature[bit / 8] ^= (unsigned char)(1 << bit % 8);
		}
		/* what was refused leaves nothing behind */
		cr_expect(verify(k, data, &d, len), "%zu", i);
		crypt_public_free(k);
	}
}

Test(crypt_signature, numbers_that_are_no_key_are_none)
{
	struct decoded rsa = decode_example(0), ec = decode_example(1);
	static const unsigned char exponents[][8] = { { 0 }, { 1 }, { 2 },
		{ 0, 3 }, { 1, 0, 1, 0, 1 }, { 1, 0 } };
	static const size_t lengths[] = { 1, 1, 1, 2, 5, 2 };
	struct bytes n = { rsa.a, rsa.a_len }, e = { rsa.b, rsa.b_len };
	struct bytes x = { ec.a, ec.a_len }, y = { ec.b, ec.b_len };
	struct crypt_public *k;

	for (size_t i = 0; i < N_OF(lengths); i++)
		cr_expect(crypt_public_rsa(n, (struct bytes){ exponents[i],
						  lengths[i] }) == NULL,
		    "%zu", i);
	cr_expect(crypt_public_rsa((struct bytes){ rsa.a, 128 }, e) == NULL);
	rsa.a[0] = 0;
	cr_expect(crypt_public_rsa(n, e) == NULL);
	rsa.a[0] = 0x7f; /* 2047 bits */
	cr_expect(crypt_public_rsa(n, e) == NULL);
	cr_expect(crypt_public_p256(x, x) == NULL, "on no curve");
	cr_expect(crypt_public_p256((struct bytes){ ec.a, 31 }, y) == NULL);
	cr_expect(crypt_public_ed25519((struct bytes){ ec.a, 31 }) == NULL);
	k = crypt_public_p256(x, y);
	cr_expect(k != NULL);
	crypt_public_free(k);
	crypt_public_free(NULL);
}
