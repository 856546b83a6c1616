#include "rule/member.h"

#include "base/str.h"

#include "base/banned.h"

enum err
rule_member_check_join(
    const struct rule_space_facts *facts, bool is_member, struct fault *f)
{
	if (facts->is_banned)
		return fault(f, ERR_BANNED, "You are banned here.");
	if (is_member)
		return fault(
		    f, ERR_ALREADY_MEMBER, "You are a member already.");
	if (facts->is_closing)
		return fault(
		    f, ERR_INVALID_TRANSITION, "It is closing: nobody joins.");
	return ERR_OK;
}

enum err
rule_member_check_rank(
    struct rule_space_rights mine, int64_t rank, struct fault *f)
{
	return rank < mine.rank
		   ? ERR_OK
		   : fault(f, ERR_FORBIDDEN, "They rank as high as you do.");
}

/* The fault names the first permission that is missing. */
static enum err
require_all(struct rule_space_rights mine, int64_t permissions, struct fault *f)
{
	struct rule_access access = { true, mine.permissions };
	enum err err = ERR_OK;

	for (int i = 0; i < RULE_PERMISSION_COUNT && !err; i++)
		if (permissions >> i & 1)
			err = rule_require(&access, (enum rule_permission)i, f);
	return err;
}

enum err
rule_member_check_role(struct rule_space_rights mine,
    const struct rule_member_role *role, struct fault *f)
{
	if (role->rank >= mine.rank)
		return fault(f, ERR_FORBIDDEN, "It ranks as high as you do.");
	return require_all(mine, role->permissions, f);
}

static bool
is_fixed_kept(
    const struct rule_member_role *a, const struct rule_member_role *b)
{
	return str_eq(a->name, b->name) &&
	       str_eq(a->description, b->description) && a->rank == b->rank;
}

enum err
rule_member_check_change(struct rule_space_rights mine,
    const struct rule_member_role *before, const struct rule_member_role *after,
    struct fault *f)
{
	enum err err;

	if (before->builtin == BUILTIN_ROLE_ADMIN)
		return fault(f, ERR_FORBIDDEN, "Admins may do everything.");
	if (before->builtin && !is_fixed_kept(before, after))
		return fault(f, ERR_FORBIDDEN,
		    "Of a built-in role only the permissions change.");
	err = rule_member_check_role(mine, before, f);
	return err ? err : rule_member_check_role(mine, after, f);
}

bool
rule_member_is_extra(enum builtin_role role)
{
	return !role || role == BUILTIN_ROLE_ADMIN ||
	       role == BUILTIN_ROLE_MODERATOR;
}
