/*
 * Puts users, sessions and events into place, and looks where no request can.
 */
#include "t/lib/given.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "app/notice.h"
#include "app/suspension.h"
#include "base/bug.h"
#include "base/clock.h"
#include "base/str.h"
#include "crypt/api_token.h"
#include "crypt/cookie.h"
#include "crypt/password.h"
#include "crypt/token.h"
#include "generated/query/job.h"
#include "generated/query/rsvp.h"
#include "generated/query/api_token.h"
#include "generated/query/session.h"
#include "generated/query/user.h"
#include "generated/query/verification.h"

#include "base/banned.h"

static struct {
	struct arena arena;
	struct fault fault;
	struct db *db;
	struct crypt_keys *keys;
	const char *issuer;
} given;

static void
must(enum err err)
{
	cr_assert(err == ERR_OK, "%s %s %s", err_code(err), given.fault.detail,
	    given.fault.internal);
}

void
given_open(const char *url, const char *issuer)
{
	struct db_options options = { .url = url,
		.prepare = true,
		.connect_ms = 5000,
		.statement_ms = 10000,
		.program = "hearth-test" };

	arena_init(&given.arena, 64 << 20);
	given.issuer = issuer;
	given.keys = crypt_keys_new(GIVEN_SECRET, NULL);
	must(db_open(&options, &given.fault, &given.db));
	db_bind(given.db, &given.arena, &given.fault);
}

void
given_close(void)
{
	if (!given.db)
		return;
	db_close(given.db);
	given.db = NULL;
	crypt_keys_free(given.keys);
	arena_release(&given.arena);
}

struct db *
given_db(void)
{
	return given.db;
}

const char *
given_fault(void)
{
	return given.fault.internal;
}

const struct crypt_keys *
given_keys(void)
{
	return given.keys;
}

static void
add_user(
    const char *name, enum user_role role, const char *hash, bool is_verified)
{
	char *email = text("%s@example.org", name), *first = text("%s", name);
	struct q_user_add_in in = { .id.v = uuid_new(),
		.email = email,
		.email_key = email,
		.password_hash = hash,
		.is_verified = is_verified,
		.first_name = first,
		.last_name = "Example",
		.words = text("%s example", name),
		.role = role,
		.now = clock_now_us() };
	char id_text[UUID_TEXT_SIZE];

	first[0] = (char)toupper((unsigned char)first[0]);
	must(q_user_add_with(given.db, &in, NULL));
	uuid_format(in.id.v, id_text);
	keep_id(name, id_text);
}

void
given_user(const char *name)
{
	add_user(name, USER_ROLE_ATTENDEE, NULL, true);
}

void
given_admin(const char *name)
{
	add_user(name, USER_ROLE_ADMIN, NULL, true);
}

void
given_member(const char *name, bool is_verified)
{
	char hash[CRYPT_HASH_SIZE];

	crypt_password_hash(GIVEN_PASSWORD, hash);
	add_user(name, USER_ROLE_ATTENDEE, hash, is_verified);
}

struct user_id
given_user_id(const char *name)
{
	struct user_id user;

	if (!is_kept(name))
		given_user(name);
	cr_assert(uuid_parse(id(name), &user.v));
	return user;
}

/* Changes whether somebody is suspended, with all that follows. */
static void
change_suspension(const char *name,
    enum err (*change)(struct call *call, struct user_id user, int64_t *n))
{
	struct user_id user = given_user_id(name);
	struct call call = { .db = given.db,
		.arena = &given.arena,
		.fault = &given.fault,
		.now_us = clock_now_us() };
	bool is_done = false;
	int64_t n;

	must(db_begin(given.db));
	must(change(&call, user, &n));
	must(db_commit(given.db));
	while (!is_done) {
		must(db_begin(given.db));
		must(app_suspension_follow(&call, user, &is_done));
		must(db_commit(given.db));
	}
}

void
given_suspended(const char *name)
{
	change_suspension(name, app_suspension_begin);
}

void
given_restored(const char *name)
{
	change_suspension(name, app_suspension_end);
}

static char *
session_name(const char *user)
{
	return text("session of %s", user);
}

static struct session_id
add_session(const char *name, enum session_kind kind)
{
	struct session_id session = { uuid_new() };
	int64_t now = clock_now_us();

	must(q_session_add(given.db, .id = session, .user = given_user_id(name),
	    .kind = kind, .method = SESSION_METHOD_PASSWORD, .factor_at = { 0 },
	    .ip_address = "192.0.2.1", .user_agent = "test", .now = now,
	    .expires = now + 90 * CLOCK_DAY_US, .idle = now + 30 * CLOCK_DAY_US,
	    NULL));
	return session;
}

void
given_session(const char *name)
{
	struct session_id session = add_session(name, SESSION_KIND_TOKEN);
	char id_text[UUID_TEXT_SIZE];

	uuid_format(session.v, id_text);
	keep_id(session_name(name), id_text);
}

char *
given_cookie(const char *name)
{
	char cookie[CRYPT_COOKIE_SIZE];

	crypt_cookie_seal(given.keys, add_session(name, SESSION_KIND_COOKIE),
	    given_user_id(name), cookie);
	return text("hearth=%s", cookie);
}

/* The user's session, made when it is first asked for. */
static struct session_id
session_of(const char *name)
{
	struct session_id session;

	if (!is_kept(session_name(name)))
		given_session(name);
	cr_assert(uuid_parse(id(session_name(name)), &session.v));
	return session;
}

void
given_stale(const char *name)
{
	struct opt_time long_ago = { true, 0 };

	must(q_session_show(given.db, .id = session_of(name),
	    .authenticated_at = long_ago, .factor_at = long_ago, NULL));
}

char *
given_token(const char *name, const char *scopes)
{
	unsigned char hash[CRYPT_SHA256_SIZE];
	char token[CRYPT_API_TOKEN_SIZE];
	int64_t now = clock_now_us();

	crypt_api_token_make(token);
	cr_assert(crypt_api_token_hash(token, hash));
	must(q_api_token_add(given.db, .id = { uuid_new() },
	    .user = given_user_id(name), .name = "test", .scopes = scopes,
	    .hash = ((struct bytes){ hash, sizeof(hash) }), .now = now,
	    .expires = now + CLOCK_DAY_US, NULL));
	return text("Bearer %s", token);
}

struct crypt_claims
given_claims(const char *name)
{
	int64_t now_s = clock_now_us() / CLOCK_SECOND_US;

	return (struct crypt_claims){ .user = given_user_id(name),
		.session = session_of(name),
		.id = uuid_new(),
		.issued_s = now_s,
		.expires_s = now_s + 1800,
		.issuer = given.issuer };
}

char *
given_login(void *ctx, const char *name)
{
	struct crypt_claims claims = given_claims(name);
	char token[CRYPT_JWT_SIZE];

	(void)ctx;
	crypt_jwt_sign(given.keys, &claims, token);
	return text("Bearer %s", token);
}

char *
in_seconds(int64_t s)
{
	char *out = text("%*s", CLOCK_TEXT_SIZE, "");
	int64_t now_s = clock_now_us() / CLOCK_SECOND_US;

	clock_format((now_s + s) * CLOCK_SECOND_US, out);
	return out;
}

void
given_event_make(const char *name, const struct given_event *e)
{
	int64_t start_s = (e->starts_in_h ? e->starts_in_h : 24) * 3600;

	talk_given(name, e->by ? e->by : "ann",
	    "/events {'title': '%s', 'start_time': '%s', 'end_time': '%s', "
	    "'capacity': %s, 'waitlist': %s, 'draft': %s, "
	    "'visibility': '%s'%s}",
	    e->title ? e->title : "Picnic", in_seconds(start_s),
	    in_seconds(start_s + 7200),
	    e->capacity ? text("%lld", (long long)e->capacity) : "null",
	    e->waitlist ? "true" : "false", e->draft ? "true" : "false",
	    e->is_private ? "private" : "public",
	    e->more ? quoted(e->more) : "");
}

void
given_moved(const char *name, const char *by, int starts_in_h, int ends_in_h)
{
	expect(200, as(by, PATCH,
			"/events/%s?notify=false {'start_time': '%s', "
			"'end_time': '%s'}",
			id(name), in_hours(starts_in_h), in_hours(ends_in_h)));
}

void
given_seat_held(const char *more)
{
	given("paid", "ann",
	    "/events/%s/ticket-types {'name': 'Paid', 'payment_type': 'paid', "
	    "'price': '7.5'%s}",
	    id("e"), quoted(more));
	given("r", "bob",
	    "/events/%s/reservations {'items': [{'ticket_type_id': '%s', "
	    "'quantity': 1}]}",
	    id("e"), id("paid"));
}

/* The id of the last verification of a user for a purpose. */
static struct uuid
verification_of(const char *name, const char *purpose)
{
	struct q_verification_latest_row row;

	must(q_verification_latest(
	    given.db, .user = given_user_id(name), .purpose = purpose, &row));
	return row.id.v;
}

char *
mailed_token(const char *name, const char *purpose)
{
	static const struct {
		const char *purpose;
		uint32_t seal;
	} seals[] = { { "verify_email", APP_NOTICE_SEAL_VERIFY },
		{ "reset_password", APP_NOTICE_SEAL_RESET },
		{ "email_old", APP_NOTICE_SEAL_EMAIL_OLD },
		{ "email_new", APP_NOTICE_SEAL_EMAIL_NEW },
		{ "email_undo", APP_NOTICE_SEAL_EMAIL_UNDO } };
	char token[CRYPT_TOKEN_SIZE];
	size_t i = 0;

	while (i < N_OF(seals) && !str_eq(seals[i].purpose, purpose))
		i++;
	cr_assert(i < N_OF(seals), "%s", purpose);
	crypt_token_seal(given.keys, CRYPT_MAIL_TOKEN,
	    verification_of(name, purpose), seals[i].seal, token);
	return text("%s", token);
}

char *
mailed_code(const char *name, const char *purpose)
{
	char code[CRYPT_CODE_SIZE];

	crypt_code_make(given.keys, verification_of(name, purpose), code);
	return text("%s", code);
}

int
jobs_with(const char *a, const char *b)
{
	struct q_job_list_row *rows;
	struct q_job_get_row job;
	size_t i, n;
	int found = 0;

	must(q_job_list(given.db, .state = NULL, .limit = 1000, &rows, &n));
	for (i = 0; i < n; i++) {
		must(q_job_get(given.db, .id = rows[i].id, &job));
		found += strstr(job.payload, a) &&
			 (!b || strstr(job.payload, b));
	}
	return found;
}

int64_t
seats_in_rows(struct event_id event)
{
	struct q_rsvp_list_row *rows;
	int64_t sum = 0;
	size_t i, n;

	must(q_rsvp_list_with(given.db,
	    &(struct q_rsvp_list_in){ .event = event,
		.status = RSVP_STATUS_ATTENDING,
		.limit = 1000 },
	    &rows, &n));
	for (i = 0; i < n; i++)
		sum += rows[i].party_size;
	return sum;
}
