/*
 * Slots. Which one a key has is part of a keyed hash, so nobody can aim at the
 * slot of somebody else.
 */
#include "app/throttle.h"

#include <string.h>

#include "base/clock.h"
#include "base/rand.h"
#include "generated/query/throttle.h"

#include "base/banned.h"

/* Behind the slots that count are some for what is done in vain. */
enum { SLOTS = 131072, SLOTS_IN_VAIN = 256 };

static const struct {
	const char *word;
	int64_t window_s;
} kinds[] = {
	[APP_THROTTLE_LOGIN] = { "login", 15 * 60 },
	[APP_THROTTLE_CODE] = { "code", 24 * 3600 },
	[APP_THROTTLE_MAIL] = { "mail", 24 * 3600 },
	[APP_THROTTLE_JOIN] = { "join", 3600 },
	[APP_THROTTLE_INVITE] = { "invite", 3600 },
	[APP_THROTTLE_REQUEST] = { "request", 24 * 3600 },
	[APP_THROTTLE_REPORT] = { "report", 24 * 3600 },
	[APP_THROTTLE_INVITES] = { "invites", 24 * 3600 },
	[APP_THROTTLE_INVITED] = { "invited", 7 * 24 * 3600 },
	[APP_THROTTLE_DOMAIN] = { "domain", 60 },
	[APP_THROTTLE_PROOF] = { "proof", 24 * 3600 },
	[APP_THROTTLE_PROVEN] = { "proven", 24 * 3600 },
	[APP_THROTTLE_GUEST] = { "guest", 3600 },
	[APP_THROTTLE_GUESTS] = { "guests", 3600 },
	[APP_THROTTLE_WORDS] = { "words", 24 * 3600 },
	[APP_THROTTLE_NAMED] = { "named", 24 * 3600 },
	[APP_THROTTLE_ADDRESS] = { "address", 24 * 3600 },
	[APP_THROTTLE_PICTURE] = { "picture", 3600 },
	[APP_THROTTLE_IMPORT] = { "import", 3600 },
	[APP_THROTTLE_RESERVATION] = { "reservation", 3600 },
	[APP_THROTTLE_SCAN] = { "scan", 60 },
	[APP_THROTTLE_OAUTH] = { "oauth", 3600 },
	[APP_THROTTLE_EMAIL] = { "email", 24 * 3600 },
	[APP_THROTTLE_FETCH] = { "fetch", 3600 },
	[APP_THROTTLE_SPARK] = { "spark", 24 * 3600 },
	[APP_THROTTLE_ALERT] = { "alert", 24 * 3600 },
	[APP_THROTTLE_POLL] = { "poll", 24 * 3600 },
	[APP_THROTTLE_EVENT] = { "event", 24 * 3600 },
	[APP_THROTTLE_CLUSTER] = { "cluster", 24 * 3600 },
	[APP_THROTTLE_GROUP] = { "group", 24 * 3600 },
	[APP_THROTTLE_LIKES] = { "likes", 24 * 3600 },
};

struct app_throttle
app_throttle_of(
    const struct call *call, enum app_throttle_kind kind, const char *name)
{
	struct app_throttle t = { .window_s = kinds[kind].window_s };
	const char *text = arena_printf(
	    call->arena, "%s\n%s", kinds[kind].word, name);
	uint32_t number;

	crypt_mac(call->keys, CRYPT_THROTTLE, text, strlen(text), t.key);
	memcpy(&number, t.key, sizeof(number));
	t.slot = number % SLOTS;
	return t;
}

static int64_t
ended_us(const struct call *call, const struct app_throttle *t)
{
	return call->now_us - t->window_s * CLOCK_SECOND_US;
}

static struct bytes
key_of(const struct app_throttle *t)
{
	return (struct bytes){ t->key, sizeof(t->key) };
}

enum err
app_throttle_count(struct call *call, const struct app_throttle *t, int64_t *n)
{
	struct q_throttle_count_row row = { 0 };
	enum err err = q_throttle_count(call->db, .slot = t->slot,
	    .throttle_key = key_of(t), .now = call->now_us,
	    .ended = ended_us(call, t), &row);

	*n = row.n;
	return err;
}

enum err
app_throttle_address(struct call *call, const char *email_key, bool *may)
{
	struct app_throttle t = app_throttle_of(
	    call, APP_THROTTLE_ADDRESS, email_key);
	int64_t max = call->conf->mail_per_day, n;
	enum err err = app_throttle_count(call, &t, &n);

	*may = !err && (max == 0 || n <= max);
	return err;
}

enum err
app_throttle_get(struct call *call, const struct app_throttle *t, int64_t *n)
{
	struct q_throttle_get_row row = { 0 };
	enum err err = q_throttle_get(call->db, .slot = t->slot,
	    .throttle_key = key_of(t), .now = call->now_us,
	    .ended = ended_us(call, t), &row);

	*n = err ? 0 : row.n;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err
app_throttle_clear(struct call *call, const struct app_throttle *t)
{
	return q_throttle_clear(
	    call->db, .slot = t->slot, .throttle_key = key_of(t), NULL);
}

enum err
app_throttle_in_vain(struct call *call)
{
	struct app_throttle nobody = { .slot = SLOTS + (int64_t)rand_below(
							   SLOTS_IN_VAIN) };
	int64_t n;

	rand_bytes(nobody.key, sizeof(nobody.key));
	return app_throttle_count(call, &nobody, &n);
}

enum err
app_throttle_in_vain_by(
    struct call *call, enum app_throttle_kind kind, const char *name)
{
	struct app_throttle nobody = app_throttle_of(call, kind, name);
	int64_t n;

	nobody.slot = SLOTS + nobody.slot % SLOTS_IN_VAIN;
	return app_throttle_count(call, &nobody, &n);
}

enum err
app_throttle_refuse(
    struct call *call, const struct app_throttle *t, const char *detail)
{
	call->fault->retry_after_s = (int)t->window_s;
	return fault(call->fault, ERR_RATE_LIMITED, "%s", detail);
}

enum err
app_throttle_by_user(struct call *call, enum app_throttle_kind kind,
    int64_t max, const char *detail)
{
	struct app_throttle t;
	char user[UUID_TEXT_SIZE];
	int64_t n;
	enum err err;

	uuid_format(call->user.v, user);
	t = app_throttle_of(call, kind, user);
	err = app_throttle_count(call, &t, &n);
	return err || n <= max ? err : app_throttle_refuse(call, &t, detail);
}
