/*
 * Conditions that several handlers check, and the faults that they record.
 */
#ifndef API_CONDITION_H
#define API_CONDITION_H

#include "app/call.h"

/* If-Match and If-None-Match (RFC 9110, section 13.1) against the version of
 * what is about to be changed; fine when the headers are absent.
 * ERR_PRECONDITION_FAILED. */
MUST_CHECK enum err api_condition_check(struct call *call, int64_t version);
/* The same for something that is not there and would be made. */
MUST_CHECK enum err api_condition_check_absent(struct call *call);
/* Whether the request has one of these headers. */
bool api_condition_is_given(const struct call *call);

/* ERR_TIMEZONE_UNKNOWN at pointer. */
enum err api_condition_timezone(struct call *call, const char *pointer);
/* Two passwords differ: ERR_VALIDATION_FAILED at pointer. */
enum err api_condition_mismatch(struct call *call, const char *pointer);

#endif
