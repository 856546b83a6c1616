#include "app/space.h"

#include "app/audit.h"
#include "base/clock.h"
#include "base/str.h"
#include "generated/query/member.h"
#include "generated/query/role.h"
#include "rule/words.h"

#include "base/banned.h"

/* How many there may be, of one person and of one cluster. */
enum { CLUSTERS_MAX = 50, GROUPS_MAX = 250, GROUPS_OF_CLUSTER_MAX = 5000 };

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
		.join_policy = row->join_policy,
		.admin_count = row->admin_count,
		.version = row->version,
	};
	space->rights = rule_space_rights(&space->facts);
	if (space->rights.rank == RULE_RANK_SERVER)
		space->facts.is_visible = true;
}

enum err
app_space_find(struct call *call, struct space_id id, bool is_group,
    struct app_space *space)
{
	struct q_space_access_row row;
	enum err err;

	err = q_space_access(call->db, .id = id, .viewer = call->user,
	    .now = call->now_us, &row);
	if (err)
		return err;
	read_access(&row, space);
	return space->facts.is_visible &&
		       is_group == (row.kind == SPACE_KIND_GROUP)
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

/*
 * Making one.
 */

static enum err
refuse_more(
    struct call *call, enum err err, int64_t n, int64_t max, const char *what)
{
	return n < max ? ERR_OK
		       : fault(call->fault, err, "%lld %s are the most.",
			     (long long)max, what);
}

static enum err
refuse_more_today(struct call *call, int64_t n, int64_t max, const char *what)
{
	enum err err = refuse_more(call, ERR_RATE_LIMITED, n, max, what);

	if (err)
		call->fault->retry_after_s = (int)(CLOCK_DAY_US /
						   CLOCK_SECOND_US);
	return err;
}

static enum err
check_counts(struct call *call, bool is_group)
{
	const struct conf *conf = call->conf;
	struct q_space_counts_row n;
	enum err err;

	err = q_space_counts(call->db, .user = call->user,
	    .since = call->now_us - CLOCK_DAY_US, &n);
	if (!err && is_group)
		err = refuse_more(call, ERR_FORBIDDEN, n.groups, GROUPS_MAX,
		    "groups of one person");
	else if (!err)
		err = refuse_more(call, ERR_FORBIDDEN, n.clusters, CLUSTERS_MAX,
		    "clusters of one person");
	if (err)
		return err;
	return is_group ? refuse_more_today(call, n.new_groups,
			      conf->groups_per_day, "new groups a day")
			: refuse_more_today(call, n.new_clusters,
			      conf->clusters_per_day, "new clusters a day");
}

static enum err
check_cluster(struct call *call, const app_space_row *row)
{
	struct q_space_count_groups_row n;
	enum err err;

	if (row->kind != SPACE_KIND_GROUP || uuid_is_nil(row->cluster_id.v))
		return ERR_OK;
	err = q_space_count_groups(call->db, .cluster = row->cluster_id,
	    .limit = GROUPS_OF_CLUSTER_MAX, &n);
	return err ? err
		   : refuse_more(call, ERR_FORBIDDEN, n.groups,
			 GROUPS_OF_CLUSTER_MAX, "groups of one cluster");
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

/* The caller, in the first of the built-in roles. */
static enum err
add_founder(struct call *call, struct space_id space, bool is_group)
{
	int n;

	return q_member_admit(call->db, .space = space, .user = call->user,
	    .builtin = rule_space_roles(is_group, &n)->builtin,
	    .via = "founder", .admins = 1, .proof_key = { 0 },
	    .expires_at = { 0 }, .now = call->now_us, NULL);
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
	err = check_counts(call, is_group);
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
	if (row->closes_at.set)
		return fault(call->fault, ERR_INVALID_TRANSITION,
		    "It is closing already.");
	return set_closing(
	    call, id, (struct opt_time){ true, call->now_us + GRACE_US });
}

enum err
app_space_reopen(
    struct call *call, struct space_id id, const app_space_row *row)
{
	if (!row->closes_at.set)
		return fault(
		    call->fault, ERR_INVALID_TRANSITION, "It is not closing.");
	return set_closing(call, id, (struct opt_time){ 0 });
}
