/*
 * Providers: who says for Hearth who somebody is (OpenID Connect). They are
 * rows that administrators write; a secret is kept sealed, and never shown
 * again.
 */
#ifndef APP_PROVIDER_H
#define APP_PROVIDER_H

#include "app/call.h"
#include "generated/query/provider.h"

enum { APP_PROVIDERS_MAX = 100 };

/* What an administrator says of one; NULL, and not set, for what follows from
 * its kind. */
struct app_provider_input {
	const char *name;	 /* of a new one, as its kind */
	enum provider_kind kind; /* NO_PROVIDER_KIND: stays */
	const char *title, *issuer, *client_id, *scopes;
	const char *client_secret; /* NULL: stays, or none; "": none */
	const char *tenants;	   /* a JSON array */
	struct opt_bool trusts_email, is_enabled;
};

/* A new one. ERR_VALIDATION_FAILED for a name that is taken or an issuer that
 * may not be asked, ERR_FORBIDDEN when there are APP_PROVIDERS_MAX. Both need a
 * transaction, and do not look at who asks. */
MUST_CHECK enum err app_provider_add(
    struct call *call, const struct app_provider_input *in);
/* Changes what is given. ERR_NOT_FOUND, ERR_VALIDATION_FAILED. */
MUST_CHECK enum err app_provider_change(
    struct call *call, const char *name, const struct app_provider_input *in);
/* Removes one. ERR_INVALID_TRANSITION while somebody has an account of it. */
MUST_CHECK enum err app_provider_remove(struct call *call, const char *name);

/* One of that name or that id, the other NULL or nil, stays while an account of
 * it is added, in a transaction. ERR_NOT_FOUND for one that is not to be used,
 * too. */
MUST_CHECK enum err app_provider_hold(
    struct call *call, const char *name, struct provider_id id);

/* Its secret, in the arena; NULL: it has none. ERR_INTERNAL when the key that
 * sealed it has gone. */
MUST_CHECK enum err app_provider_secret(struct call *call,
    const struct q_provider_find_row *provider, const char **secret);

#endif
