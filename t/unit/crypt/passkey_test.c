/*
 * What Chromium's virtual authenticator has made and signed
 * (t/counterpart/passkey.mjs), and no bit of it otherwise.
 */
#include "crypt/passkey.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "crypt/base64url.h"

#include "base/banned.h"

enum { SIZE = 1024 };

static const struct given {
	enum crypt_algorithm algorithm;
	char made[640], data[64], client[320], signature[352];
} rows[] = {
	{ CRYPT_ES256,
	    "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NFAAAAAQECAwQFBgcIAQID"
	    "BAUGBwgAIBWfzJg8DPZcpDcVMEinXeSxl0Kalz5-H7SolUG6GGflpQECAyYgASFY"
	    "IAwrgtPDs57yF2fCBVQ7pgLcl47PNERXUZpnfvjevdmOIlggqCV0UFRQyzfSVgu0"
	    "kBXEcYqKb1j7zvboMe5cu6w3Edw",
	    "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAg",
	    "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiQUFBQUFBQUFBQUFB"
	    "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQSIsIm9yaWdpbiI6Imh0dHA6"
	    "Ly9sb2NhbGhvc3Q6NDA4NDciLCJjcm9zc09yaWdpbiI6ZmFsc2V9",
	    "MEQCIAxzEhscwHq4joDBfIlojTCYvrcDbolwCpADwKQwFqUEAiAKDLTvsN2QBTZC"
	    "HYyD1Q6KBcdcO-fuPm0mWzMe_FUeQQ" },
	{ CRYPT_EDDSA,
	    "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NFAAAAAQECAwQFBgcIAQID"
	    "BAUGBwgAILpQXLQILLET4fogRcpe5GInT9jE3a2SoF4psrAbSZxbpAEBAycgBiFY"
	    "IJDLDEIVvH2Q-9mrAub9CXyVo_BBIZLn3tOOMQynN94A",
	    "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAg",
	    "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiQUFBQUFBQUFBQUFB"
	    "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQSIsIm9yaWdpbiI6Imh0dHA6"
	    "Ly9sb2NhbGhvc3Q6NDA4NDciLCJjcm9zc09yaWdpbiI6ZmFsc2V9",
	    "L8zlcNlaS9PRbMWsBb1c5yqlXJLVOJLOmfV_aADnDrFO0U9lG6QK8YKDOzVgNXDl"
	    "zOJ5ljr_zRqmxH-mNBm4Bw" },
	{ CRYPT_RS256,
	    "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NFAAAAAQECAwQFBgcIAQID"
	    "BAUGBwgAIDBLN7EjbSrZYORJ7yEuKPdyfwqazphpPorarutdA14gpAEDAzkBACBZ"
	    "AQDCJG_RY_yB5qADSxOwfa3BQwVkCuURMnOCdh-Z0u3x2NgrtxP67KKDcWls50lx"
	    "V8oQjHa_wkxGrVpvhCYMvFxYrkYRTckUT-Ekv9FKKmB6u4qAFyAOYqb6tWpRiFmP"
	    "JYeyx0dyAKrM9ouLHT101Naz6g9A6NyKJk_A9hgtHCCnYHciTnvCYABrmg9fRlpc"
	    "Scxws5Gx2RZZ7KsRWYs5DKdhrbFo-NnfNba3XFW6vux9XReizeS05KPAGmI0gxDN"
	    "mVWwa0c3AcmJnRubueNzandgHe560jPHMOoV-ix-stcvwMfiLwUXbX586xmvdcnr"
	    "gWl3bpvxLn3lSBMFhVjuUgNJIUMBAAE",
	    "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAg",
	    "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiQUFBQUFBQUFBQUFB"
	    "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQSIsIm9yaWdpbiI6Imh0dHA6"
	    "Ly9sb2NhbGhvc3Q6NDA4NDciLCJjcm9zc09yaWdpbiI6ZmFsc2V9",
	    "m9vHgBwJIXW-RECOoX9CeTE6cFHVpJoF7yJ_tyqCCSElHTgUa29U9U_MfPTiQY2q"
	    "xqfq3u_9s4v-DjPAHNthtVb-RhBYqb9HApzowIfz3JvvxK9iGOjtuUNXvD-GBE0q"
	    "YJJeSaNnHQHb_nPmbiORIKz_t_ZVK0v8aVIN2zCiYnwkikYe7UyF0tslwrKXI6wY"
	    "mKzOusg7VsC4Dnyrc-P3t929QRuXV7E04oP8BerX7YqcRWNYm5flaRD5NxpP4raI"
	    "cf5xlzVbUAzPloqlc4iaF93logEXOobJ3KSPqzYxYZqOxpsFLfuzbYCCrlr4Seho"
	    "z-PhPt3JCavqbA85Fgesyw" },
};

/* What a test works on. */
struct decoded {
	unsigned char made[SIZE], signed_data[SIZE], signature[SIZE];
	size_t made_len, data_len, signature_len;
	struct crypt_passkey_said said;
};

static size_t
decode(const char *text, unsigned char out[SIZE])
{
	size_t len;

	cr_assert(crypt_base64url_decode(text, strlen(text), out, SIZE, &len),
	    "%s", text);
	return len;
}

static bool
read_made(struct decoded *d)
{
	return crypt_passkey_read(
	    (struct bytes){ d->made, d->made_len }, &d->said);
}

static void
open_row(const struct given *g, struct decoded *d)
{
	unsigned char client[SIZE];
	size_t n = decode(g->data, d->signed_data), len;

	d->made_len = decode(g->made, d->made);
	d->signature_len = decode(g->signature, d->signature);
	len = decode(g->client, client);
	crypt_sha256(client, len, d->signed_data + n);
	d->data_len = n + CRYPT_SHA256_SIZE;
	cr_assert(read_made(d));
}

static bool
holds(const struct decoded *d)
{
	return crypt_passkey_verify(d->said.key,
	    (struct bytes){ d->signed_data, d->data_len },
	    (struct bytes){ d->signature, d->signature_len });
}

Test(crypt_passkey, a_browser_is_understood)
{
	for (size_t i = 0; i < N_OF(rows); i++) {
		struct crypt_public *key;
		struct decoded d;

		open_row(&rows[i], &d);
		cr_expect(d.said.is_present && d.said.is_verified);
		cr_expect(eq(sz, d.said.id.len, 32));
		key = crypt_passkey_key(d.said.key);
		cr_assert(not(zero(ptr, key)));
		cr_expect(eq(int, (int)crypt_public_algorithm(key),
		    (int)rows[i].algorithm));
		crypt_public_free(key);
		cr_expect(holds(&d));
	}
}

/* One of RSA costs as much as a hundred of the others. */
Test(crypt_passkey, no_other_bit_holds)
{
	for (size_t i = 0; i < N_OF(rows); i++) {
		struct decoded d;

		open_row(&rows[i], &d);
		for (size_t at = 0; at < d.data_len; at++) {
			d.signed_data[at] ^= 1;
			cr_expect(not(holds(&d)), "byte %zu", at);
			d.signed_data[at] ^= 1;
		}
		for (size_t at = 0; at < d.signature_len; at++) {
			d.signature[at] ^= 1;
			cr_expect(not(holds(&d)), "byte %zu", at);
			d.signature[at] ^= 1;
		}
		for (size_t len = 0; len < d.made_len; len++)
			cr_expect(not(crypt_passkey_read(
				      (struct bytes){ d.made, len }, &d.said)),
			    "%zu bytes", len);
	}
}
