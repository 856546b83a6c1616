#include "app/category.h"

#include "app/audit.h"
#include "app/user.h"
#include "db/constraint.h"
#include "generated/query/category.h"

#include "base/banned.h"

static enum err
audit(struct call *call, const char *action, struct category_id id,
    const char *name)
{
	return app_audit_add(
	    call, &(struct app_audit){ .action = action,
		      .object_kind = "category",
		      .object = id.v,
		      .details = app_audit_detail(call->arena, "name", name) });
}

enum err
app_category_add(struct call *call, const char *name, struct category_id *id)
{
	struct category_id none = { 0 };
	struct q_category_get_row row = { 0 };
	int64_t n;
	enum err err = app_user_require_admin(call);

	if (!err)
		err = q_category_add(call->db, .id = { uuid_new() },
		    .name = name, .now = call->now_us, &n);
	if (!err && !n)
		err = db_constraint_fault(call->fault, "category_name_key");
	if (!err)
		err = q_category_get(call->db, .id = none, .name = name, &row);
	*id = row.id;
	return err ? err : audit(call, "category.create", *id, name);
}

enum err
app_category_rename(struct call *call, struct category_id id, const char *name)
{
	int64_t n;
	enum err err = app_user_require_admin(call);

	if (!err)
		err = q_category_set(
		    call->db, .id = id, .name = name, .now = call->now_us, &n);
	if (!err && !n)
		err = ERR_NOT_FOUND;
	return err ? err : audit(call, "category.update", id, name);
}

enum err
app_category_remove(struct call *call, struct category_id id)
{
	struct q_category_lock_row category;
	enum err err = app_user_require_admin(call);

	if (!err)
		err = q_category_lock(call->db, .id = id, &category);
	if (err)
		return err;
	err = category.is_used ? q_category_retire(call->db, .id = id,
				     .now = call->now_us, NULL)
			       : q_category_remove(call->db, .id = id, NULL);
	return err ? err : audit(call, "category.remove", id, NULL);
}
