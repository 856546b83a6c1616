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

#include "base/banned.h"

enum { SALT_SIZE = 16, OUTPUT_SIZE = 32, BCRYPT_LEN = 60 };

/* What a hash costs. */
struct cost {
	uint32_t memory_kib, passes, lanes;
};

static const struct cost current = { 19456, 2, 1 };
/* A stored hash may not ask for more: a restored or imported row must not
 * stop the service. */
static const struct cost most = { 262144, 16, 16 };
enum { BCRYPT_COST_MAX = 14 };

void
crypt_password_hash(const char *password, char out[CRYPT_HASH_SIZE])
{
	unsigned char salt[SALT_SIZE];

	rand_bytes(salt, sizeof(salt));
	bug_if(
	    argon2id_hash_encoded(current.passes, current.memory_kib,
		current.lanes, password, strlen(password), salt, sizeof(salt),
		OUTPUT_SIZE, out, CRYPT_HASH_SIZE) != ARGON2_OK);
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

bool
crypt_password_verify(const char *password, const char *hash, bool *outdated)
{
	bool unused;

	if (!outdated)
		outdated = &unused;
	*outdated = false;
	if (strnlen(password, CRYPT_PASSWORD_MAX + 1) > CRYPT_PASSWORD_MAX)
		return false;
	if (!hash) {
		spend_time(password);
		return false;
	}
	if (str_has_prefix(hash, "$2b$")) {
		*outdated = true;
		return verify_bcrypt(password, hash);
	}
	return verify_argon2(password, hash, outdated);
}
