/*
 * hearthctl doctor: runs the checks of ctl_doctor_*.c and sums up.
 */
#include "cmd/ctl_doctor.h"

#include "base/banned.h"

enum { RUN_DIR }; /* place in the option table */

const struct ctl_option ctl_doctor_options[] = {
	[RUN_DIR] = { "--run-dir", "DIR",
	    "where the sockets of the pools are (/run/hearth)" },
	{ 0 }
};

static void
check_installation(struct doctor *d)
{
	struct ctl *ctl = d->ctl;
	enum err err = conf_load(&ctl->conf, ctl->conf_file,
	    CONF_NEED_DATABASE | CONF_NEED_SECRET, &ctl->arena, &ctl->fault);

	doctor_packages(d);
	doctor_clock(d);
	doctor_sockets(d);
	doctor_web_server(d, "/etc/nginx/nginx.conf");
	if (err) {
		doctor_say(d, DOCTOR_FAIL, "settings", "%s", ctl->fault.detail);
		return;
	}
	doctor_settings(d);
	doctor_mail(d);
	doctor_database(d);
}

int
ctl_doctor_run(struct ctl *ctl, const struct ctl_args *args)
{
	struct doctor d = { .ctl = ctl, .run_dir = "/run/hearth" };

	if (args->options[RUN_DIR])
		d.run_dir = args->options[RUN_DIR];
	check_installation(&d);
	fprintf(ctl->out, "ok: %d, warnings: %d, failures: %d\n",
	    d.counts[DOCTOR_OK], d.counts[DOCTOR_WARN], d.counts[DOCTOR_FAIL]);
	return d.counts[DOCTOR_FAIL] ? 1 : 0;
}
