/*
 * Who administers the server can come in.
 */
#include "cmd/ctl_doctor.h"

#include "generated/query/operator.h"

#include "base/banned.h"

void
doctor_administrators(struct doctor *d)
{
	struct q_operator_admin_ways_in_row row;

	if (q_operator_admin_ways_in(d->ctl->db, &row))
		doctor_say(d, DOCTOR_FAIL, "administrators", "cannot be read");
	else if (row.is_there)
		doctor_say(d, DOCTOR_OK, "administrators",
		    "somebody can administer the server");
	else
		doctor_say(d, DOCTOR_WARN, "administrators",
		    "none has a way in: hearthctl user password gives one, "
		    "hearthctl user add makes one");
}
