/*
 * The table of notices as data.
 */
#include "rule/notice.h"

#include "base/str.h"

#include "base/banned.h"

static const struct rule_notice_row table[RULE_NOTICE_KINDS] = {
#define RULE_NOTICE_ROW(kind, word, topic, urgency, repeat) \
	[RULE_NOTICE_##kind] = { word, RULE_NOTICE_##topic, \
		RULE_NOTICE_##urgency, RULE_NOTICE_##repeat },
	RULE_NOTICE_TABLE(RULE_NOTICE_ROW)
#undef RULE_NOTICE_ROW
};

const struct rule_notice_row *
rule_notice_row(enum rule_notice kind)
{
	return &table[kind];
}

bool
rule_notice_find(const char *word, enum rule_notice *kind)
{
	for (int i = 0; i < RULE_NOTICE_KINDS; i++)
		if (str_eq(word, table[i].word)) {
			*kind = (enum rule_notice)i;
			return true;
		}
	return false;
}
