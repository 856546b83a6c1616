#include "app/linked.h"

#include "app/audit.h"
#include "app/clerk_session.h"
#include "app/job.h"
#include "app/notice.h"
#include "app/oauth_token.h"
#include "app/tombstone.h"
#include "base/clock.h"
#include "base/str.h"
#include "generated/query/linked.h"
#include "generated/query/user.h"

#include "base/banned.h"

enum {
	CLAIM_S = 20,	/* longer than a provider is waited for */
	LEFT_S = 120,	/* a token holds for so long at least */
	ENDS_S = 86400, /* a refresh token is renewed so long before its end */
	PAGE = 20,
	ATTEMPTS = 30 /* a provider may be away for long */
};

/*
 * Renewing.
 */

/* What is written while nobody waits, in a transaction of its own. */
static enum err
write_tokens(struct call *call, struct account_id id, struct bytes old,
    const struct app_oauth_tokens *tokens, struct user_id stale)
{
	enum err err = db_begin(call->db);

	if (!err)
		err = q_linked_set_tokens(call->db, .id = id, .old = old,
		    .access_token = app_link_seal(
			call, APP_LINK_ACCESS, id, tokens->access),
		    .refresh_token = app_link_seal(
			call, APP_LINK_REFRESH, id, tokens->refresh),
		    .access_expires = tokens->access_expires,
		    .refresh_expires = tokens->refresh_expires,
		    .now = call->now_us, NULL);
	if (!err && !uuid_is_nil(stale.v))
		err = app_notice_account(
		    call, RULE_NOTICE_ACCOUNT_STALE, stale);
	return err ? err : db_commit(call->db);
}

static enum err
release(struct call *call, struct account_id id)
{
	enum err err = db_begin(call->db);

	if (!err)
		err = q_linked_release(call->db, .id = id, NULL);
	return err ? err : db_commit(call->db);
}

static enum err
claim(struct call *call, struct account_id id, int64_t holds_until_us,
    struct q_linked_claim_row *row)
{
	struct q_linked_tokens_row known = { 0 };
	enum err err = q_linked_tokens(call->db, .id = id, &known);

	if (!err)
		err = db_begin(call->db);
	if (!err)
		err = q_linked_claim(call->db, .id = id, .now = call->now_us,
		    .until = call->now_us + CLAIM_S * CLOCK_SECOND_US,
		    .holds_until = holds_until_us, row);
	if (err == ERR_NOT_FOUND && known.provider) {
		db_rollback(call->db);
		call->fault->retry_after_s = 2;
		return fault(call->fault, ERR_PROVIDER_UNAVAILABLE,
		    "The provider is being asked.");
	}
	return err ? err : db_commit(call->db);
}

static enum err
not_renewable(struct call *call)
{
	return fault(call->fault, ERR_INVALID_TRANSITION,
	    "Its provider gives no more tokens; sign in with it again.");
}

static enum err
ask(struct call *call, const struct q_linked_claim_row *row,
    const char *refresh, struct app_oauth_tokens *out)
{
	struct app_provider p;
	enum err err = app_provider_reach(
	    call, row->provider, (struct provider_id){ 0 }, &p);

	return err ? err : app_oauth_renew(call, &p, refresh, out);
}

/* What comes of the claim. */
static enum err
settle(struct call *call, struct account_id id,
    const struct q_linked_claim_row *row, struct app_oauth_tokens *tokens,
    const char *refresh, enum err asked)
{
	const struct app_oauth_tokens none = { 0 };
	struct user_id nobody = { 0 };
	struct fault said = *call->fault;
	enum err err;

	if (asked == ERR_TOKEN_INVALID) {
		err = write_tokens(
		    call, id, row->refresh_token, &none, row->user_id);
		return err ? err : not_renewable(call);
	}
	if (asked) {
		err = release(call, id);
		*call->fault = said;
		return err ? err : asked;
	}
	if (!tokens->refresh) { /* the one that it has is good again */
		tokens->refresh = refresh;
		if (!tokens->refresh_expires.set)
			tokens->refresh_expires = row->refresh_token_expires_at;
	}
	return write_tokens(call, id, row->refresh_token, tokens, nobody);
}

/* Unless its access token holds until a time. */
static enum err
renew(struct call *call, struct account_id id, int64_t holds_until_us)
{
	struct app_oauth_tokens tokens = { 0 };
	struct q_linked_claim_row row;
	const char *refresh;
	enum err err = claim(call, id, holds_until_us, &row);

	if (err)
		return err;
	refresh = app_link_open(call, APP_LINK_REFRESH, id, row.refresh_token);
	if (!refresh) {
		err = release(call, id);
		return err ? err : not_renewable(call);
	}
	err = ask(call, &row, refresh, &tokens);
	return settle(call, id, &row, &tokens, refresh, err);
}

enum err
app_linked_renew(struct call *call, struct account_id id)
{
	return renew(call, id, CLOCK_MAX_US);
}

static bool
is_over(const struct q_linked_tokens_row *row, int64_t until_us)
{
	return row->access_token_expires_at.set &&
	       row->access_token_expires_at.v < until_us;
}

/* Whoever was faster may have come back with others already. */
static enum err
read_renewed(struct call *call, struct account_id id, int64_t until_us,
    struct q_linked_tokens_row *row)
{
	enum err renewed = renew(call, id, until_us), err;

	if (renewed && renewed != ERR_PROVIDER_UNAVAILABLE)
		return renewed;
	err = q_linked_tokens(call->db, .id = id, row);
	if (err || (renewed && is_over(row, until_us)))
		return err ? err : renewed;
	fault_clear(call->fault);
	return ERR_OK;
}

enum err
app_linked_token(struct call *call, struct account_id id, const char **token)
{
	int64_t until_us = call->now_us + LEFT_S * CLOCK_SECOND_US;
	struct q_linked_tokens_row row;
	enum err err = q_linked_tokens(call->db, .id = id, &row);

	if (!err && is_over(&row, until_us))
		err = read_renewed(call, id, until_us, &row);
	*token = err ? NULL
		     : app_link_open(
			   call, APP_LINK_ACCESS, id, row.access_token);
	return err || *token ? err : not_renewable(call);
}

/* Others who see the same leave no second job. */
static enum err
renew_soon(struct call *call, struct account_id id)
{
	const char *payload = app_job_payload_id(
	    call->arena, "account_id", id.v);

	return app_job_add(call, APP_LINKED_RENEW_JOB, payload,
	    &(struct app_job_options){ .dedupe_key = payload });
}

enum err
app_linked_due(struct call *call, size_t *n)
{
	struct q_linked_due_row *due,
	    last = { .refresh_token_expires_at = { true, call->now_us } };
	size_t page = PAGE;
	enum err err = ERR_OK;

	for (*n = 0; !err && page == PAGE; *n += page) {
		err = q_linked_due(call->db,
		    .after = last.refresh_token_expires_at.v,
		    .after_id = last.id,
		    .before = call->now_us + ENDS_S * CLOCK_SECOND_US,
		    .limit = PAGE, &due, &page);
		for (size_t i = 0; !err && i < page; i++)
			err = renew_soon(call, due[i].id);
		if (!err && page)
			last = due[page - 1];
	}
	return err;
}

/*
 * Taking away.
 */

static enum err
unlink_one(struct call *call, struct user_id user, struct account_id id)
{
	int64_t n = 0;
	enum err err = q_linked_unlink(
	    call->db, .id = id, .user = user, .now = call->now_us, &n);

	if (!err && !n)
		return ERR_NOT_FOUND;
	return err ? err
		   : app_job_add(call, APP_LINKED_JOB,
			 app_job_payload_id(call->arena, "account_id", id.v),
			 &(struct app_job_options){ .max_attempts = ATTEMPTS });
}

static enum err
keep_a_way_in(struct call *call, struct account_id but)
{
	struct q_linked_ways_in_row ways;
	enum err err = q_linked_ways_in(
	    call->db, .user = call->user, .but = but, &ways);

	return err || ways.has_password || ways.accounts || ways.passkeys
		   ? err
		   : fault(call->fault, ERR_LAST_ACCOUNT,
			 "There is no other way into the account: choose a "
			 "password first.");
}

/* Clerk goes on to tell of it, and to sign tokens. */
static enum err
close_to_clerk(struct call *call, const char *subject)
{
	enum err err = app_clerk_session_end_all(call, call->user);

	return err ? err : app_tombstone_keep(call, APP_LINK_CLERK, subject);
}

static enum err
take_away(struct call *call, const struct q_linked_get_row *row)
{
	enum err err = keep_a_way_in(call, row->id);

	if (!err)
		err = unlink_one(call, call->user, row->id);
	return err || !str_eq(row->provider_id, APP_LINK_CLERK)
		   ? err
		   : close_to_clerk(call, row->account_id);
}

enum err
app_linked_remove(struct call *call, struct account_id id)
{
	struct q_user_lock_row user;
	struct q_linked_get_row row;
	enum err err = q_user_lock(call->db, .id = call->user, &user);

	if (!err)
		err = q_linked_get(
		    call->db, .id = id, .user = call->user, &row);
	if (!err)
		err = take_away(call, &row);
	if (!err)
		err = app_notice_account(
		    call, RULE_NOTICE_ACCOUNT_UNLINKED, call->user);
	return err ? err
		   : app_audit_add(
			 call, &(struct app_audit){ .action = "account.unlink",
				   .subject = call->user,
				   .object_kind = "account",
				   .object = id.v });
}

enum err
app_linked_release(struct call *call, struct user_id user, int64_t *n)
{
	struct q_linked_of_row *rows;
	size_t n_rows;
	enum err err = q_linked_of(
	    call->db, .user = user, .limit = PAGE, &rows, &n_rows);

	for (size_t i = 0; !err && i < n_rows; i++) {
		err = unlink_one(call, user, rows[i].id);
		if (!err && str_eq(rows[i].provider, APP_LINK_CLERK))
			err = app_tombstone_add(
			    call, APP_LINK_CLERK, rows[i].subject);
	}
	*n = err ? 0 : (int64_t)n_rows;
	return err;
}

/* A refresh token stands for all that was given with it. */
static enum err
revoke(struct call *call, struct account_id id,
    const struct q_linked_tokens_row *row)
{
	const char *token = app_link_open(
	    call, APP_LINK_REFRESH, id, row->refresh_token);
	struct app_provider p;
	enum err err;

	if (!token)
		token = app_link_open(
		    call, APP_LINK_ACCESS, id, row->access_token);
	if (!token)
		return ERR_OK;
	err = app_provider_reach(
	    call, row->provider, (struct provider_id){ 0 }, &p);
	if (!err)
		err = app_oauth_revoke(call, &p, token);
	/* one that is none, or speaks otherwise, is not asked again */
	return err == ERR_NOT_FOUND || err == ERR_PROVIDER_FAILED ? ERR_OK
								  : err;
}

enum err
app_linked_forget(struct call *call, struct account_id id)
{
	struct q_linked_tokens_row row;
	enum err err = q_linked_tokens(call->db, .id = id, &row);

	if (!err)
		err = revoke(call, id, &row);
	if (!err)
		err = db_begin(call->db);
	if (!err)
		err = q_linked_remove(call->db, .id = id, NULL);
	return err ? err : db_commit(call->db);
}
