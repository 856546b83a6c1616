#include "app/space.h"

#include "app/audit.h"
#include "app/throttle.h"
#include "base/clock.h"
#include "base/str.h"
#include "generated/query/member.h"
#include "generated/query/role.h"
#include "generated/query/series.h"
#include "generated/query/user.h"
#include "rule/words.h"

#include "base/banned.h"

enum { GROUPS_OF_CLUSTER_MAX = 5000 };

#define GRACE_US (APP_SPACE_GRACE_HOURS * CLOCK_HOUR_US)

/*
 * Who may.
 */

static void
read_access(const struct q_space_access_row *row, struct app_space *space)
{
	*space = (struct app_space){
		.facts = { .kind = row->kind,
		    .is_visible = row->is_visible,
		    .is_banned = row->is_banned,
		    .is_closing = row->is_closing,
		    .is_owner = row->is_owner,
		    .is_cluster_owner = row->is_cluster_owner,
		    .permissions = row->permissions,
		    .rank = row->rank,
		    .cluster_permissions = row->cluster_permissions,
		    .cluster_rank = row->cluster_rank,
		    .everywhere = row->everywhere },
		.cluster = row->cluster_id,
		.is_member = row->is_member,
		.is_active = row->is_active,
		.has_request = row->has_request,
		.join_policy = row->join_policy,
		.admin_count = row->admin_count,
		.version = row->version,
	};
	space->rights = rule_space_rights(&space->facts);
	if (space->rights.rank == RULE_RANK_SERVER)
		space->facts.is_visible = true;
}

enum err
app_space_of(struct call *call, struct space_id id, struct user_id user,
    struct app_space *space)
{
	struct q_space_access_row row;
	enum err err;

	err = q_space_access(
	    call->db, .id = id, .viewer = user, .now = call->now_us, &row);
	if (!err)
		read_access(&row, space);
	return err;
}

enum err
app_space_find(struct call *call, struct space_id id, bool is_group,
    struct app_space *space)
{
	enum err err = app_space_of(call, id, call->user, space);

	if (err)
		return err;
	return space->facts.is_visible &&
		       is_group == (space->facts.kind == SPACE_KIND_GROUP)
		   ? ERR_OK
		   : ERR_NOT_FOUND;
}

enum err
app_space_require(struct call *call, struct space_id id, bool is_group,
    enum rule_permission wanted, struct app_space *space)
{
	enum err err = app_space_find(call, id, is_group, space);

	return err ? err
		   : rule_space_require(&space->facts, wanted, call->fault);
}

enum err
app_space_lock(struct call *call, struct space_id id, bool is_group,
    struct app_space *space, app_space_row *row)
{
	enum err err = app_space_find(call, id, is_group, space);

	if (!err)
		err = q_space_for_write(call->db, .id = id, row);
	return err ? err : app_space_find(call, id, is_group, space);
}

enum err
app_space_lock_for(struct call *call, struct space_id id, bool is_group,
    enum rule_permission wanted, struct app_space *space, app_space_row *row)
{
	enum err err = app_space_require(call, id, is_group, wanted, space);

	if (!err)
		err = q_space_for_write(call->db, .id = id, row);
	return err ? err : app_space_require(call, id, is_group, wanted, space);
}

/*
 * Making one.
 */

static enum err
refuse_more(struct call *call, int64_t n, int64_t max, const char *what)
{
	return n < max ? ERR_OK
		       : fault(call->fault, ERR_FORBIDDEN,
			     "%lld %s are the most.", (long long)max, what);
}

static enum err
check_groups(void *ctx, const void *row)
{
	const struct q_space_count_joined_row *n = row;
	struct call *call = ctx;

	return refuse_more(call, n->groups, call->conf->groups_per_person,
	    "groups of one person");
}

static enum err
check_clusters(void *ctx, const void *row)
{
	const struct q_space_count_joined_row *n = row;
	struct call *call = ctx;

	return refuse_more(call, n->clusters, call->conf->clusters_per_person,
	    "clusters of one person");
}

enum err
app_space_check_room(struct call *call, struct user_id user, bool is_group)
{
	return db_first(call->db, Q_space_count_joined(.user = user),
	    is_group ? check_groups : check_clusters, call);
}

static enum err
count_made(struct call *call, bool is_group)
{
	return is_group ? app_throttle_by_user(call, APP_THROTTLE_GROUP,
			      call->conf->groups_per_day,
			      "You have made many groups today.")
			: app_throttle_by_user(call, APP_THROTTLE_CLUSTER,
			      call->conf->clusters_per_day,
			      "You have made many clusters today.");
}

/* Whoever makes a group is its member, and so has to be one of the cluster. */
static enum err
hold_cluster(struct call *call, struct space_id cluster)
{
	struct q_member_hold_row row;
	enum err err = q_member_hold(
	    call->db, .space = cluster, .user = call->user, &row);

	return err == ERR_NOT_FOUND ? fault(call->fault, ERR_FORBIDDEN,
					  "Only its members make groups in it.")
				    : err;
}

static enum err
check_cluster(struct call *call, const app_space_row *row)
{
	struct q_space_count_groups_row n;
	enum err err;

	if (row->kind != SPACE_KIND_GROUP || uuid_is_nil(row->cluster_id.v))
		return ERR_OK;
	err = hold_cluster(call, row->cluster_id);
	if (!err)
		err = q_space_count_groups(call->db, .cluster = row->cluster_id,
		    .limit = GROUPS_OF_CLUSTER_MAX, &n);
	return err ? err
		   : refuse_more(call, n.groups, GROUPS_OF_CLUSTER_MAX,
			 "groups of one cluster");
}

/* What stands beside the slug: NULL without one. */
static enum err
find_skeleton(struct call *call, const char *slug, const char **skeleton)
{
	char *text;

	*skeleton = NULL;
	if (!slug)
		return ERR_OK;
	*skeleton = text = arena_alloc(call->arena, RULE_SLUG_SIZE);
	if (rule_slug_skeleton(slug, text))
		return ERR_OK;
	fault_item(call->fault, ERR_VALIDATION_FAILED, "/slug", "reserved",
	    "No space can have this name in addresses.");
	return fault(call->fault, ERR_VALIDATION_FAILED, "slug is reserved.");
}

static enum err
add_roles(struct call *call, struct space_id space, bool is_group,
    int64_t members_may)
{
	int n;
	const struct rule_role *roles = rule_space_roles(is_group, &n);
	enum err err = ERR_OK;

	for (int i = 0; i < n && !err; i++) {
		int64_t permissions = roles[i].permissions;

		if (is_group && str_eq(roles[i].builtin, "member"))
			permissions = (permissions & ~rule_space_members_may) |
				      members_may;
		err = q_role_add(call->db, .id = { uuid_new() }, .space = space,
		    .name = roles[i].name, .description = NULL,
		    .rank = roles[i].rank, .permissions = permissions,
		    .builtin = roles[i].builtin, .now = call->now_us, NULL);
	}
	return err;
}

/* The caller: the owner of a group, or a member of a cluster who is its admin.
 */
static enum err
add_founder(struct call *call, struct space_id space, bool is_group)
{
	enum err err = q_member_admit(call->db, .space = space, .version = 1,
	    .user = call->user, .builtin = is_group ? "owner" : "member",
	    .via = "founder", .admins = 1, .proof_key = { 0 },
	    .expires_at = { 0 }, .due_at = { 0 }, .now = call->now_us, NULL);

	return err || is_group
		   ? err
		   : q_role_grant_builtin(call->db, .space = space,
			 .user = call->user, .builtin = "admin", NULL);
}

static enum err
audit(struct call *call, struct space_id space, const char *action)
{
	return app_audit_add(call, &(struct app_audit){ .action = action,
				       .space = space,
				       .object_kind = "space",
				       .object = space.v });
}

static enum err
add_space(struct call *call, struct space_id id, const app_space_row *row)
{
	const char *skeleton;
	enum err err = find_skeleton(call, row->slug, &skeleton);

	return err ? err
		   : q_space_add(call->db, .id = id, .kind = row->kind,
			 .cluster = row->cluster_id, .slug = row->slug,
			 .slug_skeleton = skeleton,
			 .name_key = rule_name_key(call->arena, row->name),
			 Q_FIELDS_space_input(row), .owner = call->user,
			 .now = call->now_us, NULL);
}

enum err
app_space_add(struct call *call, const app_space_row *row, int64_t members_may,
    struct space_id *id)
{
	bool is_group = row->kind == SPACE_KIND_GROUP;
	enum err err;

	id->v = uuid_new();
	err = app_space_check_room(call, call->user, is_group);
	if (!err)
		err = count_made(call, is_group);
	if (!err)
		err = check_cluster(call, row);
	if (!err)
		err = add_space(call, *id, row);
	if (!err)
		err = add_roles(call, *id, is_group, members_may);
	if (!err)
		err = add_founder(call, *id, is_group);
	return err ? err : audit(call, *id, "space.create");
}

/*
 * Changing one.
 */

enum err
app_space_set(struct call *call, struct space_id id, const app_space_row *row)
{
	struct space_id none = { 0 };
	bool is_group = row->kind == SPACE_KIND_GROUP;
	const char *skeleton;
	enum err err = find_skeleton(call, row->slug, &skeleton);

	if (!err)
		err = q_space_set(call->db, .id = id,
		    .cluster = (is_group ? row->cluster_id : none),
		    .slug = row->slug, .slug_skeleton = skeleton,
		    .name_key = rule_name_key(call->arena, row->name),
		    Q_FIELDS_space_input(row), .now = call->now_us, NULL);
	if (!err && !is_group)
		err = q_space_set_groups(call->db, .cluster = id, NULL);
	return err ? err : audit(call, id, "space.update");
}

enum err
app_space_set_members_may(
    struct call *call, struct space_id id, int64_t permissions)
{
	enum err err = q_role_set_members_may(call->db, .space = id,
	    .permissions = permissions, .all = rule_space_members_may,
	    .now = call->now_us, NULL);

	return err ? err : audit(call, id, "role.update");
}

static enum err
check_heir(struct call *call, struct space_id id, struct user_id owner)
{
	struct q_user_lock_row user;
	struct app_space heir;
	enum err err = app_space_of(call, id, owner, &heir);

	if (!err && heir.is_active)
		err = q_user_lock(call->db, .id = owner, &user);
	if (err || (heir.is_active && !user.is_suspended))
		return err;
	fault_item(call->fault, ERR_VALIDATION_FAILED, "/user_id", "not_member",
	    "Only an active member can be its owner.");
	return fault(
	    call->fault, ERR_VALIDATION_FAILED, "user_id is no active member.");
}

enum err
app_space_make_admin(
    struct call *call, struct space_id cluster, struct user_id user)
{
	int64_t n;
	enum err err = q_role_grant_builtin(
	    call->db, .space = cluster, .user = user, .builtin = "admin", &n);

	return err || !n ? err
			 : q_space_count_admin(
			       call->db, .id = cluster, .more = 1, NULL);
}

enum err
app_space_count_admin_less(struct call *call, struct space_id cluster,
    struct user_id user, struct user_id *heir)
{
	struct q_space_heir_row row;
	enum err err = q_space_heir(
	    call->db, .id = cluster, .user = user, &row);

	if (err == ERR_NOT_FOUND)
		return fault(call->fault, ERR_LAST_ADMIN,
		    "A cluster has an admin: make it somebody else first.");
	if (err)
		return err;
	*heir = row.user_id;
	return q_space_count_admin(call->db, .id = cluster, .more = -1, NULL);
}

static enum err
hand_over_group(struct call *call, struct space_id id, struct user_id from,
    struct user_id to)
{
	enum err err = q_member_set_role(
	    call->db, .space = id, .user = from, .builtin = "moderator", NULL);

	return err ? err
		   : q_member_set_role(call->db, .space = id, .user = to,
			 .builtin = "owner", NULL);
}

enum err
app_space_set_owner(struct call *call, const struct app_notice_space *space,
    struct user_id owner)
{
	enum err err = q_space_set_owner(call->db, .id = space->id,
	    .owner = owner, .now = call->now_us, NULL);

	if (!err)
		err = app_audit_add(
		    call, &(struct app_audit){ .action = "space.transfer",
			      .space = space->id,
			      .subject = owner,
			      .object_kind = "space",
			      .object = space->id.v });
	if (err || uuid_eq(owner.v, call->user.v))
		return err;
	return app_notice_space(
	    call, RULE_NOTICE_SPACE_HANDED_OVER, owner, space);
}

enum err
app_space_transfer(struct call *call, struct space_id id,
    const struct app_space *space, const app_space_row *row,
    struct user_id owner)
{
	bool is_group = row->kind == SPACE_KIND_GROUP;
	enum err err;

	if (!is_group && space->rights.rank < RULE_RANK_OWNER)
		return fault(call->fault, ERR_FORBIDDEN,
		    "Only the owner makes somebody else the owner.");
	err = check_heir(call, id, owner);
	if (err || uuid_eq(owner.v, row->owner_id.v))
		return err;
	err = is_group ? hand_over_group(call, id, row->owner_id, owner)
		       : app_space_make_admin(call, id, owner);
	if (!err)
		err = app_space_set_owner(
		    call, &(struct app_notice_space){ id, row->name }, owner);
	return err;
}

static enum err
set_closing(struct call *call, struct space_id id, struct opt_time closes_at)
{
	enum err err = q_space_close(call->db, .id = id, .closes_at = closes_at,
	    .now = call->now_us, NULL);

	return err ? err
		   : audit(call, id,
			 closes_at.set ? "space.close" : "space.reopen");
}

enum err
app_space_close(struct call *call, struct space_id id, const app_space_row *row)
{
	enum err err;

	if (row->closes_at.set)
		return fault(call->fault, ERR_INVALID_TRANSITION,
		    "It is closing already.");
	err = set_closing(
	    call, id, (struct opt_time){ true, call->now_us + GRACE_US });
	return err ? err
		   : app_notice_holders(call, RULE_NOTICE_SPACE_CLOSING,
			 row->kind == SPACE_KIND_GROUP ? RULE_GROUPS_MANAGE
						       : RULE_CLUSTER_DELETE,
			 &(struct app_notice_space){ id, row->name });
}

enum err
app_space_reopen(
    struct call *call, struct space_id id, const app_space_row *row)
{
	enum err err;

	if (!row->closes_at.set)
		return fault(
		    call->fault, ERR_INVALID_TRANSITION, "It is not closing.");
	if (row->closes_at.v <= call->now_us)
		return fault(call->fault, ERR_INVALID_TRANSITION,
		    "Its time has come: it is going.");
	err = set_closing(call, id, (struct opt_time){ 0 });
	return err ? err
		   : q_recurrence_look_in(
			 call->db, .space = id, .now = call->now_us, NULL);
}
