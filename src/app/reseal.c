#include "app/reseal.h"

#include <string.h>

#include "base/log.h"
#include "crypt/seal.h"
#include "generated/query/factor.h"
#include "generated/query/linked.h"
#include "generated/query/payment.h"
#include "generated/query/provider.h"
#include "generated/query/recovery_code.h"

#include "base/banned.h"

enum { PAGE = 100, PREVIOUS = 1 }; /* rows; the set of keys */

/* A sealed value, and the id of its row. */
struct sealed {
	struct uuid id;
	struct bytes value;
};

/* The three queries of a noun that keeps sealed values. */
#define SEALED(noun)                                                          \
	static enum err noun##_list(struct db *db, struct bytes key,          \
	    struct uuid after, struct sealed *page, size_t *n)                \
	{                                                                     \
		struct q_##noun##_sealed_row *rows;                           \
		enum err err = q_##noun##_sealed(db, .key = key,              \
		    .after = { after }, .limit = PAGE, &rows, n);             \
                                                                              \
		for (size_t i = 0; !err && i < *n; i++)                       \
			page[i] = (struct sealed){ rows[i].id.v,              \
				rows[i].value };                              \
		return err;                                                   \
	}                                                                     \
	static enum err noun##_set(struct db *db, const struct sealed *old,   \
	    struct bytes new, int64_t *n)                                     \
	{                                                                     \
		return q_##noun##_reseal(                                     \
		    db, .id = { old->id }, .old = old->value, .new = new, n); \
	}                                                                     \
	static enum err noun##_count(                                         \
	    struct db *db, struct bytes key, int64_t *n)                      \
	{                                                                     \
		struct q_##noun##_sealed_count_row row = { 0 };               \
		enum err err = q_##noun##_sealed_count(db, .key = key, &row); \
                                                                              \
		*n = row.n;                                                   \
		return err;                                                   \
	}
SEALED(factor)
SEALED(recovery_code)
SEALED(provider)
SEALED(linked_access)
SEALED(linked_refresh)
SEALED(checkout)
#undef SEALED

static const struct column {
	const char *name;
	enum err (*list)(struct db *db, struct bytes key, struct uuid after,
	    struct sealed *page, size_t *n);
	/* nothing when it is another by now */
	enum err (*set)(struct db *db, const struct sealed *old,
	    struct bytes new, int64_t *n);
	enum err (*count)(struct db *db, struct bytes key, int64_t *n);
} columns[] = {
	{ "factor.secret", factor_list, factor_set, factor_count },
	{ "recovery_code.code", recovery_code_list, recovery_code_set,
	    recovery_code_count },
	{ "provider.client_secret", provider_list, provider_set,
	    provider_count },
	{ "account.access_token", linked_access_list, linked_access_set,
	    linked_access_count },
	{ "account.refresh_token", linked_refresh_list, linked_refresh_set,
	    linked_refresh_count },
	{ "checkout.sealed_url", checkout_list, checkout_set, checkout_count },
};

static enum err
seal_anew(struct call *call, const struct column *column,
    const struct sealed *old, struct app_resealed *done)
{
	const struct crypt_seal_place place = { column->name,
		{ &old->id, sizeof(old->id) } };
	size_t len = old->value.len;
	unsigned char *text = arena_alloc(call->arena, len);
	unsigned char *new = arena_alloc(call->arena, len);
	char id[UUID_TEXT_SIZE];
	int64_t n = 0;
	enum err err;

	if (!crypt_seal_open(call->keys, &place, old->value, text)) {
		uuid_format(old->id, id);
		log_error("%s of %s was sealed elsewhere, or is damaged",
		    column->name, id);
		done->n_broken++;
		return ERR_OK;
	}
	len -= CRYPT_SEAL_MORE;
	crypt_seal(call->keys, &place, text, len, new);
	explicit_bzero(text, len);
	err = column->set(
	    call->db, old, (struct bytes){ new, len + CRYPT_SEAL_MORE }, &n);
	done->n += n;
	return err;
}

static enum err
seal_page(struct call *call, const struct column *column, struct uuid *after,
    size_t *n, struct app_resealed *done)
{
	struct sealed page[PAGE];
	enum err err = db_begin(call->db);

	if (!err)
		err = column->list(call->db,
		    crypt_seal_id(call->keys, PREVIOUS), *after, page, n);
	for (size_t i = 0; !err && i < *n; i++)
		err = seal_anew(call, column, &page[i], done);
	if (!err && *n)
		*after = page[*n - 1].id;
	return err ? err : db_commit(call->db);
}

enum err
app_reseal(struct call *call, struct app_resealed *done)
{
	enum err err = ERR_OK;

	*done = (struct app_resealed){ 0 };
	if (crypt_keys_count(call->keys) <= PREVIOUS)
		return ERR_OK;
	for (size_t i = 0; !err && i < N_OF(columns); i++) {
		struct uuid after = { 0 };
		size_t n = PAGE;

		while (!err && n == PAGE)
			err = seal_page(call, &columns[i], &after, &n, done);
	}
	return err;
}

enum err
app_reseal_count(struct db *db, const struct crypt_keys *keys, int64_t *n)
{
	enum err err = ERR_OK;

	*n = 0;
	if (crypt_keys_count(keys) <= PREVIOUS)
		return ERR_OK;
	for (size_t i = 0; !err && i < N_OF(columns); i++) {
		int64_t more;

		err = columns[i].count(
		    db, crypt_seal_id(keys, PREVIOUS), &more);
		*n += more;
	}
	return err;
}
