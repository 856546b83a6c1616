/*
 * Every v1 is held against every secret, whichever fits. MACs are compared as
 * they are written: there is one way to write each.
 */
#include "crypt/svix.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "crypt/base64url.h"
#include "crypt/digest.h"
#include "crypt/hmac.h"

#include "base/banned.h"

enum {
	KEY_MIN = 16,
	KEY_MAX = 64,
	KEY_LEN_MAX = CRYPT_BASE64URL_LEN(KEY_MAX) + 2,
	MAC_LEN = 44,
	HEADER_MAX = 1024,
	SIGNED_MAX = 1 << 20
};

/* base64 has two letters other than base64url, and fills up to a multiple of
 * four. */
static bool
read_base64(const char *text, size_t len, unsigned char key[KEY_MAX], size_t *n)
{
	char url[KEY_LEN_MAX];
	size_t filled = 0;

	if (len > sizeof(url) || len % 4 || memchr(text, '-', len) ||
	    memchr(text, '_', len))
		return false;
	memcpy(url, text, len);
	for (; filled < 2 && len && url[len - 1] == '='; filled++)
		len--;
	for (size_t i = 0; i < len; i++)
		url[i] = url[i] == '+' ? '-' : url[i] == '/' ? '_' : url[i];
	return crypt_base64url_decode(url, len, key, KEY_MAX, n);
}

static bool
read_secret(const char *text, size_t len, unsigned char key[KEY_MAX], size_t *n)
{
	static const size_t before = sizeof(CRYPT_SVIX_PREFIX) - 1;

	return len > before && memcmp(text, CRYPT_SVIX_PREFIX, before) == 0 &&
	       read_base64(text + before, len - before, key, n) &&
	       *n >= KEY_MIN;
}

bool
crypt_svix_is_secret(const char *text, size_t len)
{
	unsigned char key[KEY_MAX];
	size_t n;
	bool is_one = read_secret(text, len, key, &n);

	explicit_bzero(key, sizeof(key));
	return is_one;
}

/* Whether a key has made one of the header's signatures. */
static bool
has_made_one(const char *header, const struct buf *text,
    const unsigned char *key, size_t key_len)
{
	struct crypt_hmac *hmac = crypt_hmac_new(key, key_len);
	unsigned char mac[CRYPT_MAC_SIZE], made[MAC_LEN + 1];
	bool is_made = false;

	crypt_hmac_compute(hmac, text->p, text->len, mac);
	crypt_hmac_free(hmac);
	EVP_EncodeBlock(made, mac, sizeof(mac));
	while (*header) {
		size_t len = strcspn(header, " ");

		if (len == 3 + MAC_LEN && memcmp(header, "v1,", 3) == 0)
			is_made |= crypt_is_equal(header + 3, made, MAC_LEN);
		header += len + (header[len] == ' ');
	}
	return is_made;
}

static bool
is_made_by_one(const char *header, const struct buf *text, const char *secrets)
{
	unsigned char key[KEY_MAX];
	bool is_made = false;

	while (*secrets) {
		size_t len = strcspn(secrets, ","), n;

		if (read_secret(secrets, len, key, &n))
			is_made |= has_made_one(header, text, key, n);
		secrets += len + (secrets[len] == ',');
	}
	explicit_bzero(key, sizeof(key));
	return is_made;
}

static bool
is_near(const char *timestamp, int64_t now_s)
{
	int64_t t;

	return str_to_int(timestamp, 0, INT64_MAX / 2, &t) &&
	       t >= now_s - CRYPT_SVIX_S && t <= now_s + CRYPT_SVIX_S;
}

bool
crypt_svix_is_valid(const struct crypt_svix *headers, struct bytes body,
    const char *secrets, int64_t now_s)
{
	struct buf text;
	bool is_valid;

	if (!headers->id || !*headers->id || !headers->timestamp ||
	    !headers->signature || strlen(headers->signature) > HEADER_MAX ||
	    !is_near(headers->timestamp, now_s))
		return false;
	buf_init(&text, SIGNED_MAX);
	buf_printf(&text, "%s.%s.", headers->id, headers->timestamp);
	buf_put(&text, body.p, body.len);
	is_valid = !text.failed &&
		   is_made_by_one(headers->signature, &text, secrets);
	buf_release(&text);
	return is_valid;
}
