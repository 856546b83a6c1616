#include "app/signup.h"

#include <string.h>

#include "app/invite.h"
#include "base/str.h"
#include "rule/words.h"

#include "base/banned.h"

/* list: domains with commas between. */
static bool
has_domain(const char *list, const char *domain)
{
	size_t len = strlen(domain);

	for (const char *at = list; *at;) {
		size_t n = strcspn(at, ",");

		if (n == len && memcmp(at, domain, n) == 0)
			return true;
		at += n + (at[n] == ',');
	}
	return false;
}

bool
app_signup_is_open(const struct call *call, const char *email)
{
	const char *domains = call->conf->signup_domains;
	const char *key, *at;

	if (!str_eq(call->conf->signup, "open"))
		return false;
	if (!*domains)
		return true;
	key = rule_email_key(call->arena, email);
	at = strrchr(key, '@');
	return at && has_domain(domains, at + 1);
}

static enum err
refuse(struct call *call)
{
	return fault(call->fault, ERR_INVITE_ONLY,
	    "Only who has been invited can sign up with this address.");
}

/* One into a space, and for somebody who has an account, lets nobody else in.
 */
static enum err
check_space_invite(struct call *call, const char *code)
{
	struct q_invite_find_row invite;
	enum err err = app_invite_find(call, code, &invite);

	if (err == ERR_NOT_FOUND)
		return refuse(call);
	return err || uuid_is_nil(invite.user_id.v) ? err : refuse(call);
}

static enum err
check_invite(struct call *call, const char *email, const char *code,
    struct account_invite_id *used)
{
	bool is_one;
	enum err err = app_account_invite_check(
	    call, code, email, &is_one, used);

	return err || is_one ? err : check_space_invite(call, code);
}

enum err
app_signup_check(struct call *call, const char *email, const char *invite,
    struct account_invite_id *used)
{
	*used = (struct account_invite_id){ 0 };
	if (str_eq(call->conf->signup, "closed"))
		return fault(call->fault, ERR_SIGNUP_CLOSED,
		    "Accounts are made by administrators here.");
	if (app_signup_is_open(call, email))
		return ERR_OK;
	return invite ? check_invite(call, email, invite, used) : refuse(call);
}

void
app_signup_ask(struct call *call, const char *email, const char *invite,
    struct app_signup *out)
{
	struct fault *said;

	*out = (struct app_signup){ 0 };
	out->err = app_signup_check(call, email, invite, &out->used);
	if (!out->err)
		return;
	said = arena_new(call->arena, struct fault);
	*said = *call->fault;
	out->fault = said;
	fault_clear(call->fault);
}

enum err
app_signup_answer(struct call *call, const struct app_signup *signup,
    struct account_invite_id *used)
{
	*used = (struct account_invite_id){ 0 };
	if (!signup)
		return refuse(call);
	*used = signup->used;
	if (signup->err)
		*call->fault = *signup->fault;
	return signup->err;
}
