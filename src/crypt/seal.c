/*
 * OpenSSL's EVP_CIPHER; its failures here are bugs, but for a tag that does not
 * hold.
 */
#include "crypt/seal.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/bug.h"
#include "base/rand.h"

#include "base/banned.h"

enum {
	FORM = 1, /* of sealed bytes */
	NONCE_SIZE = 12,
	TAG_SIZE = 16,
	HEAD_SIZE = 1 + CRYPT_SEAL_ID
};

_Static_assert(
    HEAD_SIZE + NONCE_SIZE + TAG_SIZE == CRYPT_SEAL_MORE, "CRYPT_SEAL_MORE");

static EVP_CIPHER_CTX *
begin(const unsigned char *key, const unsigned char *nonce, bool is_sealing)
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();

	bug_if(!c);
	bug_if(EVP_CipherInit_ex2(
		   c, EVP_aes_256_gcm(), key, nonce, is_sealing, NULL) != 1);
	return c;
}

static void
update(EVP_CIPHER_CTX *c, const void *p, size_t len, unsigned char *out)
{
	int n = 0;

	bug_if(len > INT_MAX);
	bug_if(len && EVP_CipherUpdate(c, out, &n, p, (int)len) != 1);
	bug_if((size_t)n != len);
}

/* The text of the column ends with its NUL, so no other row begins in it. */
static void
authenticate(EVP_CIPHER_CTX *c, const unsigned char *head,
    const struct crypt_seal_place *place)
{
	update(c, head, HEAD_SIZE, NULL);
	update(c, place->column, strlen(place->column) + 1, NULL);
	update(c, place->row.p, place->row.len, NULL);
}

void
crypt_seal(const struct crypt_keys *k, const struct crypt_seal_place *place,
    const void *p, size_t len, unsigned char *out)
{
	unsigned char *nonce = out + HEAD_SIZE, *text = nonce + NONCE_SIZE;
	EVP_CIPHER_CTX *c;
	int n;

	out[0] = FORM;
	memcpy(out + 1, crypt_seal_id(k, 0).p, CRYPT_SEAL_ID);
	rand_bytes(nonce, NONCE_SIZE);
	c = begin(crypt_keys_seal(k, 0), nonce, true);
	authenticate(c, out, place);
	update(c, p, len, text);
	bug_if(EVP_CipherFinal_ex(c, text + len, &n) != 1);
	bug_if(EVP_CIPHER_CTX_ctrl(
		   c, EVP_CTRL_GCM_GET_TAG, TAG_SIZE, text + len) != 1);
	EVP_CIPHER_CTX_free(c);
}

/* The set of keys that the head names; false when there is none. */
static bool
find_set(const struct crypt_keys *k, const unsigned char *head, unsigned *set)
{
	for (*set = 0; *set < crypt_keys_count(k); ++*set)
		if (memcmp(head + 1, crypt_seal_id(k, *set).p, CRYPT_SEAL_ID) ==
		    0)
			return true;
	return false;
}

bool
crypt_seal_open(const struct crypt_keys *k,
    const struct crypt_seal_place *place, struct bytes sealed, void *out)
{
	const unsigned char *head = sealed.p, *text;
	unsigned char tag[TAG_SIZE];
	EVP_CIPHER_CTX *c;
	unsigned set;
	size_t len;
	bool is_whole;
	int n;

	if (sealed.len < CRYPT_SEAL_MORE || head[0] != FORM ||
	    !find_set(k, head, &set))
		return false;
	len = sealed.len - CRYPT_SEAL_MORE;
	text = head + HEAD_SIZE + NONCE_SIZE;
	memcpy(tag, text + len, TAG_SIZE);
	c = begin(crypt_keys_seal(k, set), head + HEAD_SIZE, false);
	authenticate(c, head, place);
	update(c, text, len, out);
	bug_if(
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, TAG_SIZE, tag) != 1);
	is_whole = EVP_CipherFinal_ex(c, tag, &n) == 1;
	EVP_CIPHER_CTX_free(c);
	if (!is_whole)
		explicit_bzero(out, len);
	return is_whole;
}

struct bytes
crypt_seal_id(const struct crypt_keys *k, unsigned set)
{
	return (struct bytes){ crypt_keys_raw_id(k, set), CRYPT_SEAL_ID };
}
