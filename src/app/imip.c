#include "app/imip.h"

#include <string.h>
#include <strings.h>

#include "app/imip_answer.h"
#include "app/notice.h"
#include "app/throttle.h"
#include "base/str.h"
#include "crypt/digest.h"
#include "text/name.h"
#include "text/shown.h"

#include "base/banned.h"

enum { TRIES = 5, WORDS_MAX = 2000 /* characters */ };

/* A mail on its way. */
struct intake {
	struct call *call;
	struct bytes bytes;
	struct app_imip_mail mail;
	struct q_imip_invitation_row to;
	struct app_imip_result result;
};

/* The same mail to the same person; one without a name is told by all of it. */
static enum err
write_receipt(struct intake *in, bool *is_new)
{
	unsigned char digest[CRYPT_SHA256_SIZE];
	struct bytes receipt = { digest, sizeof(digest) };
	char id[UUID_TEXT_SIZE];
	const char *name = in->mail.message.id;
	int64_t n = 0;
	enum err err;

	crypt_sha256(in->bytes.p, in->bytes.len, digest);
	if (name) {
		uuid_format(in->mail.invitation.v, id);
		name = arena_printf(in->call->arena, "%s\n%s", name, id);
		crypt_sha256(name, strlen(name), digest);
	}
	err = q_mail_receipt_add(
	    in->call->db, .digest = receipt, .now = in->call->now_us, &n);
	*is_new = n == 1;
	return err;
}

/* Without the lines of the mail that it answers. */
static const char *
own_words(struct intake *in)
{
	struct arena *arena = in->call->arena;
	char *out = arena_alloc(arena, strlen(in->mail.words) + 1), *to = out;

	for (const char *p = in->mail.words; *p;) {
		size_t len = strcspn(p, "\n");

		if (*p != '>') {
			memcpy(to, p, len);
			to += len;
			*to++ = '\n';
		}
		p += len + (p[len] == '\n');
	}
	if (to > out)
		to--;
	*to = '\0';
	return arena_strndup(arena, out, text_cut(out, WORDS_MAX));
}

/* Whoever runs the event gets them, of one person once a day. */
static enum err
pass_words(struct intake *in)
{
	const struct q_imip_invitation_row *to = &in->to;
	const char *words = own_words(in);
	char id[UUID_TEXT_SIZE];
	struct app_throttle t;
	int64_t n = 0;
	enum err err;

	in->result.said = "it says nothing";
	if (in->mail.message.is_automatic || !text_is_seen(words))
		return ERR_OK;
	uuid_format(in->mail.invitation.v, id);
	t = app_throttle_of(in->call, APP_THROTTLE_WORDS, id);
	err = app_throttle_count(in->call, &t, &n);
	in->result.said = "their words were passed on before today";
	if (err || n > 1)
		return err;
	in->result.said = "their words are passed on";
	return app_notice(in->call,
	    &(struct app_notice){ .kind = RULE_NOTICE_EVENT_WRITTEN,
		.users = &to->organizer_id,
		.n_users = 1,
		.event = { .id = to->event_id,
		    .title = to->title,
		    .timezone = to->timezone,
		    .place = to->place,
		    .start_time = to->start_time,
		    .reason = arena_printf(in->call->arena, "%s %s (%s):\n\n%s",
			to->first_name ? to->first_name : "",
			to->last_name ? to->last_name : "", to->email,
			words) } });
}

/* What the mail wants. */
static enum err
act(struct intake *in)
{
	const char *method = in->mail.method;

	if (strcasecmp(method, "REPLY") == 0)
		return app_imip_answer(
		    in->call, &in->mail, &in->to, &in->result);
	if (strcasecmp(method, "REFRESH") == 0) {
		in->result.said = "they get the event anew";
		in->result.reason = "This is the event as it is now.";
		return ERR_OK;
	}
	if (!in->mail.has_calendar || strcasecmp(method, "COUNTER") == 0)
		return pass_words(in);
	in->result.said = "it is no answer";
	return ERR_OK;
}

static enum err
tell(struct intake *in, const char *reason)
{
	return reason ? app_notice_rsvp_result(in->call, in->to.user_id,
			    in->mail.invitation, reason)
		      : ERR_OK;
}

static enum err
load(struct intake *in)
{
	return q_imip_invitation(
	    in->call->db, .id = in->mail.invitation, &in->to);
}

/* In a transaction; *is_due: it has not had its effect before, and there is
 * somebody to have it. */
static enum err
begin(struct intake *in, bool *is_due)
{
	enum err err = app_begin(in->call);

	if (!err)
		err = write_receipt(in, is_due);
	in->result = (struct app_imip_result){ .said = "it came before" };
	if (err || !*is_due)
		return err;
	err = load(in);
	if (err != ERR_NOT_FOUND)
		return err;
	*is_due = false;
	in->result.said = "it is to nobody any more";
	return ERR_OK;
}

static enum err
run(struct intake *in)
{
	bool is_due;
	enum err err = begin(in, &is_due);

	if (!err && is_due)
		err = act(in);
	if (!err)
		err = tell(in, in->result.reason);
	return err ? err : db_commit(in->call->db);
}

/* What the rules of the event say no to; whoever may not see it any more is
 * told nothing of it. */
static bool
is_refusal(enum err err)
{
	switch (err) {
	case ERR_EVENT_FULL:
	case ERR_RSVP_CLOSED:
	case ERR_RSVP_NOT_OPEN:
	case ERR_FORBIDDEN:
	case ERR_BANNED:
	case ERR_GUESTS_NOT_ALLOWED:
	case ERR_VALIDATION_FAILED:
	case ERR_NOT_FOUND:
		return true;
	default:
		return false;
	}
}

/* With nothing done but that. */
static enum err
run_refusal(struct intake *in, enum err why)
{
	const char *reason = why == ERR_NOT_FOUND
				 ? NULL
				 : arena_printf(in->call->arena,
				       "It cannot be taken: %s",
				       in->call->fault->detail);
	bool is_due;
	enum err err;

	fault_clear(in->call->fault);
	err = begin(in, &is_due);
	if (!err && is_due)
		err = tell(in, reason);
	in->result.said = "it was refused";
	return err ? err : db_commit(in->call->db);
}

enum err
app_imip_take(struct call *call, struct bytes mail, const char *recipient,
    const char **said)
{
	struct intake in = { .call = call, .bytes = mail };
	enum err err = ERR_RETRY;

	if (!app_imip_read(call, mail, recipient, &in.mail, said))
		return ERR_OK;
	for (int i = 0; i < TRIES && err == ERR_RETRY; i++) {
		fault_clear(call->fault);
		err = run(&in);
		if (err)
			db_rollback(call->db);
	}
	if (is_refusal(err)) {
		err = run_refusal(&in, err);
		if (err)
			db_rollback(call->db);
	}
	*said = in.result.said;
	return err;
}
