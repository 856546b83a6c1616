#include "worker/mail_link.h"

#include <string.h>

#include "app/notice.h"

#include "base/banned.h"

const char *
worker_mail_page(
    struct arena *arena, const char *base, const char *path, const char *rest)
{
	size_t len = strlen(base);

	while (len && base[len - 1] == '/')
		len--;
	return arena_printf(arena, "%.*s%s%s", (int)len, base, path, rest);
}

const char *
worker_mail_link(
    struct arena *arena, const char *base, const char *path, const char *token)
{
	return worker_mail_page(
	    arena, base, path, arena_printf(arena, "?token=%s", token));
}

/* Where they lead, and what their tokens are sealed with. */
static const struct {
	const char *path;
	uint32_t seal;
} links[RULE_NOTICE_KINDS] = {
	[RULE_NOTICE_VERIFY_EMAIL] = { "/api/v1/auth/verify-email",
	    APP_NOTICE_SEAL_VERIFY },
	[RULE_NOTICE_RESET_PASSWORD] = { "/reset-password",
	    APP_NOTICE_SEAL_RESET },
	[RULE_NOTICE_SET_PASSWORD] = { "/reset-password",
	    APP_NOTICE_SEAL_RESET },
	[RULE_NOTICE_EMAIL_OLD] = { "/confirm-email",
	    APP_NOTICE_SEAL_EMAIL_OLD },
	[RULE_NOTICE_EMAIL_NEW] = { "/confirm-email",
	    APP_NOTICE_SEAL_EMAIL_NEW },
	[RULE_NOTICE_EMAIL_UNDO] = { "/undo-email",
	    APP_NOTICE_SEAL_EMAIL_UNDO },
};

const char *
worker_mail_verification(const struct call *call, enum rule_notice kind,
    struct verification_id id, char token[CRYPT_TOKEN_SIZE])
{
	const struct conf *conf = call->conf;
	bool is_other = kind == RULE_NOTICE_VERIFY_EMAIL &&
			*conf->verification_base_url;

	if (!links[kind].path)
		return NULL;
	crypt_token_seal(
	    call->keys, CRYPT_MAIL_TOKEN, id.v, links[kind].seal, token);
	return worker_mail_link(call->arena,
	    is_other ? conf->verification_base_url : conf->public_url,
	    links[kind].path, token);
}
