/*
 * Dates beside a rule, and those left out: wall times like
 * "2030-06-01T18:00:00" in arrays.
 */
#ifndef RULE_RECURRENCE_DATES_H
#define RULE_RECURRENCE_DATES_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/fault.h"
#include "rule/recurrence.h"

/* Which member of a series they are. */
enum rule_recurrence_dates_kind {
	RULE_RECURRENCE_RDATES, /* at most RULE_RECURRENCE_RDATES_MAX */
	RULE_RECURRENCE_EXDATES /* at most RULE_RECURRENCE_EXDATES_MAX */
};

/*
 * Reads n texts in any order; what is there twice counts once. A day alone,
 * "2030-06-01", is its midnight: so dates of whole days are written. Lives in
 * arena. ERR_VALIDATION_FAILED at "/rdates" or "/exdates" (too_many_items) when
 * they are too many, and at "/rdates/3" (format) for each that is none.
 */
MUST_CHECK enum err rule_recurrence_dates_parse(struct arena *arena,
    enum rule_recurrence_dates_kind kind, const char *const *texts, size_t n,
    struct fault *f, struct rule_recurrence_dates *out);

/* Appends them as an array of JSON. */
void rule_recurrence_dates_format(
    struct buf *b, const struct rule_recurrence_dates *dates);

#endif
