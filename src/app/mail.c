/*
 * Writes and reads the payloads of mail jobs; nothing is sent here.
 */
#include "app/mail.h"

#include <string.h>

#include "app/job.h"
#include "base/bug.h"
#include "base/str.h"
#include "json/read.h"
#include "json/write.h"

#include "base/banned.h"

enum {
	PAYLOAD_MAX = 512,
	/* pauses of 2, 4, 8 ... seconds: an hour or two in all, which outlasts
	 * greylisting and a restart of the mail server, and most links */
	ATTEMPTS = 12
};

static const struct {
	const char *name;
	enum app_mail_topic topic;
} kinds[APP_MAIL_KINDS] = {
#define APP_MAIL_ROW(kind, name, topic) \
	[APP_MAIL_##kind] = { name, APP_MAIL_##topic },
	APP_MAIL_TABLE(APP_MAIL_ROW)
#undef APP_MAIL_ROW
};

const char *
app_mail_name(enum app_mail_kind kind)
{
	return kinds[kind].name;
}

static void
write_id(struct json_writer *w, const char *key, struct uuid id)
{
	if (uuid_is_nil(id))
		return;
	json_key(w, key);
	json_write_uuid(w, id);
}

static enum err
add(struct call *call, const struct app_mail *mail, const char *dedupe_key)
{
	struct buf b;
	struct json_writer w = json_writer(&b);
	enum err err;

	bug_if(kinds[mail->kind].topic != mail->topic);
	buf_init(&b, PAYLOAD_MAX);
	json_open(&w, '{');
	json_key(&w, "mail");
	json_write_text(&w, kinds[mail->kind].name);
	write_id(&w, "verification_id", mail->verification.v);
	write_id(&w, "user_id", mail->user.v);
	write_id(&w, "event_id", mail->event.v);
	json_close(&w, '}');
	bug_if(b.failed);
	err = app_job_add(call, APP_MAIL_JOB, buf_text(&b),
	    &(struct app_job_options){
		.max_attempts = ATTEMPTS, .dedupe_key = dedupe_key });
	buf_release(&b);
	return err;
}

static enum err
add_verification(
    struct call *call, enum app_mail_kind kind, struct verification_id id)
{
	char text[UUID_TEXT_SIZE];

	uuid_format(id.v, text);
	return add(call,
	    &(struct app_mail){ .kind = kind,
		.topic = APP_MAIL_VERIFICATION,
		.verification = id },
	    arena_printf(call->arena, "mail:%s", text));
}

enum err
app_mail_verification(struct call *call, struct verification_id id)
{
	return add_verification(call, APP_MAIL_VERIFY_EMAIL, id);
}

enum err
app_mail_reset(struct call *call, struct verification_id id)
{
	return add_verification(call, APP_MAIL_RESET_PASSWORD, id);
}

enum err
app_mail_account(
    struct call *call, enum app_mail_kind kind, struct user_id user)
{
	return add(call,
	    &(struct app_mail){
		.kind = kind, .topic = APP_MAIL_ACCOUNT, .user = user },
	    NULL);
}

enum err
app_mail_event(struct call *call, enum app_mail_kind kind, struct user_id user,
    struct event_id event)
{
	return add(call,
	    &(struct app_mail){ .kind = kind,
		.topic = APP_MAIL_EVENT,
		.user = user,
		.event = event },
	    NULL);
}

/* Reading */

static bool
read_id(const struct json_value *object, const char *key, struct uuid *out)
{
	const struct json_value *v = json_member(object, key);

	return v && json_type(v) == JSON_TEXT &&
	       uuid_parse(json_text(v, NULL), out);
}

static bool
read_kind(const struct json_value *object, struct app_mail *out)
{
	const struct json_value *v = json_member(object, "mail");

	if (!v || json_type(v) != JSON_TEXT)
		return false;
	for (size_t i = 0; i < APP_MAIL_KINDS; i++)
		if (str_eq(json_text(v, NULL), kinds[i].name)) {
			out->kind = (enum app_mail_kind)i;
			out->topic = kinds[i].topic;
			return true;
		}
	return false;
}

static bool
read_ids(const struct json_value *object, struct app_mail *out)
{
	switch (out->topic) {
	case APP_MAIL_VERIFICATION:
		return read_id(object, "verification_id", &out->verification.v);
	case APP_MAIL_ACCOUNT:
		return read_id(object, "user_id", &out->user.v);
	case APP_MAIL_EVENT:
		return read_id(object, "user_id", &out->user.v) &&
		       read_id(object, "event_id", &out->event.v);
	}
	return false;
}

enum err
app_mail_read(struct call *call, const char *payload, struct app_mail *out)
{
	const struct json_value *v;
	enum err err;

	*out = (struct app_mail){ .kind = 0 };
	err = json_parse(
	    call->arena, payload, strlen(payload), call->fault, &v);
	if (err)
		return fault(
		    call->fault, ERR_BAD_REQUEST, "the payload is not JSON");
	if (json_type(v) != JSON_OBJECT || !read_kind(v, out))
		return fault(call->fault, ERR_BAD_REQUEST,
		    "the payload names no mail that is known");
	if (!read_ids(v, out))
		return fault(
		    call->fault, ERR_BAD_REQUEST, "the payload lacks an id");
	return ERR_OK;
}
