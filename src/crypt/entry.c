/*
 * The seed of an event's key is a MAC of its id: RFC 8032 wants 32 bytes that
 * nobody can guess, and that is what a MAC under a key of its own is.
 */
#include "crypt/entry.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/bug.h"

#include "base/banned.h"

#define PREFIX "HTH1:"

static const char context[] = "hearth ticket"; /* with its end */

enum {
	EVENT_END = 7,
	SIGNATURE = 64,
	MESSAGE = sizeof(context) + 16 + CRYPT_ENTRY_SAID
};

static EVP_PKEY *
key_of(const struct crypt_keys *k, unsigned set, struct uuid event)
{
	unsigned char seed[CRYPT_MAC_SIZE];
	EVP_PKEY *key;

	crypt_mac_with(k, set, CRYPT_ENTRY, event.b, sizeof(event.b), seed);
	key = EVP_PKEY_new_raw_private_key(
	    EVP_PKEY_ED25519, NULL, seed, CRYPT_ENTRY_KEY_SIZE);
	explicit_bzero(seed, sizeof(seed));
	bug_if(!key);
	return key;
}

static void
write_said(
    unsigned char *out, struct uuid event, const struct crypt_entry *entry)
{
	*out++ = (unsigned char)entry->kind;
	memcpy(out, entry->id.b, sizeof(entry->id.b));
	out += sizeof(entry->id.b);
	memcpy(out, event.b + sizeof(event.b) - EVENT_END, EVENT_END);
	out[EVENT_END] = entry->serial;
}

static void
write_message(unsigned char *out, struct uuid event, const unsigned char *said)
{
	memcpy(out, context, sizeof(context));
	memcpy(out + sizeof(context), event.b, sizeof(event.b));
	memcpy(out + sizeof(context) + sizeof(event.b), said, CRYPT_ENTRY_SAID);
}

void
crypt_entry_seal(const struct crypt_keys *k, struct uuid event,
    const struct crypt_entry *entry, char out[CRYPT_ENTRY_SIZE])
{
	unsigned char bytes[CRYPT_ENTRY_BYTES], message[MESSAGE];
	EVP_PKEY *key = key_of(k, 0, event);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t len = SIGNATURE;

	write_said(bytes, event, entry);
	write_message(message, event, bytes);
	bug_if(!ctx || EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) != 1 ||
	       EVP_DigestSign(ctx, bytes + CRYPT_ENTRY_SAID, &len, message,
		   sizeof(message)) != 1 ||
	       len != SIGNATURE);
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	memcpy(out, PREFIX, strlen(PREFIX));
	crypt_base45_encode(bytes, sizeof(bytes), out + strlen(PREFIX));
}

static bool
is_signed(const struct crypt_keys *k, unsigned set, struct uuid event,
    const unsigned char *bytes)
{
	unsigned char message[MESSAGE];
	EVP_PKEY *key = key_of(k, set, event);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool is_right;

	write_message(message, event, bytes);
	bug_if(!ctx);
	is_right = EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1 &&
		   EVP_DigestVerify(ctx, bytes + CRYPT_ENTRY_SAID, SIGNATURE,
		       message, sizeof(message)) == 1;
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return is_right;
}

static bool
read_bytes(const char *code, unsigned char bytes[CRYPT_ENTRY_BYTES],
    struct crypt_entry *entry)
{
	size_t len = strlen(PREFIX);

	if (strncmp(code, PREFIX, len) != 0 ||
	    !crypt_base45_decode(
		code + len, strlen(code + len), bytes, CRYPT_ENTRY_BYTES))
		return false;
	entry->kind = (enum crypt_entry_kind)bytes[0];
	memcpy(entry->id.b, bytes + 1, sizeof(entry->id.b));
	entry->serial = bytes[CRYPT_ENTRY_SAID - 1];
	return entry->kind == CRYPT_ENTRY_TICKET ||
	       entry->kind == CRYPT_ENTRY_ANSWER;
}

bool
crypt_entry_read(const char *code, struct crypt_entry *entry)
{
	unsigned char bytes[CRYPT_ENTRY_BYTES];

	return read_bytes(code, bytes, entry);
}

bool
crypt_entry_open(const struct crypt_keys *k, struct uuid event,
    const char *code, struct crypt_entry *entry)
{
	unsigned char bytes[CRYPT_ENTRY_BYTES], said[CRYPT_ENTRY_SAID];
	bool is_ours = false;

	if (!read_bytes(code, bytes, entry))
		return false;
	write_said(said, event, entry);
	if (memcmp(said, bytes, sizeof(said)) != 0)
		return false;
	for (unsigned set = 0; !is_ours && set < crypt_keys_count(k); set++)
		is_ours = is_signed(k, set, event, bytes);
	return is_ours;
}

void
crypt_entry_public(const struct crypt_keys *k, unsigned set, struct uuid event,
    unsigned char key[CRYPT_ENTRY_KEY_SIZE])
{
	EVP_PKEY *pair = key_of(k, set, event);
	size_t len = CRYPT_ENTRY_KEY_SIZE;

	bug_if(EVP_PKEY_get_raw_public_key(pair, key, &len) != 1);
	EVP_PKEY_free(pair);
}
