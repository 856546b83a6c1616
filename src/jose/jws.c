#include "jose/jws.h"

#include <string.h>

#include "base/str.h"
#include "crypt/base64url.h"

#include "base/banned.h"

static const struct {
	const char *name;
	enum crypt_algorithm algorithm;
} algorithms[] = { { "RS256", CRYPT_RS256 }, { "ES256", CRYPT_ES256 },
	{ "EdDSA", CRYPT_EDDSA } };

/* The bytes behind len characters; NULL when it is not base64url. */
static const char *
decode(struct arena *arena, const char *text, size_t len, size_t *out_len)
{
	char *out = arena_alloc(arena, len + 1);

	return crypt_base64url_decode(text, len, out, len, out_len) ? out
								    : NULL;
}

static const struct json_value *
read_object(struct arena *arena, const char *text, size_t len)
{
	const struct json_value *out;
	struct fault f = { 0 };
	size_t json_len;
	const char *json = decode(arena, text, len, &json_len);

	return json && json_parse(arena, json, json_len, &f, &out) == ERR_OK &&
		       json_type(out) == JSON_OBJECT
		   ? out
		   : NULL;
}

/* A text or nothing: false when it is something else. */
static bool
read_text(const struct json_value *header, const char *name, const char **out)
{
	const struct json_value *v = json_member(header, name);

	*out = v && json_type(v) == JSON_TEXT ? json_text(v, NULL) : NULL;
	return !v || *out;
}

/* 0 for any that is not one of ours. */
static enum crypt_algorithm
read_algorithm(const struct json_value *header)
{
	const char *name;

	if (!read_text(header, "alg", &name))
		return 0;
	for (size_t i = 0; i < N_OF(algorithms); i++)
		if (str_eq(name, algorithms[i].name))
			return algorithms[i].algorithm;
	return 0;
}

/* Its three parts; false when there are more or less. */
static bool
split(struct arena *arena, const char *text, struct jose_token *out,
    size_t *header_len)
{
	const char *first = strchr(text, '.');
	const char *second = first ? strchr(first + 1, '.') : NULL;

	if (!second || strchr(second + 1, '.'))
		return false;
	*header_len = (size_t)(first - text);
	out->data = (struct bytes){ text, (size_t)(second - text) };
	out->payload = (struct bytes){ first + 1,
		(size_t)(second - first - 1) };
	out->signature.p = decode(
	    arena, second + 1, strlen(second + 1), &out->signature.len);
	return out->signature.p;
}

static const char *
refusal_of(
    const struct json_value *header, unsigned wanted, struct jose_token *out)
{
	out->algorithm = read_algorithm(header);
	if (!(out->algorithm & wanted))
		return "is not signed by an algorithm that is accepted";
	if (json_member(header, "crit"))
		return "demands what is not known";
	if (!read_text(header, "kid", &out->kid) ||
	    !read_text(header, "typ", &out->type))
		return "is malformed";
	return NULL;
}

bool
jose_token_read(struct arena *arena, const char *text, size_t max,
    unsigned wanted, struct jose_token *out, const char **why)
{
	const struct json_value *header = NULL;
	size_t header_len;

	*out = (struct jose_token){ 0 };
	*why = "is too long";
	if (strnlen(text, max + 1) > max)
		return false;
	*why = "is malformed";
	if (split(arena, text, out, &header_len))
		header = read_object(arena, text, header_len);
	if (header)
		*why = refusal_of(header, wanted, out);
	return !*why;
}

const struct jose_key *
jose_keys_find(const struct jose_keys *keys, const struct jose_token *token)
{
	const struct jose_key *found = NULL;

	for (size_t i = 0; i < keys->n; i++) {
		const struct jose_key *k = &keys->keys[i];

		if (crypt_public_algorithm(k->public) != token->algorithm)
			continue;
		if (token->kid && str_eq(k->kid, token->kid))
			return k;
		if (!token->kid && found)
			return NULL; /* any of them might have */
		if (!token->kid)
			found = k;
	}
	return found;
}

const struct json_value *
jose_token_peek(struct arena *arena, const struct jose_token *token)
{
	return read_object(arena, token->payload.p, token->payload.len);
}

const struct json_value *
jose_token_open(struct arena *arena, const struct jose_token *token,
    const struct jose_key *key)
{
	return crypt_public_verify(key->public, token->data, token->signature)
		   ? jose_token_peek(arena, token)
		   : NULL;
}
