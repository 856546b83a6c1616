#include "app/provider.h"

#include "app/link.h"
#include <string.h>

#include "app/audit.h"
#include "app/job.h"
#include "app/provider_ask.h"
#include "base/str.h"
#include "crypt/seal.h"
#include "text/url.h"

#include "base/banned.h"

typedef struct q_provider_for_write_row provider;

/* What follows from a kind. */
static const struct {
	const char *issuer;
	bool trusts_email;
} kinds[] = {
	[PROVIDER_KIND_GOOGLE] = { "https://accounts.google.com", true },
	[PROVIDER_KIND_OUTLOOK] = { "https://login.microsoftonline.com/common/"
				    "v2.0",
	    true },
	[PROVIDER_KIND_OIDC] = { "", false },
};

static struct bytes
seal(struct call *call, struct provider_id id, const char *secret)
{
	const struct crypt_seal_place place = { "provider.client_secret",
		{ &id, sizeof(id) } };
	size_t len = strlen(secret);
	unsigned char *out;

	if (!len)
		return (struct bytes){ NULL, 0 };
	out = arena_alloc(call->arena, len + CRYPT_SEAL_MORE);
	crypt_seal(call->keys, &place, secret, len, out);
	return (struct bytes){ out, len + CRYPT_SEAL_MORE };
}

enum err
app_provider_hold(struct call *call, const char *name, struct provider_id id)
{
	struct q_provider_hold_row row;
	enum err err = q_provider_hold(call->db, .name = name, .id = id, &row);

	return err || row.is_enabled ? err : ERR_NOT_FOUND;
}

enum err
app_provider_secret(
    struct call *call, const struct q_provider_find_row *p, const char **secret)
{
	const struct crypt_seal_place place = { "provider.client_secret",
		{ &p->id, sizeof(p->id) } };
	char *out;

	*secret = NULL;
	if (!p->client_secret.p)
		return ERR_OK;
	out = arena_alloc(call->arena, p->client_secret.len + 1);
	if (!crypt_seal_open(call->keys, &place, p->client_secret, out))
		return fault_internal(call->fault, ERR_INTERNAL,
		    "the secret of provider %s does not open", p->name);
	*secret = out;
	return ERR_OK;
}

static enum err
refuse(
    struct call *call, const char *pointer, const char *code, const char *why)
{
	return fault_value(call->fault, pointer, code, why);
}

static enum err
check(struct call *call, const provider *p)
{
	struct text_url url;

	if (!text_url_parse(p->issuer, &url) ||
	    !text_url_is_open(&url, call->conf->outbound_allow) ||
	    strchr(p->issuer, '?'))
		return refuse(call, "/issuer", "format",
		    "Must be an address that begins with https://, without a "
		    "port, a user or a query.");
	if (!*p->title)
		return refuse(
		    call, "/title", "required", "Must show something.");
	return *p->client_id ? ERR_OK
			     : refuse(call, "/client_id", "required",
				   "Is what the provider calls Hearth.");
}

/* Puts what is said into a row. */
static void
merge(struct call *call, provider *p, const struct app_provider_input *in)
{
	if (in->title)
		p->title = in->title;
	if (in->issuer)
		p->issuer = in->issuer;
	if (in->client_id)
		p->client_id = in->client_id;
	if (in->scopes)
		p->scopes = in->scopes;
	if (in->tenants)
		p->tenants = in->tenants;
	if (in->trusts_email.set)
		p->trusts_email = in->trusts_email.v;
	if (in->is_enabled.set)
		p->is_enabled = in->is_enabled.v;
	if (in->client_secret)
		p->client_secret = seal(call, p->id, in->client_secret);
}

/* It changed: that is noted, and what it says of itself asked for if people can
 * sign in with it. */
static enum err
note(struct call *call, const char *action, const provider *p, const char *name)
{
	enum err err = app_audit_add(
	    call, &(struct app_audit){ .action = action,
		      .object_kind = "provider",
		      .object = p->id.v,
		      .details = app_audit_detail(call->arena, "name", name) });
	return err || !p->is_enabled ? err
				     : app_provider_discover_soon(call, p->id);
}

static enum err
check_number(struct call *call)
{
	struct q_provider_count_row row;
	enum err err = q_provider_count(call->db, &row);

	return err || row.n < APP_PROVIDERS_MAX
		   ? err
		   : fault(call->fault, ERR_FORBIDDEN,
			 "There are %d of them at most.", APP_PROVIDERS_MAX);
}

static provider
new_of(const struct app_provider_input *in)
{
	return (provider){ .id = { uuid_new() },
		.kind = in->kind,
		.title = in->name,
		.issuer = kinds[in->kind].issuer,
		.client_id = "",
		.scopes = "openid email profile",
		.tenants = "[]",
		.trusts_email = kinds[in->kind].trusts_email,
		.is_enabled = true };
}

enum err
app_provider_add(struct call *call, const struct app_provider_input *in)
{
	provider p = new_of(in);
	int64_t n = 0;
	enum err err;

	if (str_eq(in->name, APP_LINK_CLERK))
		return refuse(call, "/name", "taken",
		    "Clerk tells of accounts by itself.");
	merge(call, &p, in);
	err = check(call, &p);
	if (!err)
		err = check_number(call);
	if (!err)
		err = q_provider_add(call->db, .id = p.id, .name = in->name,
		    .kind = p.kind, .issuer = p.issuer,
		    Q_FIELDS_provider_input(&p),
		    .client_secret = p.client_secret, .now = call->now_us, &n);
	if (!err && !n)
		return refuse(call, "/name", "taken",
		    "There is a provider of this name.");
	return err ? err : note(call, "provider.create", &p, in->name);
}

enum err
app_provider_change(
    struct call *call, const char *name, const struct app_provider_input *in)
{
	provider p;
	enum err err = q_provider_for_write(call->db, .name = name, &p);

	if (err)
		return err;
	merge(call, &p, in);
	err = check(call, &p);
	if (!err)
		err = q_provider_set(call->db, .id = p.id, .issuer = p.issuer,
		    Q_FIELDS_provider_input(&p),
		    .client_secret = p.client_secret, .now = call->now_us,
		    NULL);
	return err ? err : note(call, "provider.update", &p, name);
}

enum err
app_provider_remove(struct call *call, const char *name)
{
	struct q_provider_is_used_row used;
	provider p;
	enum err err = q_provider_for_write(call->db, .name = name, &p);

	if (!err)
		err = q_provider_is_used(call->db, .name = name, &used);
	if (err)
		return err;
	if (used.is_used)
		return fault(call->fault, ERR_INVALID_TRANSITION,
		    "People sign in with it; disable it instead.");
	err = q_provider_remove(call->db, .id = p.id, NULL);
	return err ? err
		   : app_audit_add(
			 call, &(struct app_audit){ .action = "provider.remove",
				   .object_kind = "provider",
				   .object = p.id.v,
				   .details = app_audit_detail(
				       call->arena, "name", name) });
}
