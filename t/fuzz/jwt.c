/*
 * No text that we did not sign is a token; what decodes has one spelling.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

#include "crypt/base64url.h"
#include "crypt/jwt.h"
#include "crypt/token.h"

#include "t/fuzz/fuzz.h"

#include "base/banned.h"

static void
check_base64url(const char *text, size_t len)
{
	unsigned char *bytes = malloc(len + 1);
	char *again = malloc(len + 4);
	size_t n;

	if (crypt_base64url_decode(text, len, bytes, len, &n)) {
		bug_if(crypt_base64url_encode(bytes, n, again) != len);
		bug_if(memcmp(text, again, len) != 0);
	}
	free(bytes);
	free(again);
}

/* Signs the input as claims, so that the reader of claims is reached. */
static void
check_signed_claims(const struct crypt_keys *k, const uint8_t *data, size_t len)
{
	static const char before[] = "{\"alg\":\"HS256\",\"typ\":\"at+jwt\","
				     "\"kid\":\"";
	char header[64], *token = malloc(len * 2 + 256);
	unsigned char mac[CRYPT_MAC_SIZE];
	struct crypt_claims claims;
	static struct fault f;
	size_t n = sizeof(before) - 1;

	memcpy(header, before, n);
	memcpy(header + n, crypt_keys_id(k, 0), 8);
	memcpy(header + n + 8, "\"}", 2);
	n = crypt_base64url_encode(header, n + 10, token);
	token[n++] = '.';
	n += crypt_base64url_encode(data, len, token + n);
	crypt_mac(k, CRYPT_ACCESS_TOKEN, token, n, mac);
	token[n++] = '.';
	crypt_base64url_encode(mac, sizeof(mac), token + n);
	if (crypt_jwt_verify(k, token, "http://x", 0, &f, &claims) == ERR_OK)
		bug_if(claims.expires_s <= 0);
	free(token);
}

void
fuzz_jwt(const uint8_t *data, size_t len)
{
	static struct crypt_keys *k;
	char *text = malloc(len + 1);
	struct crypt_claims claims;
	static struct fault f;
	struct uuid id;
	uint32_t number;

	if (!k)
		k = crypt_keys_new("a secret that the fuzzer cannot guess "
				   "from its corpus",
		    NULL);
	memcpy(text, data, len);
	text[len] = '\0';
	bug_if(crypt_jwt_verify(k, text, "http://x", 0, &f, &claims) == ERR_OK);
	bug_if(crypt_token_open(k, CRYPT_REFRESH_TOKEN, text, &id, &number));
	check_base64url(text, len);
	check_signed_claims(k, data, len);
	free(text);
}
