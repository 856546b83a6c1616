/*
 * Who must have a second step (MFA_REQUIRED) and has none: they can do nothing
 * before they add one.
 */
#include "cmd/ctl_doctor.h"

#include "app/factor.h"
#include "generated/query/factor.h"

#include "base/banned.h"

enum { SHOWN = 5 };

static void
say(struct doctor *d, const struct q_factor_lacking_row *rows, size_t n)
{
	for (size_t i = 0; i < n && i < SHOWN; i++)
		doctor_say(d, DOCTOR_WARN, "factors",
		    "%s must have a second step, and has none", rows[i].email);
	if (n > SHOWN)
		doctor_say(d, DOCTOR_WARN, "factors",
		    "more must have a second step, and have none");
}

/* Those of a role; how many there are, one more than shown at most. */
static size_t
check_role(struct doctor *d, enum user_role role)
{
	struct q_factor_lacking_row *rows;
	size_t n = 0;

	if (!app_factor_is_required(&d->ctl->conf, role))
		return 0;
	if (q_factor_lacking(
		d->ctl->db, .role = role, .limit = SHOWN + 1, &rows, &n)) {
		doctor_say(d, DOCTOR_FAIL, "factors", "cannot be read");
		return 1;
	}
	say(d, rows, n);
	return n;
}

void
doctor_factors(struct doctor *d)
{
	static const enum user_role roles[] = { USER_ROLE_ADMIN,
		USER_ROLE_ORGANIZER, USER_ROLE_ATTENDEE };
	size_t n = 0;

	if (!app_factor_is_asked(&d->ctl->conf))
		return;
	for (size_t i = 0; i < N_OF(roles); i++)
		n += check_role(d, roles[i]);
	if (!n)
		doctor_say(d, DOCTOR_OK, "factors",
		    "who must have a second step has one");
}
