#include "jose/jwk.h"

#include <string.h>

#include "base/str.h"
#include "crypt/base64url.h"
#include "json/read.h"

#include "base/banned.h"

/* A member that is a text; NULL when there is none, or it is something else. */
static const char *
text_of(const struct json_value *key, const char *name)
{
	const struct json_value *v = json_member(key, name);

	return v && json_type(v) == JSON_TEXT ? json_text(v, NULL) : NULL;
}

/* A member in base64url; no bytes when it is none. */
static struct bytes
bytes_of(struct arena *arena, const struct json_value *key, const char *name)
{
	const char *text = text_of(key, name);
	size_t len = text ? strlen(text) : 0;
	struct bytes out = { "", 0 };
	char *bytes;

	if (!text || len > CRYPT_BASE64URL_LEN(CRYPT_RSA_MAX))
		return out;
	bytes = arena_alloc(arena, len + 1);
	out.p = bytes;
	if (!crypt_base64url_decode(text, len, bytes, len, &out.len))
		out.len = 0;
	return out;
}

/* Whether a member says nothing, or what is wanted. */
static bool
is_for(const struct json_value *key, const char *name, const char *wanted)
{
	const struct json_value *v = json_member(key, name);

	return !v || str_eq(text_of(key, name), wanted);
}

/* Its key_ops, if it has them, with "verify" among them. */
static bool
may_verify(const struct json_value *key)
{
	const struct json_value *ops = json_member(key, "key_ops"), *op;

	if (!ops)
		return true;
	for (size_t i = 0;
	     json_type(ops) == JSON_ARRAY && i < json_array_len(ops); i++) {
		op = json_array_at(ops, i);
		if (json_type(op) == JSON_TEXT &&
		    str_eq(json_text(op, NULL), "verify"))
			return true;
	}
	return false;
}

static struct crypt_public *
read_rsa(struct arena *arena, const struct json_value *key)
{
	struct bytes n = bytes_of(arena, key, "n"),
		     e = bytes_of(arena, key, "e");

	return crypt_public_rsa(n, e);
}

static struct crypt_public *
read_p256(struct arena *arena, const struct json_value *key)
{
	struct bytes x = bytes_of(arena, key, "x"),
		     y = bytes_of(arena, key, "y");

	return crypt_public_p256(x, y);
}

static struct crypt_public *
read_ed25519(struct arena *arena, const struct json_value *key)
{
	return crypt_public_ed25519(bytes_of(arena, key, "x"));
}

static const struct {
	const char *type, *curve, *algorithm;
	struct crypt_public *(*read)(
	    struct arena *arena, const struct json_value *key);
} kinds[] = {
	{ "RSA", NULL, "RS256", read_rsa },
	{ "EC", "P-256", "ES256", read_p256 },
	{ "OKP", "Ed25519", "EdDSA", read_ed25519 },
};

/* The key, if we verify with such; a published private one is worth nothing. */
static struct crypt_public *
read_public(struct arena *arena, const struct json_value *key)
{
	if (!is_for(key, "use", "sig") || !may_verify(key) ||
	    json_member(key, "d"))
		return NULL;
	for (size_t i = 0; i < N_OF(kinds); i++)
		if (str_eq(text_of(key, "kty"), kinds[i].type) &&
		    is_for(key, "alg", kinds[i].algorithm) &&
		    (!kinds[i].curve ||
			str_eq(text_of(key, "crv"), kinds[i].curve)))
			return kinds[i].read(arena, key);
	return NULL;
}

static void
free_public(void *k)
{
	crypt_public_free(k);
}

static void
add_key(struct jose_keys *to, struct arena *arena, const struct json_value *key)
{
	struct crypt_public *public;
	const char *kid;

	if (json_type(key) != JSON_OBJECT)
		return;
	kid = text_of(key, "kid");
	if ((!kid && json_member(key, "kid")) ||
	    (kid && strlen(kid) > JOSE_KID_MAX))
		return;
	public = read_public(arena, key);
	if (!public)
		return;
	arena_defer(arena, free_public, public);
	to->keys[to->n++] = (struct jose_key){ kid, text_of(key, "issuer"),
		public };
}

const struct jose_keys *
jose_keys_read(struct arena *arena, const char *text, size_t len)
{
	struct jose_keys *out = arena_new(arena, struct jose_keys);
	const struct json_value *set, *keys;
	struct fault f = { 0 };

	if (len > JOSE_SET_MAX || json_parse(arena, text, len, &f, &set) ||
	    json_type(set) != JSON_OBJECT)
		return NULL;
	keys = json_member(set, "keys");
	if (!keys || json_type(keys) != JSON_ARRAY)
		return NULL;
	for (size_t i = 0; i < json_array_len(keys) && out->n < JOSE_KEYS_MAX;
	     i++)
		add_key(out, arena, json_array_at(keys, i));
	return out->n ? out : NULL;
}
