/*
 * A changed secret: whatever the one before has sealed opens by the new one
 * alone afterwards, and what does not open stays as it is.
 */
#include "app/reseal.h"

#include "crypt/seal.h"
#include "t/unit/app/fixture.h"
#include "generated/query/factor.h"
#include "generated/query/user.h"

#include "base/banned.h"

#define OLD "an old secret of thirty-two bytes."
#define NEW "a new secret of thirty-two bytes.."

enum { FACTORS = 203, LEN = 20 };

static struct user_id
add_user(void)
{
	struct user_id id = { uuid_new() };

	ok(q_user_add(call.db, .id = id, .email = "ann", .email_key = "ann",
	    .password_hash = NULL, .is_verified = true, .first_name = "A",
	    .last_name = "B", .words = NULL, .role = USER_ROLE_ATTENDEE,
	    .now = call.now_us, NULL));
	return id;
}

/* Sealed for the row of place. */
static void
add_factor(const struct crypt_keys *keys, struct user_id user,
    struct factor_id id, struct factor_id place)
{
	static const char text[] = "twenty bytes, sealed";
	unsigned char sealed[LEN + CRYPT_SEAL_MORE];
	struct bytes secret = { sealed, sizeof(sealed) };

	crypt_seal(keys,
	    &(struct crypt_seal_place){
		"factor.secret", { &place, sizeof(place) } },
	    text, LEN, sealed);
	ok(q_factor_add(call.db, .id = id, .user = user,
	    .kind = FACTOR_KIND_TOTP, .name = "x", .secret = secret,
	    .now = call.now_us, NULL));
}

static int64_t
count(const struct crypt_keys *keys)
{
	int64_t n;

	ok(app_reseal_count(call.db, keys, &n));
	return n;
}

Test_engines(app_reseal, what_the_previous_secret_sealed_opens_by_the_new_one)
{
	struct crypt_keys *before = crypt_keys_new(OLD, NULL),
			  *during = crypt_keys_new(NEW, OLD),
			  *back = crypt_keys_new(OLD, NEW),
			  *after = crypt_keys_new(NEW, NULL);
	struct user_id ann = add_user();
	struct app_resealed done;

	for (int i = 0; i < FACTORS; i++) {
		struct factor_id id = { uuid_new() };

		add_factor(before, ann, id, id);
	}
	add_factor(before, ann, (struct factor_id){ uuid_new() },
	    (struct factor_id){ uuid_new() }); /* moved from another row */
	call.keys = after;
	ok(app_reseal(&call, &done));
	cr_expect(eq(i64, done.n, 0));
	call.keys = during;
	cr_expect(eq(i64, count(during), FACTORS + 1));
	ok(app_reseal(&call, &done));
	cr_expect(eq(i64, done.n, FACTORS));
	cr_expect(eq(i64, done.n_broken, 1));
	cr_expect(eq(i64, count(during), 1));
	cr_expect(eq(i64, count(back), FACTORS));
	ok(app_reseal(&call, &done));
	cr_expect(eq(i64, done.n, 0));
	/* they open by the new one, or they would not be sealed back */
	call.keys = back;
	ok(app_reseal(&call, &done));
	cr_expect(eq(i64, done.n, FACTORS));
	cr_expect(eq(i64, done.n_broken, 0));
	crypt_keys_free(before);
	crypt_keys_free(during);
	crypt_keys_free(back);
	crypt_keys_free(after);
}
