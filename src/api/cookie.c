#include "api/cookie.h"

#include "app/origin.h"
#include "base/str.h"
#include "crypt/cookie.h"
#include "http/cookie.h"

#include "base/banned.h"

enum { DAY_S = 24 * 60 * 60 };

/* With the prefix a browser takes it from this host alone, and by https. */
static const char secure_name[] = "__Host-hearth", plain_name[] = "hearth";

static bool
is_secure(const struct api_exchange *x)
{
	return str_has_prefix(x->call.conf->public_url, "https:");
}

static const char *
name_of(const struct api_exchange *x)
{
	return is_secure(x) ? secure_name : plain_name;
}

bool
api_cookie_read(struct api_exchange *x)
{
	struct call *call = &x->call;
	const char *cookie = http_cookie_find(
	    x->request->cookie, name_of(x), call->arena);

	return cookie && crypt_cookie_open(
			     call->keys, cookie, &call->session, &call->user);
}

static void
set(struct api_exchange *x, const char *cookie, int64_t age_s)
{
	http_response_headerf(x->response, "Set-Cookie",
	    "%s=%s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Lax%s", name_of(x),
	    cookie, (long long)age_s, is_secure(x) ? "; Secure" : "");
}

void
api_cookie_give(struct api_exchange *x, const char *cookie)
{
	x->caller.is_cookie_over = false; /* this one takes its place */
	set(x, cookie, x->call.conf->session_idle_days * DAY_S);
}

void
api_cookie_clear(struct api_exchange *x)
{
	x->caller.is_use_due = false; /* nothing is renewed any more */
	set(x, "", 0);
}

enum err
api_cookie_check_origin(struct call *call)
{
	const struct http_request *r = api_exchange_of(call)->request;
	bool is_ours = r->origin ? app_origin_is_own(call, r->origin) ||
				       app_origin_is_listed(call, r->origin)
				 : str_eq(r->fetch_site, "same-origin");

	return is_ours ? ERR_OK
		       : fault(call->fault, ERR_ORIGIN_REFUSED,
			     "By a cookie, only pages of this site and of the "
			     "origins it lists may do more than read.");
}
