/*
 * The row of the space is locked first, as by whoever else changes who is in
 * it.
 */
#include "app/heir.h"

#include "app/closing.h"
#include "app/member.h"
#include "generated/query/erasure.h"
#include "generated/query/member.h"

#include "base/banned.h"

/* A space that somebody is leaving. */
struct leave {
	struct call *call;
	struct user_id user, ghost;
	struct space_id id;
	app_space_row row;
	struct app_space member; /* what they are in it */
};

static bool
is_owner(const struct leave *l)
{
	return uuid_eq(l->row.owner_id.v, l->user.v);
}

static enum err
load(struct leave *l)
{
	enum err err = q_space_for_write(l->call->db, .id = l->id, &l->row);

	return err ? err : app_space_of(l->call, l->id, l->user, &l->member);
}

static enum err
find(struct leave *l)
{
	struct q_erasure_membership_row membership;
	struct q_erasure_owned_row owned;
	enum err err = q_erasure_membership(
	    l->call->db, .user = l->user, &membership);

	l->id = membership.space_id;
	if (err != ERR_NOT_FOUND)
		return err;
	err = q_erasure_owned(l->call->db, .user = l->user, &owned);
	l->id = owned.id;
	return err;
}

static enum err
audit(struct leave *l, const char *action, struct user_id subject)
{
	return app_audit_add(l->call, &(struct app_audit){ .action = action,
					  .space = l->id,
					  .subject = subject,
					  .object_kind = "space",
					  .object = l->id.v });
}

/* Nobody is left who could go on with it. */
static enum err
close(struct leave *l)
{
	struct call *call = l->call;
	struct opt_time now = { true, call->now_us };
	size_t n;
	enum err err = q_space_close(
	    call->db, .id = l->id, .closes_at = now, .now = call->now_us, NULL);

	if (!err && is_owner(l))
		err = q_space_set_owner(call->db, .id = l->id,
		    .owner = l->ghost, .now = call->now_us, NULL);
	if (!err)
		err = q_member_remove(
		    call->db, .space = l->id, .user = l->user, NULL);
	if (!err)
		err = app_closing_begin(call, &n);
	return err ? err : audit(l, "space.close", (struct user_id){ 0 });
}

/* Of a cluster the heir is an admin; the owner who leaves passes it on then. */
static enum err
pass_on(struct leave *l, struct user_id heir)
{
	enum err err;

	if (l->row.kind == SPACE_KIND_GROUP)
		err = app_space_transfer(
		    l->call, l->id, &l->member, &l->row, heir);
	else
		err = app_space_make_admin(l->call, l->id, heir);
	return err ? err : load(l);
}

static bool
needs_heir(const struct leave *l)
{
	return is_owner(l) || (l->row.kind != SPACE_KIND_GROUP &&
				  l->member.facts.rank == RULE_RANK_ADMIN);
}

static enum err
leave(struct leave *l)
{
	struct q_erasure_heir_row heir;
	enum err err = load(l);

	if (!err && needs_heir(l)) {
		err = q_erasure_heir(
		    l->call->db, .space = l->id, .user = l->user, &heir);
		if (err == ERR_NOT_FOUND)
			return close(l);
		if (!err)
			err = pass_on(l, heir.user_id);
	}
	return err ? err
		   : app_member_end(l->call, l->id, &l->row, &l->member,
			 &(struct app_audit){ .action = "member.leave",
			     .space = l->id,
			     .subject = l->user,
			     .object_kind = "space",
			     .object = l->id.v },
			 APP_MEMBER_HAS_TO_GO);
}

enum err
app_heir_leave(
    struct call *call, struct user_id user, struct user_id ghost, int64_t *n)
{
	struct leave l = { .call = call, .user = user, .ghost = ghost };
	enum err err = find(&l);

	*n = err == ERR_OK;
	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	return leave(&l);
}
