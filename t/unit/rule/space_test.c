/*
 * Rights in spaces, and slugs that look alike.
 */
#include "rule/space.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/str.h"

#include "base/banned.h"

#define BIT(permission) (INT64_C(1) << RULE_##permission)

static const struct rule_role *
role(bool is_group, const char *builtin)
{
	int n;
	const struct rule_role *roles = rule_space_roles(is_group, &n);

	for (int i = 0; i < n; i++)
		if (str_eq(roles[i].builtin, builtin))
			return &roles[i];
	cr_assert(n < 0, "no role %s", builtin);
	return NULL;
}

/* Somebody with one role in a space, or in the cluster around a group. */
static struct rule_space_facts
with(bool is_group, const char *own, const char *in_cluster)
{
	const struct rule_role *r = own ? role(is_group, own) : NULL;
	const struct rule_role *c = in_cluster ? role(false, in_cluster) : NULL;

	return (struct rule_space_facts){
		.kind = is_group ? SPACE_KIND_GROUP : SPACE_KIND_COLLEGE,
		.is_visible = true,
		.permissions = r ? r->permissions : 0,
		.rank = r ? r->rank : RULE_RANK_NONE,
		.cluster_permissions = c ? c->permissions : 0,
		.cluster_rank = c ? c->rank : RULE_RANK_NONE,
	};
}

Test(rule_space, the_built_in_roles_allow_what_is_written_down)
{
	cr_expect(eq(i64, role(false, "admin")->permissions, 0xfffffff));
	cr_expect(eq(i64, role(false, "moderator")->permissions, 0x7fffdf8));
	cr_expect(eq(i64, role(false, "member")->permissions, 0x2aa2810));
	cr_expect(eq(i64, role(false, "alumni")->permissions, 0x10));
	cr_expect(eq(i64, role(true, "owner")->permissions, 0x5fff1f8));
	cr_expect(eq(i64, role(true, "moderator")->permissions, 0x5ffe1f8));
	cr_expect(eq(i64, role(true, "member")->permissions, 0xaa2010));
}

Test(rule_space, a_cluster_oversees_its_groups_and_does_no_more_there)
{
	struct rule_space_facts member = with(true, NULL, "member"),
				moderator = with(true, NULL, "moderator"),
				admin = with(true, NULL, "admin"),
				some = member;
	struct rule_space_rights r = rule_space_rights(&member);

	cr_expect(eq(i64, r.permissions, BIT(MEMBERS_READ)));
	cr_expect(eq(i64, r.rank, RULE_RANK_NONE));
	r = rule_space_rights(&moderator);
	cr_expect(r.permissions >> RULE_GROUPS_MANAGE & 1);
	cr_expect(eq(i64, r.rank, 100));
	cr_expect(eq(i64, rule_space_rights(&admin).rank, 100));
	some.cluster_permissions = BIT(MESSAGES_MODERATE) | BIT(ROLES_MANAGE);
	some.cluster_rank = 50;
	r = rule_space_rights(&some);
	cr_expect(eq(i64, r.permissions, BIT(MESSAGES_MODERATE)));
	cr_expect(eq(i64, r.rank, 50));
	some.cluster_rank = 49;
	cr_expect(eq(i64, rule_space_rights(&some).rank, RULE_RANK_NONE));
	some.cluster_permissions = BIT(GROUPS_MANAGE) | BIT(FEEDBACK_READ);
	r = rule_space_rights(&some);
	cr_expect(eq(i64, r.permissions & role(true, "owner")->permissions,
	    role(true, "owner")->permissions &
		~(BIT(EVENTS_MANAGE) | BIT(TICKETS_MANAGE) |
		    BIT(SPARKS_MANAGE) | BIT(ROUTINES_MANAGE) |
		    BIT(MESSAGES_POST))));
}

Test(rule_space, owners_of_clusters_and_admins_of_the_server_stand_above)
{
	struct rule_space_facts owner = with(false, "admin", NULL),
				of_group = with(true, "owner", NULL),
				root = with(false, NULL, NULL);

	owner.is_owner = of_group.is_owner = true;
	cr_expect(eq(i64, rule_space_rights(&owner).rank, RULE_RANK_OWNER));
	cr_expect(eq(i64, rule_space_rights(&of_group).rank, 100));
	of_group.is_cluster_owner = true;
	cr_expect(eq(i64, rule_space_rights(&of_group).rank, RULE_RANK_OWNER));
	root.everywhere = 0xfffffff;
	cr_expect(eq(i64, rule_space_rights(&root).rank, RULE_RANK_SERVER));
	cr_expect(eq(i64, rule_space_rights(&root).permissions, 0xfffffff));
}

Test(rule_space, who_is_banned_is_told_so_and_may_nothing)
{
	struct fault f = { 0 };
	struct rule_space_facts facts = with(false, NULL, NULL);

	facts.is_banned = true;
	cr_expect(
	    eq(int, (int)rule_space_require(&facts, RULE_MEMBERS_READ, &f),
		ERR_BANNED));
	facts.is_visible = false;
	cr_expect(
	    eq(int, (int)rule_space_require(&facts, RULE_MEMBERS_READ, &f),
		ERR_NOT_FOUND));
	facts = with(false, "member", NULL);
	cr_expect(
	    zero(int, (int)rule_space_require(&facts, RULE_MEMBERS_READ, &f)));
	cr_expect(eq(int, (int)rule_space_require(&facts, RULE_MEMBERS_BAN, &f),
	    ERR_FORBIDDEN));
}

static const struct {
	const char *slug, *skeleton; /* NULL: reserved */
} slugs[] = {
	{ "modern-art", "modemart" },
	{ "m0dem4rt", "modem4rt" },
	{ "h3l1o-w0rld", "h3lloworld" },
	{ "5un", "sun" },
	{ "admin", NULL },
	{ "adrnin", NULL },
	{ "l0gin", NULL },
};

Test(rule_space, slugs_that_look_alike_have_one_skeleton)
{
	for (size_t i = 0; i < N_OF(slugs); i++) {
		char skeleton[RULE_SLUG_SIZE];

		if (!slugs[i].skeleton) {
			cr_expect(rule_slug_skeleton(slugs[i].slug, skeleton) ==
				      false,
			    "%s", slugs[i].slug);
			continue;
		}
		cr_expect(rule_slug_skeleton(slugs[i].slug, skeleton));
		cr_expect(eq(str, skeleton, (char *)slugs[i].skeleton));
	}
}

/* The contract's list of words is that of the bits. */
Test(rule_space, permissions_are_numbered_as_in_the_contract)
{
	cr_assert(eq(int, permission_words.n, RULE_PERMISSION_COUNT));
	for (int i = 0; i < RULE_PERMISSION_COUNT; i++)
		cr_expect(eq(i64,
		    rule_permission_bit(word_text(&permission_words, i + 1)),
		    INT64_C(1) << i));
	cr_expect(zero(i64, rule_permission_bit("nothing")));
}
