/*
 * What ranks and permissions let members do to each other and to roles.
 */
#include "rule/member.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/str.h"

#include "base/banned.h"

static const int64_t ranks[] = { RULE_RANK_NONE, 0, 1, 49, 50, 51, 99,
	RULE_RANK_ADMIN, RULE_RANK_OWNER, RULE_RANK_SERVER };

Test(rule_member, only_a_lower_rank_is_acted_on)
{
	struct fault f = { 0 };

	for (size_t i = 0; i < N_OF(ranks); i++)
		for (size_t k = 0; k < N_OF(ranks); k++) {
			struct rule_space_rights mine = { 0, ranks[i] };
			enum err err = rule_member_check_rank(
			    mine, ranks[k], &f);

			cr_expect(err == (k < i ? ERR_OK : ERR_FORBIDDEN),
			    "rank %d on %d", (int)ranks[i], (int)ranks[k]);
		}
}

/* What somebody of rank 50 with one permission may do to a role. */
static void
try_role(int has, int64_t rank, int wants)
{
	struct fault f = { 0 };
	struct rule_space_rights mine = { INT64_C(1) << has, 50 };
	struct rule_member_role role = { "x", NULL, rank, INT64_C(1) << wants,
		NO_BUILTIN_ROLE };
	enum err want = rank < 50 && has == wants ? ERR_OK : ERR_FORBIDDEN;

	cr_expect(rule_member_check_role(mine, &role, &f) == want,
	    "permission %d, role %d of rank %d", has, wants, (int)rank);
}

Test(rule_member, nobody_gives_what_they_have_not)
{
	for (size_t i = 0; i < N_OF(ranks); i++)
		for (int has = 0; has < RULE_PERMISSION_COUNT; has++)
			for (int wants = 0; wants < RULE_PERMISSION_COUNT;
			     wants++)
				try_role(has, ranks[i], wants);
}

Test(rule_member, a_role_with_none_is_decided_by_its_rank)
{
	struct fault f = { 0 };
	struct rule_space_rights mine = { 0, 50 };
	struct rule_member_role role = { "x", NULL, 49, 0, NO_BUILTIN_ROLE };

	cr_expect(zero(int, (int)rule_member_check_role(mine, &role, &f)));
	role.permissions = INT64_C(1) << RULE_CLUSTER_DELETE;
	cr_expect(eq(
	    int, (int)rule_member_check_role(mine, &role, &f), ERR_FORBIDDEN));
	cr_expect(str_has_prefix(f.detail, "You may not close the cluster"));
}

/* Changes by a cluster's owner: of a custom role anything below, of the others
 * less. */
static const struct {
	enum builtin_role builtin;
	const char name[8], description[8];
	int64_t rank, permissions;
	enum err want;
} changes[] = {
	{ NO_BUILTIN_ROLE, "y", "", 60, 7, ERR_OK },
	{ NO_BUILTIN_ROLE, "x", "d", 50, 0, ERR_OK },
	{ NO_BUILTIN_ROLE, "x", "", RULE_RANK_OWNER, 0, ERR_FORBIDDEN },
	{ BUILTIN_ROLE_MODERATOR, "x", "", 50, 7, ERR_OK },
	{ BUILTIN_ROLE_MODERATOR, "y", "", 50, 7, ERR_FORBIDDEN },
	{ BUILTIN_ROLE_MODERATOR, "x", "d", 50, 7, ERR_FORBIDDEN },
	{ BUILTIN_ROLE_MODERATOR, "x", "", 51, 7, ERR_FORBIDDEN },
	{ BUILTIN_ROLE_ADMIN, "x", "", 50, 0, ERR_FORBIDDEN },
};

Test(rule_member, of_built_in_roles_only_permissions_change)
{
	struct rule_space_rights owner = { 7, RULE_RANK_OWNER };

	for (size_t i = 0; i < N_OF(changes); i++) {
		struct fault f = { 0 };
		struct rule_member_role was = { "x", NULL, 50, 0,
			changes[i].builtin },
					is = { changes[i].name,
						changes[i].description[0]
						    ? changes[i].description
						    : NULL,
						changes[i].rank,
						changes[i].permissions,
						changes[i].builtin };

		cr_expect(rule_member_check_change(owner, &was, &is, &f) ==
			      changes[i].want,
		    "change %zu", i);
	}
}

Test(rule_member, what_was_above_stays_so)
{
	struct fault f = { 0 };
	struct rule_space_rights mine = { 7, 50 };
	struct rule_member_role above = { "x", NULL, 50, 0, NO_BUILTIN_ROLE },
				strong = { "x", NULL, 1, 8, NO_BUILTIN_ROLE },
				below = { "x", NULL, 1, 0, NO_BUILTIN_ROLE };

	cr_expect(rule_member_check_change(mine, &above, &below, &f) ==
		  ERR_FORBIDDEN);
	cr_expect(rule_member_check_change(mine, &strong, &below, &f) ==
		  ERR_FORBIDDEN);
	cr_expect(rule_member_check_change(mine, &below, &strong, &f) ==
		  ERR_FORBIDDEN);
	cr_expect(rule_member_check_change(mine, &below, &below, &f) == ERR_OK);
}

static const struct {
	bool is_banned, is_member, is_closing;
	enum err want;
} joins[] = {
	{ false, false, false, ERR_OK },
	{ true, true, true, ERR_BANNED },
	{ false, true, true, ERR_ALREADY_MEMBER },
	{ false, false, true, ERR_INVALID_TRANSITION },
};

Test(rule_member, who_is_banned_or_there_does_not_join)
{
	for (size_t i = 0; i < N_OF(joins); i++) {
		struct fault f = { 0 };
		struct rule_space_facts facts = {
			.is_banned = joins[i].is_banned,
			.is_closing = joins[i].is_closing
		};

		cr_expect(rule_member_check_join(
			      &facts, joins[i].is_member, &f) == joins[i].want,
		    "join %zu", i);
	}
}

Test(rule_member, what_everybody_has_is_not_given)
{
	cr_expect(rule_member_is_extra(NO_BUILTIN_ROLE));
	cr_expect(rule_member_is_extra(BUILTIN_ROLE_ADMIN));
	cr_expect(rule_member_is_extra(BUILTIN_ROLE_MODERATOR));
	cr_expect(rule_member_is_extra(BUILTIN_ROLE_MEMBER) == false);
	cr_expect(rule_member_is_extra(BUILTIN_ROLE_ALUMNI) == false);
	cr_expect(rule_member_is_extra(BUILTIN_ROLE_OWNER) == false);
}
