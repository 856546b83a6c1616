#include "app/proof.h"

#include <string.h>

#include "app/domain.h"
#include "app/throttle.h"
#include "app/verification.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "generated/query/member.h"
#include "json/write.h"
#include "rule/member.h"
#include "rule/words.h"

#include "base/banned.h"

enum { TOLD_BEFORE_DAYS = 14 };

/* An address, in its unique form, and when it was proved. */
struct address {
	const char *key;
	int64_t proved_at;
};

static const char *
host_of(const char *key)
{
	const char *at = strrchr(key, '@');

	return at ? at + 1 : "";
}

/*
 * What an address gives.
 */

/* The verified domains, for whoever has no address at one. */
static void
name_domains(struct call *call, const app_domain_row *rows, size_t n)
{
	struct buf b;
	struct json_writer w = json_writer(&b);

	buf_init(&b, sizeof(call->fault->members));
	buf_lit(&b, "\"domains\":");
	json_open(&w, '[');
	for (size_t i = 0; i < n; i++)
		if (rows[i].state == DOMAIN_STATE_VERIFIED)
			json_write_text(&w, rows[i].name);
	json_close(&w, ']');
	str_copy(
	    call->fault->members, sizeof(call->fault->members), buf_text(&b));
	buf_release(&b);
}

static enum err
refuse(struct call *call, const char *why, const app_domain_row *rows, size_t n)
{
	enum err err = fault(call->fault, ERR_FORBIDDEN, "%s", why);

	name_domains(call, rows, n);
	return err;
}

/* The closest of the verified domains that a host is at; NULL: none. */
static const app_domain_row *
closest(const app_domain_row *rows, size_t n, const char *host)
{
	const app_domain_row *best = NULL;

	for (size_t i = 0; i < n; i++)
		if (rows[i].state == DOMAIN_STATE_VERIFIED &&
		    rule_domain_covers(
			rows[i].name, rows[i].with_subdomains, host) &&
		    (!best || strlen(rows[i].name) > strlen(best->name)))
			best = &rows[i];
	return best;
}

/* By the key of one set; the tag of an address is its owner's to choose. */
static struct bytes
proof_key(
    struct call *call, unsigned set, struct space_id id, const char *email_key)
{
	const char *host = host_of(email_key);
	size_t len = strcspn(email_key, "+");
	unsigned char *mac = arena_alloc(call->arena, CRYPT_MAC_SIZE);
	char space[UUID_TEXT_SIZE];
	const char *text;

	if (len == 0 || email_key + len > host)
		len = (size_t)(host - email_key) - 1;
	uuid_format(id.v, space);
	text = arena_printf(
	    call->arena, "%s\n%.*s@%s", space, (int)len, email_key, host);
	crypt_mac_with(call->keys, set, CRYPT_PROOF, text, strlen(text), mac);
	return (struct bytes){ mac, CRYPT_MAC_SIZE };
}

/* Whether the address has let in somebody else, under whatever keys. */
static enum err
check_unused(struct call *call, struct space_id id, struct user_id user,
    const char *email_key)
{
	struct q_member_by_proof_row holder;
	enum err err = ERR_NOT_FOUND;
	unsigned n = crypt_keys_count(call->keys);

	for (unsigned set = 0; set < n && err == ERR_NOT_FOUND; set++)
		err = q_member_by_proof(call->db, .space = id,
		    .proof_key = proof_key(call, set, id, email_key), &holder);
	if (err == ERR_NOT_FOUND || (!err && uuid_eq(holder.user_id.v, user.v)))
		return ERR_OK;
	return err ? err
		   : fault(call->fault, ERR_ALREADY_MEMBER,
			 "The address has let in another account.");
}

/* Told at once is nobody whose membership is that short. */
static void
set_end(struct app_member_way *way, int64_t ends_at, int64_t now_us)
{
	int64_t tell_at = ends_at - TOLD_BEFORE_DAYS * CLOCK_DAY_US;

	way->expires_at = (struct opt_time){ true, ends_at };
	way->due_at = (struct opt_time){ true,
		tell_at > now_us ? tell_at : ends_at };
}

static enum err
apply(struct call *call, struct space_id id, const struct address *address,
    struct app_member_way *way)
{
	const app_domain_row *domain;
	app_domain_row *rows;
	int64_t ends_at;
	size_t n;
	enum err err = app_domain_all(call, id, &rows, &n);

	if (err)
		return err;
	domain = closest(rows, n, host_of(address->key));
	if (!domain)
		return refuse(call,
		    "It takes people with an address at one of its domains.",
		    rows, n);
	ends_at = address->proved_at + domain->ttl_days.v * CLOCK_DAY_US;
	if (domain->ttl_days.set && ends_at <= call->now_us)
		return refuse(call,
		    "Your address was proved too long ago: prove it again.",
		    rows, n);
	if (domain->ttl_days.set)
		set_end(way, ends_at, call->now_us);
	way->via = "domain";
	way->proof_key = proof_key(call, 0, id, address->key);
	return check_unused(call, id, way->user, address->key);
}

enum err
app_proof_by_login(struct call *call, struct space_id id, struct user_id user,
    struct app_member_way *way)
{
	struct q_user_address_row row;
	struct address address;
	enum err err = q_user_address(call->db, .id = user, &row);

	if (err)
		return err;
	address = (struct address){ row.is_verified ? row.email_key : "",
		row.verified_at };
	way->user = user;
	return apply(call, id, &address, way);
}

static bool
is_proved_by(struct call *call, const struct q_member_proved_row *member,
    const char *email_key)
{
	for (unsigned set = 0; set < crypt_keys_count(call->keys); set++) {
		struct bytes key = proof_key(
		    call, set, member->space_id, email_key);

		if (member->proof_key.len == key.len &&
		    memcmp(member->proof_key.p, key.p, key.len) == 0)
			return true;
	}
	return false;
}

static enum err
follow(struct call *call, struct user_id user,
    const struct q_member_proved_row *member)
{
	struct app_member_way way = { 0 };
	int64_t ends_at = call->now_us + TOLD_BEFORE_DAYS * CLOCK_DAY_US;
	enum err err = app_proof_by_login(call, member->space_id, user, &way);

	if (err == ERR_FORBIDDEN || err == ERR_ALREADY_MEMBER) {
		if (member->expires_at.set && member->expires_at.v <= ends_at)
			return ERR_OK;
		way.proof_key = member->proof_key;
		way.expires_at = (struct opt_time){ true, ends_at };
		way.due_at = (struct opt_time){ true, call->now_us };
		err = ERR_OK;
	}
	return err ? err
		   : q_member_set_proof(call->db, .space = member->space_id,
			 .user = user, .proof_key = way.proof_key,
			 .expires_at = way.expires_at, .due_at = way.due_at,
			 NULL);
}

enum err
app_proof_login_changed(
    struct call *call, struct user_id user, const char *before_key)
{
	struct q_member_proved_row *members;
	size_t n;
	enum err err = q_member_proved(call->db, .user = user, &members, &n);

	for (size_t i = 0; !err && i < n; i++)
		if (is_proved_by(call, &members[i], before_key))
			err = follow(call, user, &members[i]);
	return err;
}

/*
 * Codes.
 */

static enum err
find(struct call *call, struct space_id id, struct app_space *space)
{
	enum err err = app_space_find(call, id, false, space);

	return err ? err
		   : rule_member_check_join(&space->facts, false, call->fault);
}

/* Whether a mail to the address is due: it is not when it got some today,
 * whoever asked. */
static enum err
check_due(struct call *call, const char *key, bool *is_due)
{
	struct app_throttle t = app_throttle_of(call, APP_THROTTLE_PROVEN, key);
	struct q_user_for_login_row user = { .id = call->user };
	int64_t n = 0;
	enum err err = app_verification_is_due(
	    call, &user, APP_VERIFICATION_MEMBERSHIP, is_due);

	if (!err && *is_due)
		err = app_throttle_count(call, &t, &n);
	*is_due = *is_due && n <= APP_PROOFS_PER_ADDRESS;
	return err;
}

enum err
app_proof_ask(struct call *call, struct space_id id, const char *email)
{
	const char *key = rule_email_key(call->arena, email);
	struct app_space space;
	app_domain_row *rows;
	bool is_due = false;
	size_t n;
	enum err err = app_throttle_by_user(call, APP_THROTTLE_PROOF,
	    APP_PROOFS_PER_DAY, "You have asked for many codes today.");

	if (!err)
		err = find(call, id, &space);
	if (!err)
		err = app_verification_count_request(call);
	if (!err)
		err = app_domain_all(call, id, &rows, &n);
	if (!err && closest(rows, n, host_of(key)))
		err = check_due(call, key, &is_due);
	if (err)
		return err;
	return is_due ? app_verification_send_membership(call, id, email)
		      : app_verification_pretend(
			    call, APP_VERIFICATION_MEMBERSHIP);
}

/* Somebody is a member, or was: again, or for longer. Who may stay for ever
 * still may. */
static enum err
renew(struct call *call, struct space_id id, const struct app_member_way *way)
{
	int64_t n;
	enum err err = q_member_prove(call->db, .space = id, .user = way->user,
	    .proof_key = way->proof_key, .expires_at = way->expires_at,
	    .due_at = way->due_at, &n);

	return err || !n ? err
			 : app_audit_add(call,
			       &(struct app_audit){ .action = "member.prove",
				   .space = id,
				   .subject = way->user,
				   .object_kind = "space",
				   .object = id.v });
}

/* The space is held, so that neither its domains change meanwhile nor who is
 * in. */
static enum err
prove(struct call *call, struct space_id id, const char *email)
{
	struct app_member_way way = { .user = call->user };
	struct address address = { rule_email_key(call->arena, email),
		call->now_us };
	struct app_space space;
	app_space_row row;
	enum err err = find(call, id, &space);

	if (!err)
		err = q_space_for_write(call->db, .id = id, &row);
	if (!err)
		err = find(call, id, &space);
	if (!err)
		err = apply(call, id, &address, &way);
	if (err)
		return err;
	way.has_request = space.has_request;
	return space.is_member ? renew(call, id, &way)
			       : app_member_admit(call, id, &space, &way);
}

enum err
app_proof_confirm(struct call *call, struct space_id id, const char *code)
{
	struct app_verification v = { 0 };
	struct app_space space;
	enum err err = find(call, id, &space);

	if (!err)
		err = app_verification_check(call,
		    &(struct app_verification_proof){ .code = code },
		    APP_VERIFICATION_MEMBERSHIP, &v);
	if (!err && !uuid_eq(v.space.v, id.v))
		err = fault(call->fault, ERR_TOKEN_INVALID, "Invalid token");
	if (!err)
		err = app_verification_use_once(call, v.id);
	return err ? err : prove(call, id, v.email);
}
