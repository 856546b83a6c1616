#include "app/tombstone.h"

#include <string.h>

#include "base/clock.h"
#include "generated/query/tombstone.h"

#include "base/banned.h"

/* Borrowed. */
#define BYTES_OF(mac) ((struct bytes){ (mac), sizeof(mac) })

/* What is hashed: a provider's name has no space. */
static struct bytes
name_of(struct call *call, const char *provider, const char *subject)
{
	const char *name = arena_printf(
	    call->arena, "%s %s", provider, subject);

	return (struct bytes){ name, strlen(name) };
}

static enum err
add(struct call *call, const char *provider, const char *subject, int64_t at_us)
{
	struct bytes name = name_of(call, provider, subject);
	unsigned char mac[CRYPT_MAC_SIZE];

	crypt_mac(call->keys, CRYPT_ERASED, name.p, name.len, mac);
	return q_tombstone_add(call->db, .provider = provider,
	    .subject_hash = BYTES_OF(mac), .at = at_us, NULL);
}

enum err
app_tombstone_add(struct call *call, const char *provider, const char *subject)
{
	return add(call, provider, subject, call->now_us);
}

/* Its days begin when no clock tells the time any more. */
enum err
app_tombstone_keep(struct call *call, const char *provider, const char *subject)
{
	return add(call, provider, subject, CLOCK_MAX_US);
}

/* Under the current key and the oldest one. */
struct hashes {
	unsigned char current[CRYPT_MAC_SIZE], oldest[CRYPT_MAC_SIZE];
};

static void
hash(struct call *call, const char *provider, const char *subject,
    struct hashes *out)
{
	struct bytes name = name_of(call, provider, subject);

	crypt_mac(call->keys, CRYPT_ERASED, name.p, name.len, out->current);
	crypt_mac_with(call->keys, crypt_keys_count(call->keys) - 1,
	    CRYPT_ERASED, name.p, name.len, out->oldest);
}

enum err
app_tombstone_find(struct call *call, const char *provider, const char *subject,
    bool *is_there)
{
	struct q_tombstone_find_row row = { 0 };
	struct hashes h;
	enum err err;

	hash(call, provider, subject, &h);
	err = q_tombstone_find(call->db, .provider = provider,
	    .subject_hash = BYTES_OF(h.current),
	    .other_hash = BYTES_OF(h.oldest), &row);
	*is_there = !err && row.is_there;
	return err;
}

enum err
app_tombstone_take_back(
    struct call *call, const char *provider, const char *subject)
{
	struct hashes h;

	hash(call, provider, subject, &h);
	return q_tombstone_remove(call->db, .provider = provider,
	    .subject_hash = BYTES_OF(h.current),
	    .other_hash = BYTES_OF(h.oldest), .since = CLOCK_MAX_US, NULL);
}
