#include "app/export.h"

#include "app/audit.h"
#include "app/file.h"
#include "app/job.h"
#include "app/notice.h"
#include "generated/query/export.h"
#include "generated/query/user.h"

#include "base/banned.h"

enum {
	LINK_MINUTES = 15,
	/* an hour's worth, of a disk that is full or a machine that is busy */
	ATTEMPTS = 12
};

static enum err
refuse(struct call *call, int64_t until_us)
{
	call->fault->retry_after_s = (int)((until_us - call->now_us) /
					   CLOCK_SECOND_US) +
				     1;
	return fault(call->fault, ERR_RATE_LIMITED,
	    "There is one that is not a day old.");
}

/* The bytes of the last are nobody's from now on. */
static enum err
drop_bytes(struct call *call, struct file_id file)
{
	if (uuid_is_nil(file.v))
		return ERR_OK;
	return app_job_add(call, APP_FILE_JOB,
	    app_job_payload_id(call->arena, "file_id", file.v), NULL);
}

static enum err
add_job(struct call *call, struct export_id id)
{
	char text[UUID_TEXT_SIZE];

	uuid_format(id.v, text);
	return app_job_add(call, APP_EXPORT_JOB,
	    app_job_payload_id(call->arena, "export_id", id.v),
	    &(struct app_job_options){ .max_attempts = ATTEMPTS,
		/* by which sql/query/export.sql finds it */
		.dedupe_key = arena_printf(call->arena, "export:%s", text) });
}

static enum err
begin(struct call *call, struct export_id id)
{
	enum err err = q_export_set(call->db, .id = id, .user = call->user,
	    .now = call->now_us, .expires = call->now_us + APP_EXPORT_KEPT_US,
	    NULL);

	if (!err)
		err = add_job(call, id);
	return err ? err
		   : app_audit_add(
			 call, &(struct app_audit){ .action = "user.export",
				   .subject = call->user,
				   .object_kind = "user",
				   .object = call->user.v });
}

enum err
app_export_ask(struct call *call, struct export_id *id)
{
	struct q_export_last_row last;
	struct q_user_lock_row user;
	enum err err = q_user_lock(call->db, .id = call->user, &user);

	if (err)
		return err;
	id->v = uuid_new();
	err = q_export_last(call->db, .user = call->user, &last);
	if (err)
		return err == ERR_NOT_FOUND ? begin(call, *id) : err;
	if (last.waits) {
		*id = last.id;
		return ERR_OK;
	}
	if (last.ready_at.set && call->now_us - last.created_at < CLOCK_DAY_US)
		return refuse(call, last.created_at + CLOCK_DAY_US);
	err = drop_bytes(call, last.file_id);
	return err ? err : begin(call, *id);
}

static enum err
end(struct call *call, struct export_id id, const struct app_export_file *file)
{
	struct q_export_ready_row owner;
	enum err err = q_export_ready(call->db, .id = id, .file = file->id,
	    .size = file->size, .sha256 = file->sha256, .now = call->now_us,
	    .expires = call->now_us + APP_EXPORT_KEPT_US, &owner);

	return err ? err
		   : app_notice_account(
			 call, RULE_NOTICE_EXPORT_READY, owner.user_id);
}

enum err
app_export_end(
    struct call *call, struct export_id id, const struct app_export_file *file)
{
	enum err err = db_begin(call->db);

	if (!err)
		err = end(call, id, file);
	if (!err)
		err = db_commit(call->db);
	if (err)
		db_rollback(call->db);
	return err;
}

int64_t
app_export_token(
    const struct call *call, struct export_id id, char token[CRYPT_TOKEN_SIZE])
{
	uint32_t until = (uint32_t)(call->now_us / CLOCK_MINUTE_US +
				    LINK_MINUTES);

	crypt_token_seal(call->keys, CRYPT_EXPORT, id.v, until, token);
	return until * CLOCK_MINUTE_US;
}

bool
app_export_is_let_in(
    const struct call *call, struct export_id id, const char *token)
{
	struct uuid of;
	uint32_t until;

	return crypt_token_open(call->keys, CRYPT_EXPORT, token, &of, &until) &&
	       uuid_eq(of, id.v) && call->now_us < until * CLOCK_MINUTE_US;
}
