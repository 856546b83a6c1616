/*
 * hearthctl doctor: runs the checks of ctl_doctor_*.c and sums up.
 */
#include "cmd/ctl_doctor.h"

#include "text/shown.h"

#include "base/banned.h"

enum { RUN_DIR, CA_FILE, JSON }; /* places in the option table */

enum { JSON_MAX = 1 << 20 };

const struct ctl_option ctl_doctor_options[] = {
	[RUN_DIR] = { "--run-dir", "DIR",
	    "where the sockets of the pools are (/run/hearth)" },
	[CA_FILE] = { "--ca-file", "FILE",
	    "who signs the certificate of PUBLIC_URL" },
	[JSON] = { "--json", NULL, "print a JSON array" },
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
	doctor_timezones(d);
	doctor_units(d);
	doctor_sockets(d);
	doctor_web_server(d, "/etc/nginx/nginx.conf");
	if (err) {
		doctor_say(d, DOCTOR_FAIL, "settings", "%s", ctl->fault.detail);
		return;
	}
	doctor_settings(d);
	doctor_public_url(d);
	doctor_mail(d);
	doctor_disk(d);
	doctor_files(d);
	doctor_backup(d);
	doctor_database(d);
}

static void
print_lines(struct doctor *d)
{
	check_installation(d);
	fprintf(d->ctl->out, "ok: %d, warnings: %d, failures: %d\n",
	    d->counts[DOCTOR_OK], d->counts[DOCTOR_WARN],
	    d->counts[DOCTOR_FAIL]);
}

static void
print_array(struct doctor *d)
{
	struct buf b;
	struct json_writer w = json_writer(&b);

	buf_init(&b, JSON_MAX);
	d->json = &w;
	json_open(&w, '[');
	check_installation(d);
	json_close(&w, ']');
	fprintf(d->ctl->out, "%s\n",
	    text_json_for_terminal(&d->ctl->arena, buf_text(&b)));
	buf_release(&b);
}

int
ctl_doctor_run(struct ctl *ctl, const struct ctl_args *args)
{
	struct doctor d = {
		.ctl = ctl, .run_dir = "/run/hearth", .ca_file = ""
	};

	if (args->options[RUN_DIR])
		d.run_dir = args->options[RUN_DIR];
	if (args->options[CA_FILE])
		d.ca_file = args->options[CA_FILE];
	if (args->options[JSON])
		print_array(&d);
	else
		print_lines(&d);
	return d.counts[DOCTOR_FAIL] ? 1 : 0;
}
