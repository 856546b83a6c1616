/*
 * What files take the database counts along (sql/object/file_room.sql). A row
 * goes first and is taken back when it was too much: who adds another at the
 * same time waits for it.
 */
#include "app/file.h"

#include "app/audit.h"
#include "app/job.h"
#include "generated/query/file.h"
#include "generated/query/upload.h"
#include "rule/permission.h"

#include "base/banned.h"

enum {
	ROOM_MORE = 4096, /* as sql/object/file_room.sql counts */
	/* an hour's worth, of a disk that is full or a machine that is busy */
	IMAGE_ATTEMPTS = 12
};

static enum err
check_room(struct call *call, int64_t wanted, int64_t quota, const char *whose)
{
	if (wanted <= quota)
		return ERR_OK;
	return fault(call->fault, ERR_QUOTA_EXCEEDED,
	    "%s files may take %lld bytes; with this one they would take %lld.",
	    whose, (long long)quota, (long long)wanted);
}

/* With more than what is counted already. */
static enum err
check_rooms(struct call *call, struct space_id cluster, int64_t more)
{
	struct q_file_room_row room;
	enum err err = q_file_room(
	    call->db, .user = call->user, .cluster = cluster, &room);

	if (!err)
		err = check_room(call, room.of_user + more,
		    call->conf->upload_quota_bytes, "Your");
	if (err || uuid_is_nil(cluster.v))
		return err;
	return check_room(call, room.of_cluster + more,
	    call->conf->upload_cluster_quota_bytes, "The cluster's");
}

static enum err
check_right(struct call *call, struct event_id id, struct space_id *cluster)
{
	struct q_file_event_row event;
	struct rule_access access;
	enum err err = q_file_event(call->db, .event = id, .viewer = call->user,
	    .now = call->now_us, &event);

	if (err)
		return err;
	*cluster = event.cluster_id;
	access = (struct rule_access){ event.is_visible, event.permissions };
	if (event.is_visible && event.may_upload)
		return ERR_OK;
	return rule_require(&access, RULE_EVENTS_MANAGE, call->fault);
}

enum err
app_file_check(struct call *call, struct event_id event, int64_t size,
    struct space_id *cluster)
{
	enum err err = check_right(call, event, cluster);

	return err ? err : check_rooms(call, *cluster, size + ROOM_MORE);
}

static struct opt_int
pixels(int64_t n)
{
	return (struct opt_int){ n > 0, n };
}

static enum err
add_job(struct call *call, const char *kind, struct file_id id, int attempts)
{
	return app_job_add(call, kind,
	    app_job_payload_id(call->arena, "file_id", id.v),
	    &(struct app_job_options){ .max_attempts = attempts });
}

enum err
app_file_add(
    struct call *call, struct event_id event, const struct app_file *file)
{
	struct space_id cluster;
	enum err err = check_right(call, event, &cluster);

	if (!err)
		err = q_file_add(call->db, .id = file->id, .event = event,
		    .cluster = cluster, .user = call->user,
		    .filename = file->filename,
		    .content_type = file->content_type, .size = file->size,
		    .sha256 = file->sha256, .width = pixels(file->width),
		    .height = pixels(file->height), .now = call->now_us, NULL);
	if (!err && file->can_shrink)
		err = add_job(
		    call, APP_FILE_IMAGE_JOB, file->id, IMAGE_ATTEMPTS);
	/* behind the row, whose count is locked then */
	return err ? err : check_rooms(call, cluster, 0);
}

enum err
app_file_begin(
    struct call *call, struct event_id event, const struct app_file_plan *plan)
{
	struct space_id cluster;
	enum err err = check_right(call, event, &cluster);

	if (!err)
		err = q_upload_add(call->db, .id = plan->id, .user = call->user,
		    .event = event, .cluster = cluster,
		    .metadata = plan->metadata, .filename = plan->filename,
		    .content_type = plan->content_type, .size = plan->size,
		    .now = call->now_us, NULL);
	return err ? err : check_rooms(call, cluster, 0);
}

enum err
app_file_end(
    struct call *call, struct event_id event, const struct app_file *file)
{
	const struct upload_id id = { file->id.v };
	int64_t n;
	enum err err = q_upload_remove(
	    call->db, .id = id, .user = call->user, &n);

	if (!err && n == 0)
		err = fault(call->fault, ERR_NOT_FOUND, "Not found.");
	return err ? err : app_file_add(call, event, file);
}

static enum err
note_removal(
    struct call *call, struct file_id id, const struct q_file_facts_row *file)
{
	if (uuid_eq(file->uploaded_by.v, call->user.v))
		return ERR_OK;
	return app_audit_add(call, &(struct app_audit){ .action = "file.remove",
				       .space = file->cluster_id,
				       .subject = file->uploaded_by,
				       .object_kind = "file",
				       .object = id.v,
				       .details = app_audit_detail(call->arena,
					   "filename", file->filename) });
}

/* Who has uploaded it, runs its event, or moderates files there. */
static enum err
check_hold(struct call *call, struct file_id id, struct q_file_facts_row *file)
{
	struct rule_access access;
	enum err err = q_file_facts(
	    call->db, .id = id, .viewer = call->user, file);

	if (err)
		return err;
	access = (struct rule_access){ file->is_visible, file->permissions };
	return file->is_visible && file->may_remove
		   ? ERR_OK
		   : rule_require(&access, RULE_EVENTS_MANAGE, call->fault);
}

enum err
app_file_rename(struct call *call, struct file_id id, const char *filename)
{
	struct q_file_facts_row file;
	enum err err = check_hold(call, id, &file);

	return err ? err
		   : q_file_rename(
			 call->db, .id = id, .filename = filename, NULL);
}

/* The worker removes what has come: the fast lane writes to no disk. */
enum err
app_file_give_up(struct call *call, struct upload_id id)
{
	int64_t n;
	enum err err = q_upload_remove(
	    call->db, .id = id, .user = call->user, &n);

	if (!err && n == 0)
		err = fault(call->fault, ERR_NOT_FOUND, "Not found.");
	return err ? err
		   : add_job(call, APP_FILE_JOB, (struct file_id){ id.v },
			 APP_JOB_ATTEMPTS);
}

enum err
app_file_remove(struct call *call, struct file_id id)
{
	struct q_file_facts_row file;
	int64_t n;
	enum err err = check_hold(call, id, &file);

	if (!err)
		err = q_file_remove(call->db, .id = id, &n);
	if (!err && n == 0)
		err = ERR_NOT_FOUND;
	if (!err)
		err = note_removal(call, id, &file);
	return err ? err : add_job(call, APP_FILE_JOB, id, APP_JOB_ATTEMPTS);
}
