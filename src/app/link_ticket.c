#include "app/link_ticket.h"

#include <stdio.h>
#include <string.h>

#include "app/code.h"
#include "base/buf.h"
#include "json/read.h"
#include "json/write.h"

#include "base/banned.h"

static void
put_time(struct json_writer *w, const char *name, struct opt_time t)
{
	json_key(w, name);
	json_write_int(w, t.set ? t.v : 0);
}

/* NULL when it is too long to be kept. */
static struct bytes
write_identity(struct call *call, const struct app_identity *in)
{
	struct buf b;
	struct json_writer w;
	const char *text;

	buf_init(&b, APP_TICKET_DATA_MAX);
	w = json_writer(&b);
	json_open(&w, '{');
	json_member_text(&w, "provider", in->provider);
	json_member_text(&w, "subject", in->subject);
	json_member_text(&w, "email", in->email);
	json_key(&w, "email_verified");
	json_write_bool(&w, in->email_verified);
	json_member_text(&w, "first_name", in->first_name);
	json_member_text(&w, "last_name", in->last_name);
	json_member_text(&w, "scope", in->scope);
	json_member_text(&w, "access_token", in->access_token);
	json_member_text(&w, "refresh_token", in->refresh_token);
	put_time(&w, "access_expires", in->access_expires);
	put_time(&w, "refresh_expires", in->refresh_expires);
	json_close(&w, '}');
	text = b.failed ? NULL : arena_strdup(call->arena, buf_text(&b));
	buf_release(&b);
	return (struct bytes){ text, text ? strlen(text) : 0 };
}

static const char *
text_of(const struct json_value *v, const char *name)
{
	const struct json_value *m = json_member(v, name);

	return m && json_type(m) == JSON_TEXT ? json_text(m, NULL) : NULL;
}

static struct opt_time
time_of(const struct json_value *v, const char *name)
{
	int64_t t = json_int(json_member(v, name));

	return (struct opt_time){ t != 0, t };
}

enum err
app_link_ticket_read(
    struct call *call, struct bytes data, struct app_identity *out)
{
	const struct json_value *v;
	enum err err = json_parse(
	    call->arena, data.p, data.len, call->fault, &v);

	if (err)
		return err;
	*out = (struct app_identity){ .provider = text_of(v, "provider"),
		.subject = text_of(v, "subject"),
		.email = text_of(v, "email"),
		.email_verified = json_bool(json_member(v, "email_verified")),
		.first_name = text_of(v, "first_name"),
		.last_name = text_of(v, "last_name"),
		.scope = text_of(v, "scope"),
		.access_token = text_of(v, "access_token"),
		.refresh_token = text_of(v, "refresh_token"),
		.access_expires = time_of(v, "access_expires"),
		.refresh_expires = time_of(v, "refresh_expires") };
	return ERR_OK;
}

enum err
app_link_ticket_ask(struct call *call, const struct app_identity *in)
{
	char token[CRYPT_TOKEN_SIZE];
	struct bytes identity = write_identity(call, in);
	enum err err;

	if (!identity.p)
		return fault(call->fault, ERR_PROVIDER_FAILED,
		    "The provider's answer is too long.");
	/* not what claims the request's key: the answer is not kept */
	db_rollback(call->db);
	err = db_begin(call->db);
	if (!err)
		err = app_ticket_add(call, APP_TICKET_LINK,
		    (struct user_id){ 0 }, identity, APP_LINK_TTL_S, token);
	if (!err)
		err = db_commit(call->db);
	if (err)
		return err;
	snprintf(call->fault->members, sizeof(call->fault->members),
	    "\"link_ticket\":\"%s\"", token);
	return fault(call->fault, ERR_ACCOUNT_LINK_REQUIRED,
	    "Sign in otherwise, and add this account with the link_ticket, or "
	    "ask for a code by mail with it.");
}
