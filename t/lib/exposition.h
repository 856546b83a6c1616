/*
 * Prometheus' text format, version 0.0.4, read as strictly as its specification
 * says, and as promtool wants names to be.
 */
#ifndef T_LIB_EXPOSITION_H
#define T_LIB_EXPOSITION_H

#include <stdbool.h>
#include <stddef.h>

enum { EXPOSITION_WHY = 256 };

/* NULL when text is well-formed and each metric is:
 *   said once, with HELP and TYPE before its samples and these in one piece;
 *   no sample twice;
 *   a counter exactly when its name ends in _total;
 *   a histogram whose buckets rise to +Inf, which is its count.
 * Else what is wrong, with the line; valid until the next call. */
const char *exposition_fault(const char *text);

/* The value of a sample, written as it stands in text up to the space; -1 when
 * it is not there. */
double exposition_value(const char *text, const char *sample);
/* How many samples begin with prefix ("": all). */
size_t exposition_count(const char *text, const char *prefix);
/* The sum of their values. */
double exposition_sum(const char *text, const char *prefix);
/* Whether a metric of that name is said to be there, or a sample of a
 * histogram's (with _bucket, _sum or _count behind its name). */
bool exposition_has_metric(const char *text, const char *name);

#endif
