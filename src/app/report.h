/*
 * Reports: what people tell those who moderate, and what comes of it. Whoever
 * holds reports.handle in the space where a thing is handles its reports, but
 * none about themselves; administrators handle all.
 */
#ifndef APP_REPORT_H
#define APP_REPORT_H

#include "app/space.h"
#include "generated/id/report.h"
#include "generated/words.h"

enum { APP_REPORTS_PER_DAY = 20 }; /* of one person */

struct app_report {
	enum report_subject kind;
	struct uuid subject;
	enum report_reason reason;
	const char *note; /* NULL: none */
};

/* What follows needs a transaction. */

/* The caller reports what they see, with what it says now; nothing when they
 * have an open report of it. ERR_NOT_FOUND, ERR_RATE_LIMITED. */
MUST_CHECK enum err app_report_file(
    struct call *call, const struct app_report *report);

/* The caller ends an open report: state is resolved or dismissed, outcome may
 * be NULL. ERR_NOT_FOUND also for who does not handle it,
 * ERR_INVALID_TRANSITION when it was ended before. */
MUST_CHECK enum err app_report_handle(struct call *call, struct report_id id,
    enum report_state state, const char *outcome);

#endif
