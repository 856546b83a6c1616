/*
 * No bytes are a token that these keys have signed, and none that are signed by
 * a key make its reader stumble; a set of keys is read or is none.
 *
 * The input is the header of a token, a line, its payload, a line, and a set.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "crypt/base64url.h"
#include "jose/jws.h"

#include "t/fuzz/fuzz.h"

#include "base/banned.h"

static const char set[] =
    "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"a\",\"x\":"
    "\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"},{\"kty\":\"EC\","
    "\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
    "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}";

enum { ALL = CRYPT_RS256 | CRYPT_ES256 | CRYPT_EDDSA };

static void
check_token(struct arena *arena, const char *text, const struct jose_keys *keys)
{
	struct jose_token token;
	const struct jose_key *key;
	const char *why;

	if (!jose_token_read(arena, text, JOSE_TOKEN_MAX, ALL, &token, &why)) {
		bug_if(!why || !*why);
		return;
	}
	bug_if(why);
	key = jose_keys_find(keys, &token);
	bug_if(key && jose_token_open(arena, &token, key));
}

/* The parts, encoded, with a signature that is none. */
static char *
encode(struct arena *arena, const char *head, size_t head_len,
    const char *payload, size_t payload_len)
{
	static const char signature[64];
	char *out = arena_alloc(arena, 2 * (head_len + payload_len) + 128);
	size_t n = crypt_base64url_encode(head, head_len, out);

	out[n++] = '.';
	n += crypt_base64url_encode(payload, payload_len, out + n);
	out[n++] = '.';
	crypt_base64url_encode(signature, sizeof(signature), out + n);
	return out;
}

void
fuzz_jose(const uint8_t *data, size_t len)
{
	struct arena arena;
	const struct jose_keys *keys, *theirs;
	const char *text, *payload, *rest;

	arena_init(&arena, 64 << 20);
	text = arena_strndup(&arena, (const char *)data, len);
	payload = memchr(text, '\n', len);
	payload = payload ? payload + 1 : text + len;
	rest = memchr(payload, '\n', (size_t)(text + len - payload));
	rest = rest ? rest + 1 : text + len;
	keys = jose_keys_read(&arena, set, sizeof(set) - 1);
	bug_if(!keys || keys->n != 2);
	theirs = jose_keys_read(&arena, rest, (size_t)(text + len - rest));
	bug_if(theirs && (!theirs->n || theirs->n > JOSE_KEYS_MAX));
	check_token(&arena, text, keys);
	check_token(&arena,
	    encode(&arena, text, (size_t)(payload - text), payload,
		(size_t)(rest - payload)),
	    theirs ? theirs : keys);
	arena_release(&arena);
}
