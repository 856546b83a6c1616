/*
 * What a thing is for may change, where it was made does not.
 */
#include "app/home.h"

#include "app/space.h"
#include "base/uuid.h"
#include "generated/query/member.h"

#include "base/banned.h"

#define CLUSTER "/cluster_id"
#define GROUP	"/group_id"

static enum err
refuse_unknown(struct call *call, const char *pointer)
{
	return fault_value(
	    call->fault, pointer, "unknown", "There is no such space.");
}

enum err
app_home_fill(struct call *call, struct app_home *home)
{
	struct app_space group;
	enum err err;

	if (uuid_is_nil(home->group.v))
		return ERR_OK;
	err = app_space_find(call, home->group, true, &group);
	if (err == ERR_NOT_FOUND)
		return refuse_unknown(call, GROUP);
	if (err)
		return err;
	if (uuid_is_nil(home->cluster.v))
		home->cluster = group.cluster;
	return uuid_eq(home->cluster.v, group.cluster.v)
		   ? ERR_OK
		   : fault_value(call->fault, CLUSTER, "not_of_group",
			 "The group is not in this cluster.");
}

/* Whoever may by a role of the cluster alone is no member of the group. */
static enum err
hold_member(struct call *call, struct space_id space)
{
	struct q_member_hold_row row;
	enum err err = q_member_hold(
	    call->db, .space = space, .user = call->user, &row);

	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err
check(struct call *call, struct space_id id, bool is_group,
    enum rule_permission wanted)
{
	struct app_space space;
	enum err err = hold_member(call, id);

	if (!err)
		err = app_space_require(call, id, is_group, wanted, &space);
	if (err == ERR_NOT_FOUND)
		return refuse_unknown(call, is_group ? GROUP : CLUSTER);
	return err ? err : rule_space_is_open(&space.facts, call->fault);
}

enum err
app_home_check(struct call *call, const struct app_home *home,
    enum event_visibility visibility)
{
	return app_home_check_for(call, home, visibility, RULE_EVENTS_CREATE);
}

enum err
app_home_check_for(struct call *call, const struct app_home *home,
    enum event_visibility visibility, enum rule_permission wanted)
{
	bool has_group = !uuid_is_nil(home->group.v);
	bool has_cluster = !uuid_is_nil(home->cluster.v);
	bool is_for_cluster = visibility == EVENT_VISIBILITY_CLUSTER;
	enum err err = ERR_OK;

	if (is_for_cluster && !has_cluster)
		return fault_value(call->fault, CLUSTER, "required",
		    "Say in which cluster it is.");
	if (visibility == EVENT_VISIBILITY_GROUP && !has_group)
		return fault_value(call->fault, GROUP, "required",
		    "Say in which group it is.");
	if (has_cluster && (is_for_cluster || !has_group))
		err = check(call, home->cluster, false, wanted);
	if (!err && has_group)
		err = check(call, home->group, true, wanted);
	return err;
}

static bool
is_other(struct space_id was, struct space_id named)
{
	return !uuid_is_nil(named.v) && !uuid_eq(named.v, was.v);
}

enum err
app_home_check_fixed(struct call *call, const struct app_home *was,
    const struct app_home *named, const char *sentence)
{
	const char *pointer = is_other(was->cluster, named->cluster) ? CLUSTER
			      : is_other(was->group, named->group)   ? GROUP
								     : NULL;

	return pointer ? fault_value(call->fault, pointer, "fixed", sentence)
		       : ERR_OK;
}
