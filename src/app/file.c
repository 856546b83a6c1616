/*
 * What files take is added up each time, behind a lock: there is no count that
 * could be wrong.
 */
#include "app/file.h"

#include "app/audit.h"
#include "app/job.h"
#include "generated/query/file.h"
#include "rule/permission.h"

#include "base/banned.h"

/* As sql/query/file.sql counts. */
enum { ROOM_MORE = 4096 };

static enum err
check_room(struct call *call, int64_t taken, int64_t size, int64_t quota,
    const char *whose)
{
	if (taken + size + ROOM_MORE <= quota)
		return ERR_OK;
	return fault(call->fault, ERR_QUOTA_EXCEEDED,
	    "%s files have %lld of %lld bytes; this one does not fit.", whose,
	    (long long)taken, (long long)quota);
}

static enum err
check_rooms(struct call *call, struct space_id cluster, int64_t size)
{
	struct q_file_room_of_user_row user;
	struct q_file_room_of_cluster_row all;
	enum err err = q_file_room_of_user(call->db, .user = call->user, &user);

	if (!err)
		err = check_room(call, user.bytes, size,
		    call->conf->upload_quota_bytes, "Your");
	if (err || uuid_is_nil(cluster.v))
		return err;
	err = q_file_room_of_cluster(call->db, .cluster = cluster, &all);
	return err ? err
		   : check_room(call, all.bytes, size,
			 call->conf->upload_cluster_quota_bytes,
			 "The cluster's");
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

	return err ? err : check_rooms(call, *cluster, size);
}

/* First a person, then a cluster: who waits for one holds nothing that another
 * waits for. */
static enum err
lock_rooms(struct call *call, struct space_id cluster)
{
	struct q_file_lock_user_row user;
	struct q_file_lock_cluster_row space;
	enum err err = q_file_lock_user(call->db, .user = call->user, &user);

	if (err || uuid_is_nil(cluster.v))
		return err;
	return q_file_lock_cluster(call->db, .cluster = cluster, &space);
}

enum err
app_file_add(
    struct call *call, struct event_id event, const struct app_file *file)
{
	struct space_id cluster;
	enum err err = check_right(call, event, &cluster);

	if (!err)
		err = lock_rooms(call, cluster);
	if (!err)
		err = check_rooms(call, cluster, file->size);
	return err ? err
		   : q_file_add(call->db, .id = file->id, .event = event,
			 .cluster = cluster, .user = call->user,
			 .filename = file->filename,
			 .content_type = file->content_type, .size = file->size,
			 .sha256 = file->sha256, .now = call->now_us, NULL);
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

enum err
app_file_remove(struct call *call, struct file_id id)
{
	struct q_file_facts_row file;
	struct rule_access access;
	int64_t n;
	enum err err = q_file_facts(
	    call->db, .id = id, .viewer = call->user, &file);

	if (err)
		return err;
	access = (struct rule_access){ file.is_visible, file.permissions };
	if (!file.is_visible || !file.may_remove)
		err = rule_require(&access, RULE_EVENTS_MANAGE, call->fault);
	if (!err)
		err = q_file_remove(call->db, .id = id, &n);
	if (!err && n == 0)
		err = ERR_NOT_FOUND;
	if (!err)
		err = note_removal(call, id, &file);
	return err ? err
		   : app_job_add(call, APP_FILE_JOB,
			 app_job_payload_id(call->arena, "file_id", id.v),
			 NULL);
}
