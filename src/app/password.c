/*
 * New passwords: rule/password.h, then the filter of those that leaked.
 */
#include "app/password.h"

#include <errno.h>
#include <string.h>

#include "base/log.h"
#include "crypt/password_filter.h"

#include "base/banned.h"

/* False with errno. */
static bool
ask(const struct crypt_password_filter *filter, const char *text, bool *has)
{
	return crypt_password_filter_ask(
	    filter, crypt_leak_of(text, strlen(text)), has);
}

bool
app_password_is_breached(struct call *call, const char *password)
{
	const char *path = call->conf->password_filter;
	const char *base = rule_password_base(call->arena, password);
	struct crypt_password_filter filter;
	bool is_whole, has = false;

	if (!*path)
		return false;
	is_whole = crypt_password_filter_open(&filter, path);
	if (is_whole) {
		is_whole = ask(&filter,
			       rule_password_form(call->arena, password),
			       &has) &&
			   (has || !base || ask(&filter, base, &has));
		crypt_password_filter_close(&filter);
	}
	if (!is_whole)
		log_error("PASSWORD_FILTER: %s", strerror(errno));
	return is_whole && has;
}

enum err
app_password_check(struct call *call, const char *password,
    const struct rule_password_owner *owner, const char *pointer)
{
	enum err err = rule_password_check(
	    call->arena, password, owner, pointer, call->fault);

	if (err || !app_password_is_breached(call, password))
		return err;
	fault_item(call->fault, ERR_WEAK_PASSWORD, pointer, "breached",
	    "This password has leaked elsewhere.");
	return fault(call->fault, ERR_WEAK_PASSWORD,
	    "The password is too weak: it has leaked elsewhere.");
}
