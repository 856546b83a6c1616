/*
 * The root of hearthctl's commands. What a command does is in its own file.
 */
#include "cmd/ctl.h"

#include "base/banned.h"

static const struct ctl_command commands[] = {
	{ .name = "migrate",
	    .help = "Bring the database schema to this program's version.",
	    .options = ctl_migrate_options,
	    .children = ctl_migrate_commands,
	    .run = ctl_migrate_run },
	{ .name = "user",
	    .help = "Add people, look at them, let them in or keep them out.",
	    .children = ctl_user_commands },
	{ .name = "session",
	    .help = "Look at where somebody is signed in, and end it.",
	    .children = ctl_session_commands },
	{ .name = "provider",
	    .help = "Look after whose accounts people sign in with.",
	    .children = ctl_provider_commands },
	{ .name = "jobs",
	    .help = "Look at background jobs, retry or cancel them.",
	    .children = ctl_jobs_commands },
	{ .name = "files",
	    .help = "Look after the files of people.",
	    .children = ctl_files_commands },
	{ .name = "passwords",
	    .help = "Keep passwords out that have leaked elsewhere.",
	    .children = ctl_password_filter_commands },
	{ .name = "backup",
	    .help = "Copy the database to BACKUP_DIR while it is in use.",
	    .options = ctl_backup_options,
	    .run = ctl_backup_run },
	{ .name = "restore",
	    .operands = "FILE",
	    .n_min = 1,
	    .n_max = 1,
	    .help = "Check a copy, and put it in the place of the database.",
	    .options = ctl_restore_options,
	    .run = ctl_restore_run },
	{ .name = "mail",
	    .help = "See whether mail leaves.",
	    .children = ctl_mail_commands },
	{ .name = "imip",
	    .help = "Take answers to events that came by mail: one on "
		    "standard input, or those in a Maildir. Exits 75 when they "
		    "should come again.",
	    .options = ctl_imip_options,
	    .run = ctl_imip_run },
	{ .name = "reseal",
	    .help = "After SECRET_KEY was changed: seal with it what "
		    "SECRET_KEY_PREVIOUS has sealed. Exits 1 when something "
		    "does not open.",
	    .run = ctl_reseal_run },
	{ .name = "metrics",
	    .help = "Print what GET /metrics answers.",
	    .run = ctl_metrics_run },
	{ .name = "commands",
	    .help = "Print every command with its options and operands, as "
		    "completion in a shell needs them.",
	    .run = ctl_commands_run },
	{ .name = "config",
	    .help = "Print the effective settings; secrets are masked.",
	    .options = ctl_config_options,
	    .run = ctl_config_run },
	{ .name = "doctor",
	    .help = "Check this installation. Exits 1 when something fails.",
	    .options = ctl_doctor_options,
	    .run = ctl_doctor_run },
	{ 0 }
};

const struct ctl_command ctl_root = {
	.name = "hearthctl",
	.help = "Operate a Hearth installation.",
	.children = commands,
};
