/*
 * Sealed tokens and codes: only ours open, and only for their purpose.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "crypt/token.h"

#include "base/banned.h"

#define OLD "an old secret of thirty-two bytes."
#define NEW "a new secret of thirty-two bytes.."

static struct crypt_keys *keys;

static void
setup(void)
{
	keys = crypt_keys_new(NEW, OLD);
}

static void
teardown(void)
{
	crypt_keys_free(keys);
}

TestSuite(crypt_token, .init = setup, .fini = teardown);

static bool
opens(const struct crypt_keys *k, enum crypt_purpose purpose, const char *token)
{
	struct uuid id;
	uint32_t number;

	return crypt_token_open(k, purpose, token, &id, &number);
}

Test(crypt_token, what_is_sealed_comes_out_again)
{
	static const uint32_t numbers[] = { 0, 1, 0x01020304, UINT32_MAX };

	for (size_t i = 0; i < N_OF(numbers); i++) {
		struct uuid id = uuid_new(), out;
		char token[CRYPT_TOKEN_SIZE];
		uint32_t number;

		crypt_token_seal(
		    keys, CRYPT_REFRESH_TOKEN, id, numbers[i], token);
		cr_assert(eq(sz, strlen(token), CRYPT_TOKEN_SIZE - 1));
		cr_assert(crypt_token_open(
		    keys, CRYPT_REFRESH_TOKEN, token, &out, &number));
		cr_expect(uuid_eq(id, out));
		cr_expect(eq(u32, number, numbers[i]));
	}
}

Test(crypt_token, purposes_never_mix)
{
	char token[CRYPT_TOKEN_SIZE];

	crypt_token_seal(keys, CRYPT_REFRESH_TOKEN, uuid_new(), 1, token);
	for (int i = 0; i < CRYPT_PURPOSES; i++)
		cr_expect(opens(keys, (enum crypt_purpose)i, token) ==
			  (i == CRYPT_REFRESH_TOKEN));
}

Test(crypt_token, no_changed_character_opens)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl"
				       "mnopqrstuvwxyz0123456789-_=. \n\x80";
	char token[CRYPT_TOKEN_SIZE];

	crypt_token_seal(keys, CRYPT_MAIL_TOKEN, uuid_new(), 7, token);
	for (size_t i = 0; i < CRYPT_TOKEN_SIZE - 1; i++) {
		char original = token[i];

		for (const char *c = alphabet; *c; c++) {
			token[i] = *c;
			cr_assert(opens(keys, CRYPT_MAIL_TOKEN, token) ==
				      (*c == original),
			    "%zu %c", i, *c);
		}
		token[i] = original;
	}
}

Test(crypt_token, other_lengths_do_not_open)
{
	char token[CRYPT_TOKEN_SIZE + 8] = "", *huge;

	crypt_token_seal(keys, CRYPT_MAIL_TOKEN, uuid_new(), 7, token);
	cr_assert(opens(keys, CRYPT_MAIL_TOKEN, token));
	token[CRYPT_TOKEN_SIZE - 1] = 'A';
	cr_expect(not(opens(keys, CRYPT_MAIL_TOKEN, token)));
	for (size_t len = 0; len < CRYPT_TOKEN_SIZE - 1; len++) {
		char *cut = strndup(token, len);

		cr_expect(not(opens(keys, CRYPT_MAIL_TOKEN, cut)));
		free(cut);
	}
	huge = calloc(1, 1 << 20);
	memset(huge, 'A', (1 << 20) - 1);
	cr_expect(not(opens(keys, CRYPT_MAIL_TOKEN, huge)));
	free(huge);
}

Test(crypt_token, tokens_of_the_previous_secret_still_open)
{
	struct crypt_keys *before = crypt_keys_new(OLD, NULL);
	struct crypt_keys *after = crypt_keys_new(NEW, NULL);
	char token[CRYPT_TOKEN_SIZE];

	crypt_token_seal(before, CRYPT_REFRESH_TOKEN, uuid_new(), 1, token);
	cr_expect(opens(keys, CRYPT_REFRESH_TOKEN, token));
	cr_expect(not(opens(after, CRYPT_REFRESH_TOKEN, token)));
	crypt_keys_free(before);
	crypt_keys_free(after);
}

Test(crypt_token, an_address_says_whom_it_stands_for_in_any_case)
{
	struct crypt_keys *before = crypt_keys_new(OLD, NULL);
	char token[CRYPT_IMIP_SIZE], old[CRYPT_IMIP_SIZE];
	struct uuid id = uuid_new(), out;

	crypt_imip_seal(keys, id, token);
	crypt_imip_seal(before, id, old);
	cr_expect(
	    eq(sz, strspn(token, "abcdefghijklmnopqrstuvwxyz234567"), 40));
	cr_assert(crypt_imip_open(keys, token, 40, &out));
	cr_expect(uuid_eq(id, out));
	cr_assert(crypt_imip_open(keys, old, 40, &out));
	cr_expect(not(crypt_imip_open(before, token, 40, &out)));
	for (size_t i = 0; i < 40; i++)
		if (token[i] >= 'a')
			token[i] = (char)(token[i] - 'a' + 'A');
	cr_assert(crypt_imip_open(keys, token, 40, &out));
	cr_expect(uuid_eq(id, out));
	crypt_keys_free(before);
}

Test(crypt_token, no_other_address_stands_for_anybody)
{
	static const char digits[] =
	    "abcdefghijklmnopqrstuvwxyz234567=+@ \n\x80";
	char token[CRYPT_IMIP_SIZE];
	struct uuid out;

	crypt_imip_seal(keys, uuid_new(), token);
	for (size_t i = 0; i < 40; i++) {
		char original = token[i];

		for (const char *c = digits; *c; c++) {
			token[i] = *c;
			cr_assert(crypt_imip_open(keys, token, 40, &out) ==
				  (*c == original));
		}
		token[i] = '\0';
		cr_assert(not(crypt_imip_open(keys, token, 40, &out)));
		token[i] = original;
	}
	cr_expect(not(crypt_imip_open(keys, token, 39, &out)));
	cr_expect(not(crypt_imip_open(keys, token, 41, &out)));
}

Test(crypt_token, a_code_is_six_digits_of_its_id)
{
	struct crypt_keys *before = crypt_keys_new(OLD, NULL);
	char code[CRYPT_CODE_SIZE], old[CRYPT_CODE_SIZE];
	int wrong = 0;

	for (int i = 0; i < 500; i++) {
		struct uuid id = uuid_new();

		crypt_code_make(keys, id, code);
		cr_assert(eq(sz, strspn(code, "0123456789"), 6));
		cr_assert(eq(sz, strlen(code), 6));
		cr_assert(crypt_code_is_valid(keys, id, code));
		crypt_code_make(before, id, old);
		cr_assert(crypt_code_is_valid(keys, id, old));
		wrong += crypt_code_is_valid(keys, uuid_new(), code);
	}
	cr_expect(lt(int, wrong, 3)); /* one in half a million by chance */
	crypt_keys_free(before);
}

Test(crypt_token, a_code_is_compared_whole)
{
	struct uuid id = uuid_new();
	char code[CRYPT_CODE_SIZE + 1] = "", wrong[CRYPT_CODE_SIZE];

	crypt_code_make(keys, id, code);
	for (int i = 0; i < 6; i++) {
		memcpy(wrong, code, sizeof(wrong));
		wrong[i] = (char)(wrong[i] == '9' ? '0' : wrong[i] + 1);
		cr_expect(not(crypt_code_is_valid(keys, id, wrong)));
	}
	code[6] = '0';
	cr_expect(not(crypt_code_is_valid(keys, id, code)));
	code[5] = '\0';
	cr_expect(not(crypt_code_is_valid(keys, id, code)));
	cr_expect(not(crypt_code_is_valid(keys, id, "")));
}
