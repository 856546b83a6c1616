#include "app/clerk_session.h"

#include "app/clerk_account.h"
#include "base/clock.h"
#include "generated/query/clerk.h"
#include "generated/query/session.h"

#include "base/banned.h"

enum {
	SESSIONS_MAX = 100, /* of a person, as of app/session.h */
	TRIES = 3,
	COME_AGAIN_S = 2
};

static int64_t
idle_us(const struct call *call)
{
	return call->now_us + call->conf->session_idle_days * CLOCK_DAY_US;
}

static int64_t
longest_us(const struct call *call)
{
	return call->now_us + call->conf->session_days * CLOCK_DAY_US;
}

static enum err
find(struct call *call, const char *subject, const char *external,
    struct q_clerk_session_find_row *row)
{
	return q_clerk_session_find(call->db, .provider = APP_LINK_CLERK,
	    .external = external, .subject = subject, row);
}

static enum err
add(struct call *call, struct user_id user,
    const struct app_clerk_session *session, struct opt_time ended,
    struct session_id id)
{
	int64_t longest = longest_us(call);
	bool is_shorter = session->expires.set && session->expires.v < longest;
	enum err err = q_clerk_session_add(call->db, .id = id, .user = user,
	    .external = session->id, .ip_address = session->ip_address,
	    .user_agent = session->user_agent, .now = call->now_us,
	    .expires = is_shorter ? session->expires.v : longest,
	    .idle = ended.set ? ended.v : idle_us(call), .ended = ended, NULL);

	return err ? err
		   : q_session_drop_oldest(
			 call->db, .user = user, .kept = SESSIONS_MAX, NULL);
}

enum err
app_clerk_session_begin(struct call *call, struct user_id user,
    const char *subject, const struct app_clerk_session *session)
{
	struct q_clerk_session_find_row row;
	struct opt_time never = { 0 };
	enum err err = find(call, subject, session->id, &row);

	return err == ERR_NOT_FOUND ? add(call, user, session, never,
					  (struct session_id){ uuid_new() })
				    : err;
}

enum err
app_clerk_session_end(struct call *call, struct user_id user,
    const char *subject, const struct app_clerk_session *session)
{
	struct opt_time now = { true, call->now_us };
	struct q_clerk_session_find_row row;
	enum err err = find(call, subject, session->id, &row);

	if (err == ERR_NOT_FOUND)
		return add(call, user, session, now,
		    (struct session_id){ uuid_new() });
	return err ? err
		   : q_clerk_session_end(
			 call->db, .id = row.id, .now = call->now_us, NULL);
}

enum err
app_clerk_session_end_all(struct call *call, struct user_id user)
{
	return q_clerk_session_end_all(
	    call->db, .user = user, .now = call->now_us, NULL);
}

enum err
app_clerk_session_is_ended(struct call *call, const char *id, bool *is_ended)
{
	struct q_clerk_session_is_ended_row row = { 0 };
	enum err err = q_clerk_session_is_ended(call->db, .external = id, &row);

	*is_ended = !err && row.is_ended;
	return err;
}

/*
 * By a token.
 */

/* In a transaction: whoever is new, and the session. */
static enum err
arrive(struct call *call, const struct app_clerk_said *said,
    struct q_clerk_session_find_row *row)
{
	struct q_linked_find_row account;
	enum err err = app_clerk_account_lock(call, said->subject);

	if (!err)
		err = app_clerk_account_meet(call, said, &account);
	if (!err)
		err = app_clerk_session_begin(
		    call, account.user_id, said->subject, &said->session);
	return err ? err : find(call, said->subject, said->session.id, row);
}

static enum err
arrive_alone(struct call *call, const struct app_clerk_said *said,
    struct q_clerk_session_find_row *row)
{
	enum err err = ERR_RETRY;

	for (int i = 0; i < TRIES && err == ERR_RETRY; i++) {
		fault_clear(call->fault);
		err = db_begin(call->db);
		if (!err)
			err = arrive(call, said, row);
		if (!err)
			err = db_commit(call->db);
		if (err)
			db_rollback(call->db);
	}
	if (!err) /* what was looked for in vain is no fault of the request */
		fault_clear(call->fault);
	if (err != ERR_NOT_FOUND)
		return err == ERR_RETRY ? ERR_BUSY : err;
	call->fault->retry_after_s = COME_AGAIN_S;
	return fault(call->fault, ERR_NOT_AUTHENTICATED,
	    "Nobody here has that account; Clerk may not have told of it yet.");
}

/* Once an hour it is written down that it is used, and at once where it would
 * end before its token. */
static enum err
touch(struct call *call, const struct q_clerk_session_find_row *row,
    int64_t until_us)
{
	return row->last_seen_at > call->now_us - CLOCK_HOUR_US &&
		       row->expires_at >= until_us
		   ? ERR_OK
		   : q_clerk_session_touch(call->db, .id = row->id,
			 .now = call->now_us, .until = until_us,
			 .longest = longest_us(call), .idle = idle_us(call),
			 NULL);
}

enum err
app_clerk_session_meet(struct call *call, const struct app_clerk_said *said,
    int64_t until_us, struct user_id *user, struct session_id *id)
{
	struct q_clerk_session_find_row row;
	enum err err = find(call, said->subject, said->session.id, &row);

	err = err == ERR_NOT_FOUND ? arrive_alone(call, said, &row)
	      : err		   ? err
				   : touch(call, &row, until_us);
	if (err)
		return err;
	*user = row.user_id;
	*id = row.id;
	return ERR_OK;
}
