/*
 * Sets of keys: what verifies is taken, whatever else lies beside it is not.
 */
#include "jose/jwk.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "t/lib/signer.h"

#include "base/banned.h"

static struct arena arena;
static struct signer *rsa, *ec, *ed;

static void
setup(void)
{
	arena_init(&arena, 16 << 20);
	rsa = signer_new(CRYPT_RS256, 2048);
	ec = signer_new(CRYPT_ES256, 0);
	ed = signer_new(CRYPT_EDDSA, 0);
}

static void
teardown(void)
{
	arena_release(&arena);
}

TestSuite(jose_jwk, .init = setup, .fini = teardown);

static const struct jose_keys *
read_set(const char *key)
{
	char *text = arena_printf(&arena, "{\"keys\":[%s]}", key);

	return jose_keys_read(&arena, text, strlen(text));
}

Test(jose_jwk, each_kind_is_read_by_its_name)
{
	char *one = arena_strdup(&arena, signer_jwk(rsa, "\"kid\":\"a\","));
	char *two = arena_strdup(
	    &arena, signer_jwk(ec, "\"kid\":\"b\",\"issuer\":\"https://x\","));
	char *three = arena_strdup(&arena, signer_jwk(ed, ""));
	const struct jose_keys *keys = read_set(
	    arena_printf(&arena, "%s,%s,%s", one, two, three));

	cr_assert(keys != NULL);
	cr_assert(eq(sz, keys->n, 3));
	cr_expect(eq(str, (char *)keys->keys[0].kid, "a"));
	cr_expect(eq(str, (char *)keys->keys[1].issuer, "https://x"));
	cr_expect(eq(ptr, (void *)keys->keys[2].kid, NULL));
	for (int i = 0; i < 3; i++)
		cr_expect(eq(
		    int, crypt_public_algorithm(keys->keys[i].public), 1 << i));
}

Test(jose_jwk, a_key_is_taken_for_what_it_says_it_is_for)
{
	static const struct {
		char members[80];
		bool is_taken;
	} cases[] = {
		{ "", true }, { "\"use\":\"sig\",", true },
		{ "\"use\":\"enc\",", false }, { "\"use\":null,", false },
		{ "\"alg\":\"RS256\",", true }, { "\"alg\":\"RS512\",", false },
		{ "\"alg\":\"HS256\",", false },
		{ "\"alg\":\"ES256\",", false },
		{ "\"key_ops\":[\"verify\"],", true },
		{ "\"key_ops\":[\"sign\",\"verify\"],", true },
		{ "\"key_ops\":[\"encrypt\"],", false },
		{ "\"key_ops\":[],", false },
		{ "\"key_ops\":\"verify\",", false }, { "\"kid\":\"\",", true },
		{ "\"kid\":1,", false },
		{ "\"x5c\":[\"MIIB\"],\"x5t\":\"q\",", true },
		{ "\"d\":\"AQAB\",", false }, /* that is known to everybody */
	};

	for (size_t i = 0; i < N_OF(cases); i++)
		cr_expect(cases[i].is_taken ==
			      !!read_set(signer_jwk(rsa, cases[i].members)),
		    "%s", cases[i].members);
}

Test(jose_jwk, what_is_no_set_has_no_keys)
{
	static const char texts[][96] = { "", "null", "[]", "{}",
		"{\"keys\":null}", "{\"keys\":{}}", "{\"keys\":[]}",
		"{\"keys\":[1,null,[],{}]}",
		"{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}",
		"{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]}",
		"{\"keys\":[{\"kty\":\"RSA\",\"n\":1,\"e\":\"AQAB\"}]}",
		"{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"AA\","
		"\"y\":\"AA\"}]}",
		"{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"+/\"}"
		"]}",
		"{\"keys\":[], \"keys\":[]}" };
	char *many, *key = arena_strdup(&arena, signer_jwk(ed, ""));
	const struct jose_keys *keys;

	for (size_t i = 0; i < N_OF(texts); i++)
		cr_expect(
		    jose_keys_read(&arena, texts[i], strlen(texts[i])) == NULL,
		    "%s", texts[i]);
	/* too many are read as far as there is room */
	many = key;
	for (int i = 0; i < 3 * JOSE_KEYS_MAX / 2; i++)
		many = arena_printf(&arena, "%s,%s", many, key);
	keys = read_set(many);
	cr_assert(keys != NULL);
	cr_expect(eq(sz, keys->n, JOSE_KEYS_MAX));
	/* longer than a document may be */
	many = arena_alloc(&arena, JOSE_SET_MAX + 2);
	memset(many, ' ', JOSE_SET_MAX + 1);
	memcpy(many, "{\"keys\":[", 9);
	memcpy(many + 9, key, strlen(key));
	memcpy(many + 9 + strlen(key), "]}", 2);
	cr_expect(jose_keys_read(&arena, many, JOSE_SET_MAX) != NULL);
	cr_expect(jose_keys_read(&arena, many, JOSE_SET_MAX + 1) == NULL);
}
