/*
 * Cookies of sessions: nobody makes another out of one.
 */
#include "crypt/cookie.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/banned.h"

Test(crypt_cookie, each_of_its_letters_counts)
{
	struct crypt_keys *keys = crypt_keys_new("one", NULL);
	struct crypt_keys *others = crypt_keys_new("other", NULL);
	struct session_id session = { uuid_new() }, s;
	struct user_id user = { uuid_new() }, u;
	char cookie[CRYPT_COOKIE_SIZE];

	crypt_cookie_seal(keys, session, user, cookie);
	cr_assert(crypt_cookie_open(keys, cookie, &s, &u));
	cr_expect(memcmp(&s, &session, sizeof(s)) == 0);
	cr_expect(memcmp(&u, &user, sizeof(u)) == 0);
	cr_expect(!crypt_cookie_open(others, cookie, &s, &u));
	for (size_t i = 0; i < CRYPT_COOKIE_SIZE - 1; i++) {
		char was = cookie[i];

		cookie[i] = was == 'x' ? 'y' : 'x';
		cr_expect(!crypt_cookie_open(keys, cookie, &s, &u), "%zu", i);
		cookie[i] = '\0';
		cr_expect(!crypt_cookie_open(keys, cookie, &s, &u), "%zu", i);
		cookie[i] = was;
	}
	crypt_keys_free(keys);
	crypt_keys_free(others);
}
