/*
 * Those who say who somebody is: they have said of themselves, lately, their
 * secrets open, and who signs in with them has somewhere to go.
 */
#include "cmd/ctl_doctor.h"

#include "app/provider.h"
#include "base/clock.h"
#include "crypt/keys.h"

#include "base/banned.h"

/* They are asked each hour. */
#define LATE_US (3 * CLOCK_DAY_US)

static void
check_one(
    struct doctor *d, struct call *call, const struct q_provider_find_row *p)
{
	const char *secret;

	if (app_provider_secret(call, p, &secret))
		doctor_say(d, DOCTOR_FAIL, "providers",
		    "the secret of %s does not open: give it anew", p->name);
	else if (!p->metadata_at.set)
		doctor_say(d, DOCTOR_WARN, "providers",
		    "%s has not said of itself: hearthctl provider test %s",
		    p->name, p->name);
	else if (p->retry_at.set && p->retry_at.v > call->now_us)
		doctor_say(d, DOCTOR_WARN, "providers",
		    "%s gives no answers now", p->name);
	else if (p->metadata_at.v < call->now_us - LATE_US)
		doctor_say(d, DOCTOR_WARN, "providers",
		    "%s has not said of itself for days: hearthctl provider "
		    "test %s",
		    p->name, p->name);
	else
		doctor_say(
		    d, DOCTOR_OK, "providers", "%s: %s", p->name, p->issuer);
}

static void
check_each(struct doctor *d, struct call *call,
    const struct q_provider_list_enabled_row *rows, size_t n)
{
	struct provider_id any = { 0 };

	if (n && !*call->conf->oauth_redirect_uris)
		doctor_say(d, DOCTOR_WARN, "providers",
		    "OAUTH_REDIRECT_URIS has none: nobody can sign in");
	for (size_t i = 0; i < n; i++) {
		struct q_provider_find_row p;

		if (!q_provider_find(
			call->db, .name = rows[i].name, .id = any, &p))
			check_one(d, call, &p);
	}
}

void
doctor_providers(struct doctor *d)
{
	struct q_provider_list_enabled_row *rows;
	struct call call;
	size_t n;

	d->ctl->keys = crypt_keys_new(
	    d->ctl->conf.secret_key, d->ctl->conf.secret_key_previous);
	call = ctl_call(d->ctl);
	if (q_provider_list_enabled(
		call.db, .limit = APP_PROVIDERS_MAX, &rows, &n))
		doctor_say(d, DOCTOR_FAIL, "providers", "cannot be read");
	else
		check_each(d, &call, rows, n);
}
