/*
 * Sealed values: what opens one, and what does not.
 */
#include "crypt/seal.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/rand.h"

#include "base/banned.h"

#define OLD "an old secret of thirty-two bytes."
#define NEW "a new secret of thirty-two bytes.."

enum { LEN = 20 };

static const struct crypt_seal_place place = { "factor.secret",
	{ "row 1", 5 } };

static bool
opens(const char *secret, const char *previous,
    const struct crypt_seal_place *at, struct bytes sealed, const void *text)
{
	struct crypt_keys *k = crypt_keys_new(secret, previous);
	unsigned char out[64] = { 0 };
	bool is_open = crypt_seal_open(k, at, sealed, out);

	cr_expect(eq(int, is_open, memcmp(out, text, LEN) == 0));
	crypt_keys_free(k);
	return is_open;
}

Test(crypt_seal, opens_with_its_secret_where_it_was_put_and_nowhere_else)
{
	static const struct crypt_seal_place others[] = {
		{ "factor.secret", { "row 2", 5 } },
		{ "factor.secreu", { "row 1", 5 } },
		{ "factor.secre", { "trow 1", 6 } },
		{ "factor.secret", { "row 1", 4 } },
	};
	struct crypt_keys *k = crypt_keys_new(OLD, NULL);
	unsigned char text[LEN], sealed[LEN + CRYPT_SEAL_MORE];
	struct bytes whole = { sealed, sizeof(sealed) };

	rand_bytes(text, sizeof(text));
	crypt_seal(k, &place, text, sizeof(text), sealed);
	cr_expect(
	    memcmp(sealed + 1, crypt_seal_id(k, 0).p, CRYPT_SEAL_ID) == 0);
	cr_expect(opens(OLD, NULL, &place, whole, text));
	cr_expect(opens(NEW, OLD, &place, whole, text));
	cr_expect(not(opens(NEW, NULL, &place, whole, text)));
	for (size_t i = 0; i < N_OF(others); i++)
		cr_expect(
		    not(opens(OLD, NULL, &others[i], whole, text)), "%zu", i);
	crypt_keys_free(k);
}

Test(crypt_seal, no_bit_can_be_changed_and_no_byte_left_out)
{
	struct crypt_keys *k = crypt_keys_new(NEW, OLD);
	unsigned char text[LEN], sealed[LEN + CRYPT_SEAL_MORE];

	rand_bytes(text, sizeof(text));
	crypt_seal(k, &place, text, sizeof(text), sealed);
	for (size_t bit = 0; bit < 8 * sizeof(sealed); bit++) {
		sealed[bit / 8] ^= (unsigned char)(1 << bit % 8);
		cr_expect(not(opens(NEW, OLD, &place,
			      (struct bytes){ sealed, sizeof(sealed) }, text)),
		    "bit %zu", bit);
		sealed[bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
	for (size_t len = 0; len < sizeof(sealed); len++)
		cr_expect(not(opens(NEW, OLD, &place,
			      (struct bytes){ sealed, len }, text)),
		    "%zu bytes", len);
	crypt_keys_free(k);
}

Test(crypt_seal, the_same_text_is_never_sealed_alike_and_may_be_empty)
{
	struct crypt_keys *k = crypt_keys_new(NEW, NULL);
	unsigned char a[CRYPT_SEAL_MORE], b[CRYPT_SEAL_MORE], none[1];

	crypt_seal(k, &place, "", 0, a);
	crypt_seal(k, &place, "", 0, b);
	cr_expect(memcmp(a, b, sizeof(a)) != 0);
	cr_expect(
	    crypt_seal_open(k, &place, (struct bytes){ a, sizeof(a) }, none));
	crypt_keys_free(k);
}
