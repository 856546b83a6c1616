/*
 * Authenticator data is read within its bytes or not at all, and no key that it
 * holds has signed what it did not.
 */
#include <string.h>

#include "base/bug.h"
#include "crypt/passkey.h"

#include "t/fuzz/fuzz.h"

#include "base/banned.h"

static bool
is_within(struct bytes part, const uint8_t *data, size_t len)
{
	const uint8_t *p = part.p;

	return p >= data && part.len <= len &&
	       (size_t)(p - data) <= len - part.len;
}

void
fuzz_passkey(const uint8_t *data, size_t len)
{
	struct bytes all = { data, len };
	struct crypt_passkey_said said;

	crypt_public_free(crypt_passkey_key(all));
	if (!crypt_passkey_read(all, &said))
		return;
	bug_if(!is_within(
	    (struct bytes){ said.site, CRYPT_SHA256_SIZE }, data, len));
	if (!said.id.len) {
		bug_if(said.key.len);
		return;
	}
	bug_if(
	    !is_within(said.id, data, len) || !is_within(said.key, data, len));
	bug_if(said.id.len > CRYPT_PASSKEY_ID_MAX ||
	       said.key.len > CRYPT_PASSKEY_KEY_MAX);
	bug_if(crypt_passkey_verify(said.key, all, said.id));
}
