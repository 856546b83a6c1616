#include "rule/rotation.h"

#include "base/banned.h"

static bool
comes_before(
    const struct rule_rotation_member *a, const struct rule_rotation_member *b)
{
	return a->minutes != b->minutes ? a->minutes < b->minutes
					: a->last_us < b->last_us;
}

static size_t
least(const struct rule_rotation_member *members, size_t n, bool only_free)
{
	size_t found = RULE_ROTATION_NONE;

	for (size_t i = 0; i < n; i++) {
		if (members[i].is_taken || (only_free && !members[i].is_free))
			continue;
		if (found == RULE_ROTATION_NONE ||
		    comes_before(&members[i], &members[found]))
			found = i;
	}
	return found;
}

size_t
rule_rotation_next(
    const struct rule_rotation_member *members, size_t n, bool *is_conflict)
{
	size_t found = least(members, n, true);

	*is_conflict = false;
	if (found != RULE_ROTATION_NONE)
		return found;
	found = least(members, n, false);
	*is_conflict = found != RULE_ROTATION_NONE;
	return found;
}

int64_t
rule_rotation_credit(const struct rule_rotation_member *others, size_t n)
{
	int64_t credit = n ? others[0].minutes : 0;

	for (size_t i = 1; i < n; i++)
		if (others[i].minutes < credit)
			credit = others[i].minutes;
	return credit;
}
