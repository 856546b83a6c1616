#include "rule/space.h"

#include <string.h>

#include "base/str.h"

#include "base/banned.h"

#define BIT(permission) (INT64_C(1) << RULE_##permission)

enum { RANK_MODERATOR = 50 };

#define ALL ((INT64_C(1) << RULE_PERMISSION_COUNT) - 1)

#define MEMBERS_MAY                                                      \
	(BIT(MEMBERS_INVITE) | BIT(EVENTS_CREATE) | BIT(SPARKS_CREATE) | \
	    BIT(ROUTINES_CREATE) | BIT(MESSAGES_POST) | BIT(FILES_UPLOAD))

const int64_t rule_space_members_may = MEMBERS_MAY;
const int64_t rule_space_members_may_default = MEMBERS_MAY &
					       ~BIT(MEMBERS_INVITE);

#define CLUSTER_MODERATOR                                    \
	(ALL & ~(BIT(CLUSTER_UPDATE) | BIT(CLUSTER_DELETE) | \
		   BIT(DOMAINS_MANAGE) | BIT(ROLES_MANAGE) | \
		   BIT(WEBHOOKS_MANAGE)))

/* Without what only a cluster has: itself, its domains and roles, groups. */
#define GROUP_OWNER          \
	(CLUSTER_MODERATOR & \
	    ~(BIT(ROLES_ASSIGN) | BIT(GROUPS_CREATE) | BIT(MATCHING_USE)))

/* What whoever manages the groups of a cluster may in each, like its owner: not
 * what is about things that are in it, each of which has a permission of its
 * own, nor what takes a member. */
#define GROUP_MANAGER                                                \
	(GROUP_OWNER & ~(BIT(EVENTS_MANAGE) | BIT(TICKETS_MANAGE) |  \
			   BIT(FEEDBACK_READ) | BIT(SPARKS_MANAGE) | \
			   BIT(ROUTINES_MANAGE) | BIT(MESSAGES_POST)))

/* What roles of a cluster allow in its groups. */
#define OVERSEES                                                            \
	(BIT(AUDIT_READ) | BIT(MEMBERS_READ) | BIT(MEMBERS_APPROVE) |       \
	    BIT(MEMBERS_REMOVE) | BIT(MEMBERS_BAN) | BIT(GROUPS_MANAGE) |   \
	    BIT(EVENTS_MANAGE) | BIT(TICKETS_MANAGE) | BIT(FEEDBACK_READ) | \
	    BIT(SPARKS_MANAGE) | BIT(ROUTINES_MANAGE) |                     \
	    BIT(MESSAGES_MODERATE) | BIT(FILES_MODERATE) |                  \
	    BIT(REPORTS_HANDLE))

/* Every member of a cluster sees who is in the groups that they see. */
const int64_t rule_space_oversees = OVERSEES & ~BIT(MEMBERS_READ);

static const struct rule_role cluster_roles[] = {
	{ "admin", "Admin", RULE_RANK_ADMIN, ALL },
	{ "moderator", "Moderator", RANK_MODERATOR, CLUSTER_MODERATOR },
	{ "member", "Member", 0,
	    BIT(MEMBERS_READ) | BIT(GROUPS_CREATE) | BIT(EVENTS_CREATE) |
		BIT(SPARKS_CREATE) | BIT(ROUTINES_CREATE) | BIT(MESSAGES_POST) |
		BIT(FILES_UPLOAD) | BIT(MATCHING_USE) },
	{ "alumni", "Alumni", 0, BIT(MEMBERS_READ) },
};

static const struct rule_role group_roles[] = {
	{ "owner", "Owner", RULE_RANK_ADMIN, GROUP_OWNER },
	{ "moderator", "Moderator", RANK_MODERATOR,
	    GROUP_OWNER & ~BIT(GROUPS_MANAGE) },
	{ "member", "Member", 0,
	    BIT(MEMBERS_READ) | (MEMBERS_MAY & ~BIT(MEMBERS_INVITE)) },
	{ "alumni", "Alumni", 0, BIT(MEMBERS_READ) },
};

const struct rule_role *
rule_space_roles(bool is_group, int *n)
{
	*n = is_group ? N_OF(group_roles) : N_OF(cluster_roles);
	return is_group ? group_roles : cluster_roles;
}

/* What the roles of the cluster give in a group of it. */
static void
oversee(const struct rule_space_facts *facts, struct rule_space_rights *r)
{
	int64_t rank = RULE_RANK_NONE;

	r->permissions |= facts->cluster_permissions & OVERSEES;
	if (facts->cluster_permissions & BIT(GROUPS_MANAGE)) {
		rank = RULE_RANK_ADMIN;
		r->permissions |= GROUP_MANAGER;
	} else if (facts->cluster_permissions & rule_space_oversees &&
		   facts->cluster_rank >= RANK_MODERATOR) {
		rank = RANK_MODERATOR;
	}
	if (rank > r->rank)
		r->rank = rank;
}

struct rule_space_rights
rule_space_rights(const struct rule_space_facts *facts)
{
	struct rule_space_rights r = { facts->permissions, facts->rank };
	bool is_group = facts->kind == SPACE_KIND_GROUP;

	if (facts->everywhere == ALL)
		return (struct rule_space_rights){ ALL, RULE_RANK_SERVER };
	if (facts->is_banned)
		return (struct rule_space_rights){ 0, RULE_RANK_NONE };
	if (is_group)
		oversee(facts, &r);
	if (is_group ? facts->is_cluster_owner : facts->is_owner)
		r.rank = RULE_RANK_OWNER;
	return r;
}

enum err
rule_space_require(const struct rule_space_facts *facts,
    enum rule_permission wanted, struct fault *f)
{
	struct rule_access access = { facts->is_visible,
		rule_space_rights(facts).permissions };

	if (access.is_visible && facts->is_banned && !access.permissions)
		return fault(f, ERR_BANNED, "You are banned here.");
	return rule_require(&access, wanted, f);
}

enum err
rule_space_is_open(const struct rule_space_facts *facts, struct fault *f)
{
	return facts->is_closing
		   ? fault(f, ERR_INVALID_TRANSITION,
			 "It is closing, or its cluster, and stays as it is.")
		   : ERR_OK;
}

/*
 * Slugs.
 */

/* What addresses of Hearth, or of whoever runs it, may come to mean. */
static const char *const reserved[] = { "admin", "administrator", "api", "auth",
	"cluster", "clusters", "docs", "event", "events", "group", "groups",
	"hearth", "help", "invite", "invites", "login", "logout", "me", "new",
	"root", "security", "settings", "signup", "spark", "sparks", "static",
	"status", "support", "system", "user", "users", "www" };

/* The letter that c looks like. */
static char
look(char c)
{
	static const char digits[] = "015", letters[] = "ols";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? letters[at - digits] : c;
}

static void
skeleton_of(const char *slug, char skeleton[RULE_SLUG_SIZE])
{
	size_t n = 0;

	for (; *slug && n + 1 < RULE_SLUG_SIZE; slug++) {
		if (*slug == '-')
			continue;
		if (*slug == 'n' && n && skeleton[n - 1] == 'r')
			skeleton[n - 1] = 'm';
		else
			skeleton[n++] = look(*slug);
	}
	skeleton[n] = '\0';
}

bool
rule_slug_skeleton(const char *slug, char skeleton[RULE_SLUG_SIZE])
{
	char word[RULE_SLUG_SIZE];

	skeleton_of(slug, skeleton);
	for (size_t i = 0; i < N_OF(reserved); i++) {
		skeleton_of(reserved[i], word);
		if (str_eq(word, skeleton))
			return false;
	}
	return true;
}
