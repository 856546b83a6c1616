#include "app/report.h"

#include "app/audit.h"
#include "app/throttle.h"
#include "app/user.h"
#include "generated/query/report.h"

#include "base/banned.h"

/*
 * Filing.
 */

enum err
app_report_file(struct call *call, const struct app_report *report)
{
	struct q_report_subject_row subject;
	enum err err = app_throttle_by_user(call, APP_THROTTLE_REPORT,
	    APP_REPORTS_PER_DAY, "You have reported a lot today.");

	if (!err)
		err = q_report_subject(call->db, .kind = report->kind,
		    .subject = report->subject, .viewer = call->user, &subject);
	return err ? err
		   : q_report_add(call->db, .id = { uuid_new() },
			 .space = subject.space_id, .reporter = call->user,
			 .kind = report->kind, .subject = report->subject,
			 .about = subject.about_id, .reason = report->reason,
			 .note = report->note, .excerpt = subject.excerpt,
			 .now = call->now_us, NULL);
}

/*
 * Handling.
 */

/* Nobody who moderates a space learns here of reports that are not theirs to
 * handle. */
static enum err
check_handler(struct call *call, const struct q_report_facts_row *report)
{
	struct app_space space;
	bool is_admin;
	enum err err = app_user_is_admin(call, &is_admin);

	if (err || is_admin)
		return err;
	if (uuid_is_nil(report->space_id.v) ||
	    uuid_eq(report->about_id.v, call->user.v))
		return ERR_NOT_FOUND;
	err = app_space_of(call, report->space_id, call->user, &space);
	if (err)
		return err;
	return rule_space_require(
		   &space.facts, RULE_REPORTS_HANDLE, call->fault)
		   ? ERR_NOT_FOUND
		   : ERR_OK;
}

static enum err
audit(struct call *call, struct report_id id, enum report_state state,
    const struct q_report_facts_row *report, const char *outcome)
{
	return app_audit_add(call,
	    &(struct app_audit){ .action = state == REPORT_STATE_RESOLVED
					       ? "report.resolve"
					       : "report.dismiss",
		.space = report->space_id,
		.subject = report->about_id,
		.object_kind = "report",
		.object = id.v,
		.details = app_audit_detail(call->arena, "outcome", outcome) });
}

enum err
app_report_handle(struct call *call, struct report_id id,
    enum report_state state, const char *outcome)
{
	struct q_report_facts_row report;
	struct q_report_for_write_row held;
	enum err err = q_report_facts(call->db, .id = id, &report);

	if (!err)
		err = check_handler(call, &report);
	if (!err)
		err = q_report_for_write(call->db, .id = id, &held);
	if (!err && held.state != REPORT_STATE_OPEN)
		err = fault(call->fault, ERR_INVALID_TRANSITION,
		    "It was handled already.");
	if (!err)
		err = q_report_handle(call->db, .id = id, .state = state,
		    .by = call->user, .outcome = outcome, .now = call->now_us,
		    NULL);
	return err ? err : audit(call, id, state, &report, outcome);
}
