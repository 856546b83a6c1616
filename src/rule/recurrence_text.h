/*
 * Recurrence rules as texts, "FREQ=WEEKLY;BYDAY=TU" (RFC 5545, 3.3.10).
 *
 * A rule is taken when it names days and what it means is beyond doubt. FREQ is
 * DAILY to YEARLY, INTERVAL at most 400, COUNT at most 1000; BYMONTHDAY is not
 * for WEEKLY, BYYEARDAY and BYWEEKNO are for YEARLY alone; days of the week are
 * numbered 1 to 5 within a month (MONTHLY, or with BYMONTH), 1 to 53 within a
 * year (YEARLY without BYWEEKNO), and not elsewhere; BYSETPOS needs another BY
 * part; COUNT and UNTIL exclude each other. No part twice, none beyond these,
 * so no hours; 31 entries in a list, 500 characters in all.
 */
#ifndef RULE_RECURRENCE_TEXT_H
#define RULE_RECURRENCE_TEXT_H

#include "base/buf.h"
#include "base/fault.h"
#include "rule/recurrence_days.h"

enum { RULE_RECURRENCE_TEXT_MAX = 500 };

/*
 * Reads a rule, names and words in either case. Else ERR_RRULE_INVALID with a
 * sentence, the same at "/rrule" under a code: too_long, part_malformed,
 * part_unknown, part_repeated, value (which says what the part takes),
 * freq_missing, count_and_until, not_with_freq, day_numbered, needs_another.
 */
MUST_CHECK enum err rule_recurrence_parse(
    const char *text, struct rule_recurrence *out, struct fault *f);
/* Appends the rule as the RFC orders its parts, lists ascending and without
 * what is the default: the same for all rules that mean the same, and never
 * longer than the text that was read. */
void rule_recurrence_format(struct buf *b, const struct rule_recurrence *r);

#endif
