/*
 * What somebody may be allowed to do: the closed list of permissions, and the
 * one way to ask for one. Its number is its bit wherever rights are added up,
 * in sql/query/common.sql too, and stays for ever.
 */
#ifndef RULE_PERMISSION_H
#define RULE_PERMISSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/fault.h"

/* X(number, name in C, name in the contract, what it allows). */
#define RULE_PERMISSIONS(X)                                                    \
	X(0, CLUSTER_UPDATE, "cluster.update", "change the cluster")           \
	X(1, CLUSTER_DELETE, "cluster.delete", "close the cluster")            \
	X(2, DOMAINS_MANAGE, "domains.manage", "manage the cluster's domains") \
	X(3, AUDIT_READ, "audit.read", "read what was done by whom")           \
	X(4, MEMBERS_READ, "members.read", "see the members")                  \
	X(5, MEMBERS_INVITE, "members.invite", "invite people")                \
	X(6, MEMBERS_APPROVE, "members.approve", "decide who joins")           \
	X(7, MEMBERS_REMOVE, "members.remove", "remove members")               \
	X(8, MEMBERS_BAN, "members.ban", "ban people")                         \
	X(9, ROLES_MANAGE, "roles.manage", "make and change roles")            \
	X(10, ROLES_ASSIGN, "roles.assign", "give and take roles")             \
	X(11, GROUPS_CREATE, "groups.create", "make groups")                   \
	X(12, GROUPS_MANAGE, "groups.manage", "manage groups of others")       \
	X(13, EVENTS_CREATE, "events.create", "make events")                   \
	X(14, EVENTS_MANAGE, "events.manage", "manage events of others")       \
	X(15, TICKETS_MANAGE, "tickets.manage", "manage tickets")              \
	X(16, FEEDBACK_READ, "feedback.read", "read feedback")                 \
	X(17, SPARKS_CREATE, "sparks.create", "make sparks")                   \
	X(18, SPARKS_MANAGE, "sparks.manage", "manage sparks of others")       \
	X(19, ROUTINES_CREATE, "routines.create", "make routines")             \
	X(20, ROUTINES_MANAGE, "routines.manage", "manage routines of others") \
	X(21, MESSAGES_POST, "messages.post", "post messages")                 \
	X(22, MESSAGES_MODERATE, "messages.moderate",                          \
	    "remove others' messages")                                         \
	X(23, FILES_UPLOAD, "files.upload", "upload files")                    \
	X(24, FILES_MODERATE, "files.moderate", "remove others' files")        \
	X(25, MATCHING_USE, "matching.use", "be matched with people")          \
	X(26, REPORTS_HANDLE, "reports.handle", "handle reports")              \
	X(27, WEBHOOKS_MANAGE, "webhooks.manage", "manage webhooks")

enum rule_permission {
#define X(number, id, name, what) RULE_##id = number,
	RULE_PERMISSIONS(X)
#undef X
	    RULE_PERMISSION_COUNT
};

/* The bit of a permission by its name in the contract; 0 when there is none. */
int64_t rule_permission_bit(const char *name);

/* Whether somebody may do everything, as administrators of the server may. */
bool rule_is_admin(int64_t bits);

/* What a caller may do to a thing, as the query says that reads it. */
struct rule_access {
	bool is_visible;     /* else the thing is not there for the caller */
	int64_t permissions; /* bits */
};

/* Whether the caller sees the thing and has the permission. */
bool rule_may(const struct rule_access *access, enum rule_permission wanted);

/* ERR_NOT_FOUND when the caller does not see the thing, ERR_FORBIDDEN without
 * the permission, which the fault names. */
MUST_CHECK enum err rule_require(const struct rule_access *access,
    enum rule_permission wanted, struct fault *f);

#endif
