/*
 * libargon2 for our own hashes, libcrypt for the bcrypt hashes that imported
 * accounts bring along.
 */
#include "crypt/password.h"

#include <argon2.h>
#include <crypt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/rand.h"
#include "base/str.h"
#include "crypt/digest.h"
#include "text/form.h"

#include "base/banned.h"

enum {
	SALT_SIZE = 16,
	OUTPUT_SIZE = 32,
	BCRYPT_LEN = 60,
	FORM_SIZE = 3 * CRYPT_PASSWORD_MAX + 1 /* NFC may lengthen so much */
};

/* What a hash costs. */
struct cost {
	uint32_t memory_kib, passes, lanes;
};

static const struct cost current = { 19456, 2, 1 };
/* A stored hash may not ask for more: a restored or imported row must not
 * stop the service. */
static const struct cost most = { 262144, 16, 16 };
enum { BCRYPT_COST_MAX = 14 };

static void
hash_bytes(const char *password, char out[CRYPT_HASH_SIZE])
{
	unsigned char salt[SALT_SIZE];

	rand_bytes(salt, sizeof(salt));
	bug_if(
	    argon2id_hash_encoded(current.passes, current.memory_kib,
		current.lanes, password, strlen(password), salt, sizeof(salt),
		OUTPUT_SIZE, out, CRYPT_HASH_SIZE) != ARGON2_OK);
}

void
crypt_password_hash(const char *password, char out[CRYPT_HASH_SIZE])
{
	char form[FORM_SIZE];

	hash_bytes(
	    text_opaque(password, form, sizeof(form)) ? form : password, out);
	explicit_bzero(form, sizeof(form));
}

/* "$argon2id$v=19$m=19456,t=2,p=1$salt$output"; *rest is at the salt. */
static bool
parse_phc(const char *hash, struct cost *cost, const char **rest)
{
	int len = 0;

	if (strlen(hash) >= CRYPT_HASH_SIZE ||
	    sscanf(hash,
		"$argon2id$v=19$m=%9" SCNu32 ",t=%9" SCNu32 ",p=%9" SCNu32
		"$%n",
		&cost->memory_kib, &cost->passes, &cost->lanes, &len) != 3 ||
	    !len)
		return false;
	*rest = hash + len;
	return cost->memory_kib <= most.memory_kib &&
	       cost->passes <= most.passes && cost->lanes <= most.lanes;
}

static bool
verify_argon2(const char *password, const char *hash, bool *outdated)
{
	struct cost cost;
	const char *rest;
	int result;

	if (!parse_phc(hash, &cost, &rest))
		return false;
	*outdated = cost.memory_kib != current.memory_kib ||
		    cost.passes != current.passes ||
		    cost.lanes != current.lanes ||
		    strcspn(rest, "$") != (SALT_SIZE * 4 + 2) / 3;
	result = argon2id_verify(hash, password, strlen(password));
	bug_if(result == ARGON2_MEMORY_ALLOCATION_ERROR);
	return result == ARGON2_OK;
}

static bool
verify_bcrypt(const char *password, const char *hash)
{
	struct crypt_data *data;
	const char *result;
	bool matches;

	if (strlen(hash) != BCRYPT_LEN || hash[4] < '0' || hash[4] > '9' ||
	    hash[5] < '0' || hash[5] > '9' ||
	    (hash[4] - '0') * 10 + hash[5] - '0' > BCRYPT_COST_MAX)
		return false;
	data = calloc(1, sizeof(*data));
	bug_if(!data);
	result = crypt_rn(password, hash, data, sizeof(*data));
	matches = result && strlen(result) == BCRYPT_LEN &&
		  crypt_is_equal(result, hash, BCRYPT_LEN);
	explicit_bzero(data, sizeof(*data));
	free(data);
	return matches;
}

/* The time a verification takes, for nobody. */
static void
spend_time(const char *password)
{
	static const unsigned char salt[SALT_SIZE];
	unsigned char output[OUTPUT_SIZE];

	bug_if(argon2id_hash_raw(current.passes, current.memory_kib,
		   current.lanes, password, strlen(password), salt,
		   sizeof(salt), output, sizeof(output)) != ARGON2_OK);
}

/* All three are made of ASCII alike; libcrypt knows how they differ. */
static bool
is_bcrypt(const char *hash)
{
	return str_has_prefix(hash, "$2a$") || str_has_prefix(hash, "$2b$") ||
	       str_has_prefix(hash, "$2y$");
}

static bool
verify_bytes(const char *password, const char *hash, bool *outdated)
{
	if (!hash) {
		spend_time(password);
		return false;
	}
	if (is_bcrypt(hash)) {
		*outdated = true;
		return verify_bcrypt(password, hash);
	}
	return verify_argon2(password, hash, outdated);
}

/* The form, and only if that is something else the bytes: a hash that is of
 * these is outdated. */
static bool
verify_form(
    const char *form, const char *password, const char *hash, bool *outdated)
{
	bool matches = verify_bytes(form, hash, outdated);

	if (matches || str_eq(form, password))
		return matches;
	matches = verify_bytes(password, hash, outdated);
	*outdated = true;
	return matches;
}

bool
crypt_password_verify(const char *password, const char *hash, bool *outdated)
{
	char form[FORM_SIZE];
	bool unused, matches;

	if (!outdated)
		outdated = &unused;
	*outdated = false;
	if (strnlen(password, CRYPT_PASSWORD_MAX + 1) > CRYPT_PASSWORD_MAX)
		return false;
	matches = text_opaque(password, form, sizeof(form))
		      ? verify_form(form, password, hash, outdated)
		      : verify_bytes(password, hash, outdated);
	explicit_bzero(form, sizeof(form));
	return matches;
}
