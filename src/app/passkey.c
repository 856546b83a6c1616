#include "app/passkey.h"

#include <string.h>

#include "app/audit.h"
#include "app/origin.h"
#include "app/ticket.h"
#include "base/clock.h"
#include "base/str.h"
#include "conf/url.h"
#include "crypt/base64url.h"
#include "crypt/passkey.h"
#include "generated/query/auth_ticket.h"
#include "generated/query/factor.h"
#include "generated/query/user.h"
#include "json/read.h"

#include "base/banned.h"

static const char type_of_all[] = "public-key";

/* The site */

/* The host of PUBLIC_URL in lower case, which credentials are bound to. */
static const char *
site_of(struct call *call)
{
	char *host = arena_strdup(call->arena,
	    conf_url_authority(call->arena, call->conf->public_url));

	if (host[0] != '[')
		host[strcspn(host, ":")] = '\0';
	str_lower(host);
	return host;
}

/* Whether an origin's host is the site, or below it. */
static bool
is_below(const char *origin, const char *site)
{
	const char *host = strstr(origin, "://");
	size_t len, n = strlen(site);

	if (!host)
		return false;
	host += 3;
	len = strcspn(host, ":/");
	return len >= n && memcmp(host + len - n, site, n) == 0 &&
	       (len == n || host[len - n - 1] == '.');
}

static bool
is_own(struct call *call, const char *origin)
{
	return app_origin_is_own(call, origin) ||
	       (app_origin_is_listed(call, origin) &&
		   is_below(origin, site_of(call)));
}

/* What browsers are given */

static void
write_base64url(
    struct call *call, struct json_writer *w, const char *key, struct bytes b)
{
	char *text = arena_alloc(call->arena, CRYPT_BASE64URL_LEN(b.len) + 1);

	crypt_base64url_encode(b.p, b.len, text);
	json_member_text(w, key, text);
}

/* The same of both. */
static void
write_challenge(struct call *call, struct json_writer *w, struct uuid id,
    enum app_ticket_kind kind)
{
	char token[CRYPT_TOKEN_SIZE];

	crypt_token_seal(call->keys, CRYPT_TICKET, id, kind, token);
	json_member_text(w, "challenge", token);
	json_key(w, "timeout");
	json_write_int(w, APP_PASSKEY_TTL_S * 1000);
}

void
app_passkey_write_request(struct call *call, struct json_writer *w)
{
	json_open(w, '{');
	write_challenge(call, w, uuid_new(), APP_TICKET_PASSKEY);
	json_member_text(w, "rpId", site_of(call));
	json_member_text(w, "userVerification", "required");
	json_close(w, '}');
}

static void
write_user(
    struct call *call, struct json_writer *w, const struct q_user_me_row *user)
{
	json_key(w, "user");
	json_open(w, '{');
	write_base64url(
	    call, w, "id", (struct bytes){ &call->user, sizeof(call->user) });
	json_member_text(w, "name", user->email);
	json_member_text(w, "displayName", user->name);
	json_close(w, '}');
}

/* Whoever has one of these has a passkey here already. */
static enum err
write_others(struct call *call, struct json_writer *w)
{
	struct q_factor_credentials_row *rows;
	size_t n;
	enum err err = q_factor_credentials(
	    call->db, .user = call->user, &rows, &n);

	if (err)
		return err;
	json_key(w, "excludeCredentials");
	json_open(w, '[');
	for (size_t i = 0; i < n; i++) {
		json_open(w, '{');
		json_member_text(w, "type", type_of_all);
		write_base64url(call, w, "id", rows[i].credential_id);
		json_close(w, '}');
	}
	json_close(w, ']');
	return ERR_OK;
}

enum err
app_passkey_write_creation(
    struct call *call, struct factor_id id, struct json_writer *w)
{
	static const char fixed[] =
	    "\"pubKeyCredParams\":[{\"type\":\"public-key\",\"alg\":-7},"
	    "{\"type\":\"public-key\",\"alg\":-8},"
	    "{\"type\":\"public-key\",\"alg\":-257}],"
	    "\"authenticatorSelection\":{\"residentKey\":\"required\","
	    "\"requireResidentKey\":true,\"userVerification\":\"required\"},"
	    "\"attestation\":\"none\"";
	struct q_user_me_row user;
	enum err err = q_user_me(call->db, .id = call->user, &user);

	if (err)
		return err;
	json_open(w, '{');
	json_key(w, "rp");
	json_open(w, '{');
	json_member_text(w, "id", site_of(call));
	json_member_text(w, "name", site_of(call));
	json_close(w, '}');
	write_user(call, w, &user);
	write_challenge(call, w, id.v, APP_TICKET_ENROL);
	err = write_others(call, w);
	json_write_members(
	    w, arena_printf(call->arena, "{%s}", fixed), sizeof(fixed) - 1 + 2);
	json_close(w, '}');
	return err;
}

/* What browsers give */

/* A credential that is what it should be so far as it says. */
struct reading {
	struct crypt_passkey_said said;
	struct uuid challenge;
	struct bytes id, authenticator_data;
	unsigned char client_hash[CRYPT_SHA256_SIZE];
};

/* False when it is no base64url. */
static bool
decode(struct call *call, const char *text, struct bytes *out)
{
	size_t len = strlen(text);
	unsigned char *p = arena_alloc(call->arena, len + 1);

	out->p = p;
	return crypt_base64url_decode(text, len, p, len, &out->len);
}

static const char *
member_text(const struct json_value *v, const char *name)
{
	v = json_member(v, name);
	return v && json_type(v) == JSON_TEXT ? json_text(v, NULL) : "";
}

/* Made here, for this, and just now. */
static bool
read_challenge(struct call *call, const char *token, enum app_ticket_kind kind,
    struct uuid *id)
{
	struct uuid first = uuid_at(
	    call->now_us - APP_PASSKEY_TTL_S * CLOCK_SECOND_US);
	uint32_t number;

	return crypt_token_open(call->keys, CRYPT_TICKET, token, id, &number) &&
	       number == (uint32_t)kind &&
	       memcmp(id, &first, sizeof(first)) >= 0;
}

/* What the browser has had signed (section 5.8.1). */
static bool
read_client_data(struct call *call, struct bytes text,
    enum app_ticket_kind kind, struct uuid *challenge)
{
	const struct json_value *v, *crossed;
	struct fault ignored;

	if (json_parse(call->arena, text.p, text.len, &ignored, &v) ||
	    json_type(v) != JSON_OBJECT)
		return false;
	crossed = json_member(v, "crossOrigin");
	return str_eq(member_text(v, "type"), kind == APP_TICKET_ENROL
						  ? "webauthn.create"
						  : "webauthn.get") &&
	       read_challenge(
		   call, member_text(v, "challenge"), kind, challenge) &&
	       is_own(call, member_text(v, "origin")) &&
	       (!crossed ||
		   (json_type(crossed) == JSON_BOOL && !json_bool(crossed)));
}

static bool
read_credential(struct call *call, const struct app_passkey *shown,
    enum app_ticket_kind kind, struct reading *out)
{
	unsigned char site[CRYPT_SHA256_SIZE];
	const char *name = site_of(call);
	struct bytes client;

	if (!str_eq(shown->type, type_of_all) ||
	    !decode(call, shown->id, &out->id) ||
	    !decode(call, shown->client_data, &client) ||
	    !decode(
		call, shown->authenticator_data, &out->authenticator_data) ||
	    !read_client_data(call, client, kind, &out->challenge) ||
	    !crypt_passkey_read(out->authenticator_data, &out->said))
		return false;
	crypt_sha256(name, strlen(name), site);
	crypt_sha256(client.p, client.len, out->client_hash);
	return crypt_is_equal(site, out->said.site, sizeof(site)) &&
	       out->said.is_present && out->said.is_verified;
}

enum err
app_passkey_confirm(
    struct call *call, struct factor_id id, const struct app_passkey *made)
{
	struct crypt_public *key;
	struct reading r;
	int64_t n;
	enum err err;

	if (!read_credential(call, made, APP_TICKET_ENROL, &r) ||
	    !uuid_eq(r.challenge, id.v) || r.said.id.len == 0 ||
	    r.said.id.len != r.id.len ||
	    memcmp(r.said.id.p, r.id.p, r.id.len) != 0)
		return ERR_NOT_FOUND;
	key = crypt_passkey_key(r.said.key);
	if (!key)
		return ERR_NOT_FOUND;
	crypt_public_free(key);
	err = q_factor_confirm_passkey(call->db, .id = id,
	    .credential = r.said.id, .key = r.said.key, .count = r.said.count,
	    .is_backed_up = r.said.is_backed_up, .now = call->now_us, &n);
	return err || n ? err : ERR_NOT_FOUND;
}

/* Over what the authenticator says, and a digest of what the browser says. */
static bool
is_signed(struct call *call, const struct reading *r, struct bytes key,
    const char *signature)
{
	size_t len = r->authenticator_data.len;
	unsigned char *data = arena_alloc(
	    call->arena, len + sizeof(r->client_hash));
	struct bytes decoded;

	memcpy(data, r->authenticator_data.p, len);
	memcpy(data + len, r->client_hash, sizeof(r->client_hash));
	return decode(call, signature, &decoded) &&
	       crypt_passkey_verify(key,
		   (struct bytes){ data, len + sizeof(r->client_hash) },
		   decoded);
}

enum err
app_passkey_look(struct call *call, const struct app_passkey *shown,
    struct app_passkey_signed *out)
{
	struct q_factor_by_credential_row row;
	struct bytes handle;
	struct reading r;
	enum err err;

	if (!shown->signature || !shown->user_handle ||
	    !read_credential(call, shown, APP_TICKET_PASSKEY, &r) ||
	    !decode(call, shown->user_handle, &handle))
		return ERR_NOT_FOUND;
	err = q_factor_by_credential(call->db, .credential = r.id, &row);
	if (err)
		return err;
	if (handle.len != sizeof(row.user_id) ||
	    memcmp(handle.p, &row.user_id, handle.len) != 0 ||
	    !is_signed(call, &r, row.public_key, shown->signature))
		return ERR_NOT_FOUND;
	*out = (struct app_passkey_signed){ row.id, row.user_id, r.challenge,
		r.said.count, r.said.is_backed_up };
	return ERR_OK;
}

/* What it has signed is done; *n: it was not before. */
static enum err
spend(struct call *call, const struct app_passkey_signed *shown, int64_t *n)
{
	struct auth_ticket_id challenge = { shown->challenge };

	return q_auth_ticket_take(call->db, .id = challenge, .kind = "passkey",
	    .user = shown->user, .now = call->now_us,
	    .expires = call->now_us + APP_PASSKEY_TTL_S * CLOCK_SECOND_US, n);
}

/* Somebody has what should be in one place alone. That is noted without what
 * claims the request's key: the answer is not kept. */
static enum err
refuse_copy(struct call *call, const struct app_passkey_signed *shown)
{
	int64_t n = 0;
	enum err err;

	db_rollback(call->db);
	err = db_begin(call->db);
	if (!err)
		err = spend(call, shown, &n);
	if (!err && n)
		err = app_audit_add(
		    call, &(struct app_audit){ .action = "factor.copy",
			      .subject = shown->user,
			      .object_kind = "factor",
			      .object = shown->factor.v });
	if (!err)
		err = db_commit(call->db);
	return err ? err : ERR_NOT_FOUND;
}

enum err
app_passkey_take(struct call *call, const struct app_passkey_signed *shown)
{
	int64_t n;
	enum err err = spend(call, shown, &n);

	if (err || !n)
		return err ? err : ERR_NOT_FOUND;
	err = q_factor_sign(call->db, .id = shown->factor,
	    .count = shown->count, .is_backed_up = shown->is_backed_up,
	    .now = call->now_us, &n);
	return err || n ? err : refuse_copy(call, shown);
}
