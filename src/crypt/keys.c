/*
 * Derivation happens once, when the process starts; afterwards only what was
 * derived is kept, never the secret.
 */
#include "crypt/keys.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

#include "crypt/digest.h"

#include "base/banned.h"

struct key_set {
	char id[CRYPT_KEY_ID_SIZE];
	unsigned char raw_id[(CRYPT_KEY_ID_SIZE - 1) / 2];
	unsigned char seal[CRYPT_KEY_SIZE];
	struct crypt_hmac *hmac[CRYPT_PURPOSES];
};

struct crypt_keys {
	unsigned n;
	struct key_set sets[CRYPT_KEY_SETS];
};

/* What each key is bound to. A changed text changes every token of its kind. */
static const char *const infos[CRYPT_PURPOSES] = {
	[CRYPT_ACCESS_TOKEN] = "hearth access token",
	[CRYPT_REFRESH_TOKEN] = "hearth refresh token",
	[CRYPT_MAIL_TOKEN] = "hearth mail token",
	[CRYPT_MAIL_CODE] = "hearth mail code",
	[CRYPT_INVITE] = "hearth invite",
	[CRYPT_CURSOR] = "hearth cursor",
	[CRYPT_THROTTLE] = "hearth throttle",
	[CRYPT_DOMAIN] = "hearth domain",
	[CRYPT_GUEST] = "hearth guest",
	[CRYPT_PROOF] = "hearth proof",
	[CRYPT_FEED_TOKEN] = "hearth feed token",
	[CRYPT_IMIP] = "hearth imip address",
	[CRYPT_SPARK] = "hearth spark",
	[CRYPT_FILE_LINK] = "hearth file link",
	[CRYPT_OAUTH] = "hearth oauth",
	[CRYPT_TICKET] = "hearth ticket",
	[CRYPT_ERASED] = "hearth erased",
	[CRYPT_ENTRY] = "hearth entry",
	[CRYPT_RESTORE] = "hearth restore",
	[CRYPT_COOKIE] = "hearth cookie",
	[CRYPT_EXPORT] = "hearth export link",
	[CRYPT_DEVICE] = "hearth device",
	[CRYPT_ACCOUNT_INVITE] = "hearth account invite",
};

static void
derive(const char *secret, const char *info, unsigned char *out, size_t len)
{
	crypt_hkdf(secret, strlen(secret), "", 0, info, strlen(info), out, len);
}

static void
init_set(struct key_set *set, const char *secret)
{
	static const char hex[] = "0123456789abcdef";
	unsigned char key[CRYPT_KEY_SIZE], *id = set->raw_id;

	for (int i = 0; i < CRYPT_PURPOSES; i++) {
		derive(secret, infos[i], key, sizeof(key));
		set->hmac[i] = crypt_hmac_new(key, sizeof(key));
	}
	explicit_bzero(key, sizeof(key));
	derive(secret, "hearth seal", set->seal, sizeof(set->seal));
	derive(secret, "hearth key id", id, sizeof(set->raw_id));
	for (size_t i = 0; i < sizeof(set->raw_id); i++) {
		set->id[2 * i] = hex[id[i] >> 4];
		set->id[2 * i + 1] = hex[id[i] & 15];
	}
}

struct crypt_keys *
crypt_keys_new(const char *secret, const char *previous)
{
	struct crypt_keys *k = calloc(1, sizeof(*k));

	bug_if(!k);
	init_set(&k->sets[k->n++], secret);
	if (previous && *previous && strcmp(previous, secret) != 0)
		init_set(&k->sets[k->n++], previous);
	return k;
}

void
crypt_keys_free(struct crypt_keys *k)
{
	if (!k)
		return;
	for (unsigned set = 0; set < k->n; set++)
		for (int i = 0; i < CRYPT_PURPOSES; i++)
			crypt_hmac_free(k->sets[set].hmac[i]);
	explicit_bzero(k, sizeof(*k));
	free(k);
}

unsigned
crypt_keys_count(const struct crypt_keys *k)
{
	return k->n;
}

const char *
crypt_keys_id(const struct crypt_keys *k, unsigned set)
{
	bug_if(set >= k->n);
	return k->sets[set].id;
}

const unsigned char *
crypt_keys_raw_id(const struct crypt_keys *k, unsigned set)
{
	bug_if(set >= k->n);
	return k->sets[set].raw_id;
}

const unsigned char *
crypt_keys_seal(const struct crypt_keys *k, unsigned set)
{
	bug_if(set >= k->n);
	return k->sets[set].seal;
}

void
crypt_mac_with(const struct crypt_keys *k, unsigned set,
    enum crypt_purpose purpose, const void *data, size_t len,
    unsigned char mac[CRYPT_MAC_SIZE])
{
	bug_if(set >= k->n || purpose >= CRYPT_PURPOSES);
	crypt_hmac_compute(k->sets[set].hmac[purpose], data, len, mac);
}

void
crypt_mac(const struct crypt_keys *k, enum crypt_purpose purpose,
    const void *data, size_t len, unsigned char mac[CRYPT_MAC_SIZE])
{
	crypt_mac_with(k, 0, purpose, data, len, mac);
}

bool
crypt_mac_is_valid(const struct crypt_keys *k, enum crypt_purpose purpose,
    const void *data, size_t len, const unsigned char *mac, size_t mac_len)
{
	unsigned char expected[CRYPT_MAC_SIZE];

	bug_if(mac_len < 16 || mac_len > CRYPT_MAC_SIZE);
	for (unsigned set = 0; set < k->n; set++) {
		crypt_mac_with(k, set, purpose, data, len, expected);
		if (crypt_is_equal(expected, mac, mac_len))
			return true;
	}
	return false;
}
