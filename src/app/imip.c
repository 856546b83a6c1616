#include "app/imip.h"

#include <string.h>
#include <strings.h>

#include "app/imip_answer.h"
#include "app/imip_words.h"
#include "app/notice.h"
#include "app/throttle.h"
#include "base/str.h"
#include "crypt/digest.h"
#include "generated/query/event_invitation.h"
#include "text/name.h"

#include "base/banned.h"

enum { TRIES = 5 };

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

/* Whoever could not write to them over the API cannot by mail: a block is
 * between them, or they do not see the event any more. */
static enum err
check_sight(struct intake *in)
{
	struct q_event_invitation_shown_row shown;
	enum err err = q_event_invitation_shown(in->call->db,
	    .event = in->to.event_id, .viewer = in->to.user_id,
	    .is_invited = uuid_is_nil(in->to.user_id.v), &shown);

	if (err == ERR_NOT_FOUND)
		in->result.said = "they do not see the event";
	return err;
}

/* Who they are; of addresses no other than the one that was invited. */
static const char *
signature(const struct intake *in)
{
	const struct q_imip_invitation_row *to = &in->to;
	const char *name = arena_printf(in->call->arena, "%s %s",
	    to->first_name ? to->first_name : "",
	    to->last_name ? to->last_name : "");

	return to->address
		   ? arena_printf(in->call->arena, "%s (%s)", name, to->address)
		   : name;
}

/* Of one person once a day; *is_due: not yet. */
static enum err
count_words(struct intake *in, bool *is_due)
{
	char id[UUID_TEXT_SIZE];
	struct app_throttle t;
	int64_t n = 0;
	enum err err;

	uuid_format(in->mail.invitation.v, id);
	t = app_throttle_of(in->call, APP_THROTTLE_WORDS, id);
	err = app_throttle_count(in->call, &t, &n);
	*is_due = n <= 1;
	in->result.said = *is_due ? "their words are passed on"
				  : "their words were passed on before today";
	return err;
}

/* To whoever runs the event. */
static enum err
send_words(struct intake *in, const char *words)
{
	const struct q_imip_invitation_row *to = &in->to;

	return app_notice(
	    in->call, &(struct app_notice){ .kind = RULE_NOTICE_EVENT_WRITTEN,
			  .users = &to->organizer_id,
			  .n_users = 1,
			  .event = { .id = to->event_id,
			      .title = to->title,
			      .timezone = to->timezone,
			      .place = to->place,
			      .start_time = to->start_time,
			      .reason = arena_printf(in->call->arena,
				  "%s:\n\n%s", signature(in), words) } });
}

static enum err
pass_words(struct intake *in)
{
	const char *words = app_imip_words(in->call, &in->mail);
	bool is_due;
	enum err err;

	in->result.said = "it says nothing";
	if (in->mail.message.is_automatic || !text_is_seen(words))
		return ERR_OK;
	if (!app_imip_is_from(in->call, &in->mail, in->to.email)) {
		in->result = app_imip_of_another;
		return ERR_OK;
	}
	err = check_sight(in);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	err = count_words(in, &is_due);
	return err || !is_due ? err : send_words(in, words);
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

/* Whether it would end so again, however often it came: all that a client is
 * told to be its own fault. */
static bool
is_refusal(enum err err)
{
	return err && err_status(err) < 500;
}

/* Whoever may not see the event any more, or is nobody whom it could be from,
 * is told nothing. */
static const char *
refusal(const struct intake *in, enum err why)
{
	const char *detail = in->call->fault->detail;

	if (why == ERR_NOT_FOUND || why == ERR_TOKEN_INVALID)
		return NULL;
	return arena_printf(in->call->arena, "It cannot be taken: %s",
	    *detail ? detail : err_title(why));
}

/* With nothing done but that. */
static enum err
run_refusal(struct intake *in, enum err why)
{
	const char *reason = refusal(in, why);
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
