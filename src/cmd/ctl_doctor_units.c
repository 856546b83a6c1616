/*
 * What systemd says of Hearth's units, where it runs.
 */
#include "cmd/ctl_doctor.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "base/str.h"

#include "base/banned.h"

enum { TEXT_SIZE = 16384, WORD_SIZE = 128 };

/* A line of systemctl list-units: UNIT LOAD ACTIVE SUB DESCRIPTION. */
static void
check_unit(struct doctor *d, const char *line, int *n_active)
{
	char unit[WORD_SIZE], active[WORD_SIZE];

	if (sscanf(line, "%127s %*s %127s", unit, active) != 2)
		return;
	*n_active += str_eq(active, "active");
	if (str_eq(active, "failed"))
		doctor_say(d, DOCTOR_FAIL, "unit",
		    "%s has failed: journalctl -u %s", unit, unit);
}

void
doctor_read_units(struct doctor *d, char *list)
{
	int failed = d->counts[DOCTOR_FAIL], n_active = 0;
	char *line;

	while ((line = strsep(&list, "\n")))
		check_unit(d, line, &n_active);
	if (!n_active)
		doctor_say(d, DOCTOR_WARN, "unit",
		    "systemd runs, but no unit of Hearth");
	else if (d->counts[DOCTOR_FAIL] == failed)
		doctor_say(d, DOCTOR_OK, "unit", "%d active, none has failed",
		    n_active);
}

void
doctor_units(struct doctor *d)
{
	const char *const argv[] = { "systemctl", "list-units", "--all",
		"--full", "--plain", "--no-legend", "--no-pager", "hearth*",
		NULL };
	char text[TEXT_SIZE];

	if (access("/run/systemd/system", F_OK) != 0)
		return;
	if (child_run(argv, text, sizeof(text)) != 0)
		doctor_say(d, DOCTOR_WARN, "unit", "systemctl does not answer");
	else
		doctor_read_units(d, text);
}
