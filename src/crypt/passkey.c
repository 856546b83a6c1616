#include "crypt/passkey.h"

#include <openssl/ecdsa.h>
#include <string.h>

#include "base/bug.h"

#include "base/banned.h"

enum {
	FLAG_UP = 0x01,
	FLAG_UV = 0x04,
	FLAG_BE = 0x08, /* it may be backed up */
	FLAG_BS = 0x10,
	FLAG_AT = 0x40, /* a new credential follows */
	FLAG_ED = 0x80, /* extensions follow */
	HEAD = CRYPT_SHA256_SIZE + 1 + 4,
	AAGUID = 16,
	RSA_2048 = 256,
	P = CRYPT_P256_SIZE
};

/* The forms: what stands before a number, the number, and the same again. */
static const struct form {
	size_t first_len;
	unsigned char first[11];
	size_t n;
	size_t second_len;
	unsigned char second[5];
	size_t m;
	enum crypt_algorithm algorithm;
} forms[] = {
	/* {1: 2, 3: -7, -1: 1, -2: x, -3: y} */
	{ 10, { 0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, P }, P, 3,
	    { 0x22, 0x58, P }, P, CRYPT_ES256 },
	/* {1: 1, 3: -8, -1: 6, -2: x} */
	{ 10, { 0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, P }, P, 0, { 0 }, 0,
	    CRYPT_EDDSA },
	/* {1: 3, 3: -257, -1: n, -2: 65537} */
	{ 11, { 0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x59, 1, 0 }, RSA_2048, 5,
	    { 0x21, 0x43, 1, 0, 1 }, 0, CRYPT_RS256 },
};

static size_t
len_of(const struct form *f)
{
	return f->first_len + f->n + f->second_len + f->m;
}

/* The form of a key at the start of some bytes; NULL: none of them. */
static const struct form *
find_form(struct bytes b)
{
	const unsigned char *p = b.p;

	for (size_t i = 0; i < N_OF(forms); i++) {
		const struct form *f = &forms[i];

		if (b.len >= len_of(f) &&
		    memcmp(p, f->first, f->first_len) == 0 &&
		    memcmp(p + f->first_len + f->n, f->second, f->second_len) ==
			0)
			return f;
	}
	return NULL;
}

/* Takes n bytes from the start of *b. */
static bool
take(struct bytes *b, size_t n, struct bytes *out)
{
	if (b->len < n)
		return false;
	*out = (struct bytes){ b->p, n };
	b->p = (const unsigned char *)b->p + n;
	b->len -= n;
	return true;
}

static bool
read_credential(struct bytes *rest, struct crypt_passkey_said *out)
{
	const struct form *form;
	const unsigned char *size;
	struct bytes skipped, two;
	size_t len;

	if (!take(rest, AAGUID, &skipped) || !take(rest, 2, &two))
		return false;
	size = two.p;
	len = (size_t)size[0] << 8 | size[1];
	if (len == 0 || len > CRYPT_PASSKEY_ID_MAX ||
	    !take(rest, len, &out->id))
		return false;
	form = find_form(*rest);
	return form && take(rest, len_of(form), &out->key);
}

bool
crypt_passkey_read(struct bytes data, struct crypt_passkey_said *out)
{
	const unsigned char *p;
	struct bytes head;
	unsigned flags;

	*out = (struct crypt_passkey_said){ 0 };
	if (!take(&data, HEAD, &head))
		return false;
	p = head.p;
	flags = p[CRYPT_SHA256_SIZE];
	out->site = p;
	out->is_present = flags & FLAG_UP;
	out->is_verified = flags & FLAG_UV;
	out->is_backed_up = flags & FLAG_BS;
	p += CRYPT_SHA256_SIZE + 1;
	out->count = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
		     (uint32_t)p[2] << 8 | p[3];
	if ((flags & (FLAG_BS | FLAG_BE)) == FLAG_BS)
		return false;
	if ((flags & FLAG_AT) && !read_credential(&data, out))
		return false;
	return (flags & FLAG_ED) ? data.len > 0 : data.len == 0;
}

struct crypt_public *
crypt_passkey_key(struct bytes key)
{
	static const unsigned char power[] = { 1, 0, 1 };
	const struct form *f = find_form(key);
	struct bytes first, second;

	if (!f || key.len != len_of(f))
		return NULL;
	first = (struct bytes){ (const unsigned char *)key.p + f->first_len,
		f->n };
	second = (struct bytes){
		(const unsigned char *)first.p + f->n + f->second_len, f->m
	};
	switch (f->algorithm) {
	case CRYPT_ES256:
		return crypt_public_p256(first, second);
	case CRYPT_EDDSA:
		return crypt_public_ed25519(first);
	case CRYPT_RS256:
		return crypt_public_rsa(
		    first, (struct bytes){ power, sizeof(power) });
	}
	return NULL;
}

/* r and s of a signature in DER; false when it is none. */
static bool
read_der(struct bytes der, unsigned char out[2 * P])
{
	const unsigned char *p = der.p;
	ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &p, (long)der.len);
	bool is = sig && p == (const unsigned char *)der.p + der.len &&
		  BN_bn2binpad(ECDSA_SIG_get0_r(sig), out, P) == P &&
		  BN_bn2binpad(ECDSA_SIG_get0_s(sig), out + P, P) == P;

	ECDSA_SIG_free(sig);
	return is;
}

bool
crypt_passkey_verify(
    struct bytes key, struct bytes data, struct bytes signature)
{
	struct crypt_public *public = crypt_passkey_key(key);
	unsigned char raw[2 * P];
	bool is = public != NULL;

	if (is && crypt_public_algorithm(public) == CRYPT_ES256) {
		is = read_der(signature, raw);
		signature = (struct bytes){ raw, sizeof(raw) };
	}
	is = is && crypt_public_verify(public, data, signature);
	crypt_public_free(public);
	return is;
}
