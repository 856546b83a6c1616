/*
 * Asking for permissions; no I/O.
 */
#include "rule/permission.h"

#include "base/str.h"

#include "base/banned.h"

static const struct {
	const char *name, *what;
} permissions[RULE_PERMISSION_COUNT] = {
#define X(number, id, name, what) [number] = { name, what },
	RULE_PERMISSIONS(X)
#undef X
};

int64_t
rule_permission_bit(const char *name)
{
	for (int i = 0; i < RULE_PERMISSION_COUNT; i++)
		if (str_eq(permissions[i].name, name))
			return INT64_C(1) << i;
	return 0;
}

bool
rule_is_admin(int64_t bits)
{
	return bits == (INT64_C(1) << RULE_PERMISSION_COUNT) - 1;
}

bool
rule_may(const struct rule_access *access, enum rule_permission wanted)
{
	return access->is_visible && access->permissions >> wanted & 1;
}

enum err
rule_require(const struct rule_access *access, enum rule_permission wanted,
    struct fault *f)
{
	if (!access->is_visible)
		return ERR_NOT_FOUND;
	if (rule_may(access, wanted))
		return ERR_OK;
	return fault(f, ERR_FORBIDDEN, "You may not %s (%s).",
	    permissions[wanted].what, permissions[wanted].name);
}
