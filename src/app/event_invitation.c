#include "app/event_invitation.h"

#include <string.h>

#include "app/job.h"
#include "app/notice.h"
#include "app/throttle.h"
#include "crypt/token.h"
#include "rule/words.h"

#include "base/banned.h"

enum { PAGE = 200 };

const char *
app_event_invitation_token(struct call *call, struct event_invitation_id id)
{
	char *token = arena_alloc(call->arena, CRYPT_TOKEN_SIZE);

	crypt_token_seal(call->keys, CRYPT_GUEST, id.v, 0, token);
	return token;
}

/* Behind a #, which browsers send to no server. */
const char *
app_event_invitation_url(struct call *call, const char *token)
{
	const char *base = call->conf->public_url;
	size_t len = strlen(base);

	while (len && base[len - 1] == '/')
		len--;
	return arena_printf(
	    call->arena, "%.*s/guest/#%s", (int)len, base, token);
}

enum err
app_event_invitation_find(struct call *call, const char *token,
    struct q_event_invitation_find_row *row)
{
	struct event_invitation_id id;
	uint32_t number;

	if (!crypt_token_open(call->keys, CRYPT_GUEST, token, &id.v, &number))
		return ERR_NOT_FOUND;
	return q_event_invitation_find(call->db, .id = id, row);
}

/* One mail to a person or address, whose name is given, for each event. */
static enum err
is_first(
    struct call *call, struct event_id event, const char *name, bool *is_first)
{
	char of[UUID_TEXT_SIZE];
	struct app_throttle t;
	int64_t n = 0;
	enum err err;

	uuid_format(event.v, of);
	t = app_throttle_of(call, APP_THROTTLE_INVITED,
	    arena_printf(call->arena, "%s\n%s", of, name));
	err = app_throttle_count(call, &t, &n);
	*is_first = n <= 1;
	return err;
}

enum err
app_event_invitation_tell(struct call *call, struct event_id event,
    struct user_id user, const char *email, struct event_invitation_id id)
{
	char to[UUID_TEXT_SIZE];
	const char *key = to;
	bool may = true;
	enum err err;

	uuid_format(user.v, to);
	if (email)
		key = rule_email_key(call->arena, email);
	err = is_first(call, event, key, &may);
	if (!err && may && email)
		err = app_throttle_address(call, key, &may);
	return err || !may ? err
			   : app_notice_event_invitation(
				 call, RULE_NOTICE_EVENT_INVITED, user, id);
}

enum err
app_event_invitation_tell_all(struct call *call, struct event_id event)
{
	return app_job_add(call, APP_EVENT_INVITATION_JOB,
	    app_job_payload_id(call->arena, "event_id", event.v),
	    &(struct app_job_options){ .priority = APP_JOB_MASS });
}

enum err
app_event_invitation_run(struct call *call, const char *payload)
{
	struct event_invitation_id after = { 0 };
	struct q_event_invitation_to_tell_row *rows;
	struct event_id event;
	size_t n = PAGE;
	enum err err = app_job_read_id(call, payload, "event_id", &event.v);

	while (!err && n == PAGE) {
		err = q_event_invitation_to_tell(call->db, .event = event,
		    .after = after, .limit = PAGE, &rows, &n);
		for (size_t i = 0; !err && i < n; i++) {
			after = rows[i].id;
			err = app_event_invitation_tell(call, event,
			    rows[i].user_id, rows[i].email, rows[i].id);
		}
	}
	return err;
}
