#include "rule/link.h"

#include "base/banned.h"

static enum rule_link
decide_new(const struct rule_link_facts *f)
{
	if (!f->is_trusted)
		return RULE_LINK_ASK;
	if (!f->has_owner)
		return RULE_LINK_SIGN_UP;
	return f->is_verified ? RULE_LINK_JOIN : RULE_LINK_TAKE_OVER;
}

enum rule_link
rule_link_decide(const struct rule_link_facts *f)
{
	if (!f->is_linking)
		return f->is_known ? RULE_LINK_SIGN_IN : decide_new(f);
	if (!f->is_known)
		return RULE_LINK_ADD;
	return f->is_mine ? RULE_LINK_RENEW : RULE_LINK_IN_USE;
}
