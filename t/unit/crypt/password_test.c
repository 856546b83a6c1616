/*
 * Password hashes: our own, those of other systems, and the malformed.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>
#include <time.h>

#include "crypt/password.h"

#include "base/banned.h"

/* Made with the reference programs of Argon2 and with passlib's bcrypt. */
#define WEAKER                                     \
	"$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ" \
	"$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
#define BCRYPT "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW"

Test(crypt_password, a_hash_verifies_only_its_password)
{
	char hash[CRYPT_HASH_SIZE];
	bool outdated = true;

	crypt_password_hash("Correct horse 1!", hash);
	cr_expect(
	    eq(int, strncmp(hash, "$argon2id$v=19$m=19456,t=2,p=1$", 31), 0));
	cr_expect(crypt_password_verify("Correct horse 1!", hash, &outdated));
	cr_expect(not(outdated));
	cr_expect(not(crypt_password_verify("Correct horse 1", hash, NULL)));
	cr_expect(not(crypt_password_verify("", hash, NULL)));
}

Test(crypt_password, the_same_password_hashes_differently_each_time)
{
	char a[CRYPT_HASH_SIZE], b[CRYPT_HASH_SIZE];

	crypt_password_hash("x", a);
	crypt_password_hash("x", b);
	cr_expect(ne(str, a, b));
}

Test(crypt_password, a_weaker_hash_is_valid_but_outdated)
{
	bool outdated = false;

	cr_expect(crypt_password_verify("password", WEAKER, &outdated));
	cr_expect(outdated);
	cr_expect(not(crypt_password_verify("passwords", WEAKER, NULL)));
}

/* All of "password"; each but the last differs in one thing from ours. */
static const struct {
	bool is_outdated;
	char hash[CRYPT_HASH_SIZE];
} costs[] = {
	{ true, "$argon2id$v=19$m=256,t=2,p=1"
		"$c2FsdHNhbHRzYWx0c2FsdA$d/gNnNMfanumao7kr+lHuY6GS9VLUn8B49/"
		"LwXA+/SQ" },
	{ true, "$argon2id$v=19$m=19456,t=1,p=1"
		"$c2FsdHNhbHRzYWx0c2FsdA$sCKQ5+ZgOoNxgeJQwz/fDZmRCc3hp1X8fsn/"
		"MMWFHDc" },
	{ true, "$argon2id$v=19$m=19456,t=2,p=2"
		"$c2FsdHNhbHRzYWx0c2FsdA$FDiX2CxLKnWg4/RDGkZ/"
		"H9Vzzsze5x9e2U1QKN5Ba+o" },
	{ true, "$argon2id$v=19$m=19456,t=2,p=1"
		"$c2FsdHNhbHQ$aspjTt8Dpt/J9KrhRn/w5gg+4PHyMuTiVNEl03PyDGI" },
	{ false, "$argon2id$v=19$m=19456,t=2,p=1"
		 "$c2FsdHNhbHRzYWx0c2FsdA$"
		 "T95q7S205tf9WI4HhYOZDIQmMMAbntacGXTIku0gXT8" },
};

Test(crypt_password, each_difference_from_our_cost_is_seen)
{
	for (size_t i = 0; i < sizeof(costs) / sizeof(costs[0]); i++) {
		bool outdated = !costs[i].is_outdated;

		cr_expect(crypt_password_verify(
		    "password", costs[i].hash, &outdated));
		cr_expect(
		    outdated == costs[i].is_outdated, "%s", costs[i].hash);
	}
}

Test(crypt_password, bcrypt_of_imported_accounts_is_valid_but_outdated)
{
	char hash[] = BCRYPT;

	for (const char *kind = "aby"; *kind; kind++) {
		bool outdated = false;

		hash[2] = *kind;
		cr_expect(crypt_password_verify("secret", hash, &outdated),
		    "%s", hash);
		cr_expect(outdated);
		cr_expect(not(crypt_password_verify("Secret", hash, NULL)));
	}
	hash[2] = 'c';
	cr_expect(not(crypt_password_verify("secret", hash, NULL)));
}

Test(crypt_password, nobody_has_no_password_but_takes_the_time)
{
	char hash[CRYPT_HASH_SIZE];
	/* of the processor: how long others keep it, nobody knows */
	clock_t somebody, nobody, t0;
	bool outdated = true;

	crypt_password_hash("x", hash);
	t0 = clock();
	cr_expect(not(crypt_password_verify("wrong", hash, NULL)));
	somebody = clock() - t0;
	t0 = clock();
	cr_expect(not(crypt_password_verify("wrong", NULL, &outdated)));
	nobody = clock() - t0;
	cr_expect(not(outdated));
	cr_expect(nobody > somebody / 2 && nobody < somebody * 2,
	    "%ld us against %ld us", (long)nobody, (long)somebody);
}

Test(crypt_password, a_malformed_or_greedy_hash_is_refused)
{
	static const char cases[][128] = { "", "x", "$", "$argon2id$", "$2b$",
		"$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31l",
		"$2b$31$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW",
		"$2b$x2$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW",
		"$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/", "secret", "*", "!",
		"$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ"
		"$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=19$m=256,t=4000000000,p=1$c29tZXNhbHQ"
		"$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ",
		"$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$",
		"$argon2id$v=19$m=,t=2,p=1$c29tZXNhbHQ$nf65EOg",
		/* of "password", at a cost that is too high */
		"$argon2id$v=19$m=262152,t=1,p=1"
		"$c2FsdHNhbHRzYWx0c2FsdA$CLYpRY06vB/09f545MzqnAz5J3QPrVYp4vSYf/"
		"4VcI8",
		"$argon2id$v=19$m=256,t=17,p=1"
		"$c2FsdHNhbHRzYWx0c2FsdA$"
		"5I27bCh1i9VoXc1TpBs8jnSsun3ZIAgYdrgKT0LEgrs",
		"$argon2id$v=19$m=256,t=1,p=17"
		"$c2FsdHNhbHRzYWx0c2FsdA$kx+h1wbGewmePNllT/"
		"zblJkgw1x+YYHdl+VhqO3KVdE",
		"$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ"
		"$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8",
		WEAKER "x" };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cr_expect(
		    not(crypt_password_verify("password", cases[i], NULL)),
		    "%s", cases[i]);
		cr_expect(not(crypt_password_verify("secret", cases[i], NULL)),
		    "%s", cases[i]);
	}
}

Test(crypt_password, length_is_limited_but_not_cut)
{
	char password[CRYPT_PASSWORD_MAX + 2], hash[CRYPT_HASH_SIZE];

	memset(password, 'a', sizeof(password));
	password[CRYPT_PASSWORD_MAX] = '\0';
	crypt_password_hash(password, hash);
	cr_expect(crypt_password_verify(password, hash, NULL));
	password[CRYPT_PASSWORD_MAX - 1] = '\0';
	cr_expect(not(crypt_password_verify(password, hash, NULL)));
	password[CRYPT_PASSWORD_MAX - 1] = 'a';
	password[CRYPT_PASSWORD_MAX] = 'a';
	password[CRYPT_PASSWORD_MAX + 1] = '\0';
	cr_expect(not(crypt_password_verify(password, hash, NULL)));
	crypt_password_hash(password, hash);
	cr_expect(not(crypt_password_verify(password, hash, NULL)));
}

#define COMPOSED             \
	"Gr\xc3\xbc\xc3\x9f" \
	"e-7"
#define DECOMPOSED            \
	"Gru\xcc\x88\xc3\x9f" \
	"e-7"

Test(crypt_password, a_password_is_the_same_however_it_was_typed)
{
	char composed[CRYPT_HASH_SIZE], decomposed[CRYPT_HASH_SIZE];
	bool outdated = true;

	crypt_password_hash(COMPOSED, composed);
	crypt_password_hash(DECOMPOSED, decomposed);
	cr_expect(crypt_password_verify(DECOMPOSED, composed, &outdated));
	cr_expect(not(outdated));
	cr_expect(crypt_password_verify(COMPOSED, decomposed, &outdated));
	cr_expect(not(outdated));
	cr_expect(not(crypt_password_verify("Grusse-7", composed, NULL)));
}

/* Of the decomposed bytes, by the reference program. */
#define OF_BYTES                                                \
	"$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA" \
	"$4oTE3C4iOBzuB+xwtaxIgfIkWp+QdSz35KfL43OM+U4"

Test(crypt_password, a_hash_of_bytes_without_a_form_is_valid_but_outdated)
{
	bool outdated = false;

	cr_expect(crypt_password_verify(DECOMPOSED, OF_BYTES, &outdated));
	cr_expect(outdated);
	cr_expect(not(crypt_password_verify(COMPOSED, OF_BYTES, NULL)));
}
