/*
 * The inside of hearthctl: a tree of commands, what each command is given, and
 * how it says what it found.
 *
 * Results go to ctl->out, complaints to ctl->err. A command returns the exit
 * status of the program: 0, 1 where the command's help says so, or a status of
 * sysexits(3).
 */
#ifndef CMD_CTL_H
#define CMD_CTL_H

#include <stdbool.h>
#include <stdio.h>

#include "app/call.h"
#include "base/attr.h"

struct ctl_command;

struct ctl {
	FILE *in, *out, *err;
	const char *version;		/* of the program */
	const char *conf_file;		/* --conf; NULL for the default */
	const struct ctl_command *root; /* of all commands, by ctl_run */
	struct arena arena;		/* lives as long as the command */
	struct fault fault;
	struct conf conf;	 /* after ctl_load */
	struct db *db;		 /* after ctl_open, else NULL */
	struct crypt_keys *keys; /* after ctl_open with CONF_NEED_SECRET */
};

/* One option of a command: a flag, or one that takes a value. */
struct ctl_option {
	const char *name;  /* "--dry-run" */
	const char *value; /* what the help calls the value; NULL: flag */
	const char *help;
};

enum { CTL_OPTIONS = 10, CTL_OPERANDS = 2 };

struct ctl_args {
	const char *operands[CTL_OPERANDS]; /* NULL past the last */
	/* By the option's place in the table of its command: NULL when it was
	 * not given, "" for a flag. */
	const char *options[CTL_OPTIONS];
};

/* A node of the tree. A group has children; a group that also has run can be
 * called without naming one of them. Tables end with a NULL name. */
struct ctl_command {
	const char *name;
	const char *operands;  /* for the synopsis; NULL when there are none */
	const char *help;      /* a sentence, or several */
	unsigned n_min, n_max; /* operands taken */
	const struct ctl_option *options;
	const struct ctl_command *children;
	int (*run)(struct ctl *ctl, const struct ctl_args *args);
};

/* Reads argv (argv[0] is skipped), finds the command below root and runs it;
 * answers --help and --version itself. EX_USAGE when argv makes no sense. */
int ctl_run(struct ctl *ctl, const struct ctl_command *root, int argc,
    char *const *argv);

/* Readies *ctl for standard streams; ends with ctl_release. */
void ctl_init(struct ctl *ctl, const char *version);
/* Closes the connection, wipes the keys, frees the arena. */
void ctl_release(struct ctl *ctl);

/* Reads the settings (conf/conf.h); needs are enum conf_need. 0, or EX_CONFIG
 * after saying why. */
MUST_CHECK int ctl_load(struct ctl *ctl, unsigned needs);
/* Makes ctl->db from the loaded settings and binds it to the arena and fault
 * of ctl; it connects when it is first used. check_schema then refuses a
 * database that is not at this program's version. ERR_CONFIG. */
MUST_CHECK enum err ctl_attach(struct ctl *ctl, bool check_schema);
/* ctl_load with CONF_NEED_DATABASE added, ctl_attach and a connection to a
 * database of this program's version; with CONF_NEED_SECRET also ctl->keys. 0,
 * or a status after saying why. */
MUST_CHECK int ctl_open(struct ctl *ctl, unsigned needs);

/* The operator's call, of now. After ctl_open. */
struct call ctl_call(struct ctl *ctl);

/* One line on ctl->err. Returns status. */
int ctl_complain(struct ctl *ctl, int status, const char *format, ...)
    FORMAT_LIKE(3, 4);
/* Says what ctl->fault holds and returns the status that err means; 0 and
 * silence for ERR_OK. */
int ctl_result(struct ctl *ctl, enum err err);

/* Runs fn inside one transaction, again while the database asks for that (at
 * most five times). */
MUST_CHECK enum err ctl_transaction(
    struct ctl *ctl, enum err (*fn)(struct ctl *ctl, void *ctx), void *ctx);

/*
 * The rows of a query for people or, with json, for programs. The columns of
 * the query are what is shown, in their order; those whose names begin with
 * '_' are not.
 */
/* What a list shows of its rows. */
struct ctl_shown {
	const char *names; /* columns of the table, between spaces; NULL: all */
	const char *q;	   /* only rows that have this in one of their texts,
			      however it is written (text_fold); NULL: all */
	int64_t limit;	   /* at most so many rows; 0: all */
	bool json;
};
/* A table with a line of headings, or a JSON array. */
MUST_CHECK enum err ctl_print_list(
    struct ctl *ctl, struct db_call call, const struct ctl_shown *shown);
/* Lines "name: value", or a JSON object. ERR_NOT_FOUND when there is no
 * row. */
MUST_CHECK enum err ctl_print_one(
    struct ctl *ctl, struct db_call call, bool json);

/* A number of rows: text, from 1 to max; *limit stays when text is NULL. 0, or
 * EX_USAGE after saying why. */
MUST_CHECK int ctl_read_limit(
    struct ctl *ctl, const char *text, int64_t max, int64_t *limit);

/* Says what is about to happen and asks at the terminal whether it may, unless
 * is_agreed. 0; EX_NOINPUT after saying so when there is no terminal or the
 * answer is not yes. */
MUST_CHECK int ctl_confirm(struct ctl *ctl, bool is_agreed, const char *what);

enum { CTL_PASSWORD_SIZE = 1026 };

/* Reads a password: the first line of ctl->in with from_stdin, else twice from
 * the terminal without echo. 0, or a status after saying why; the caller wipes
 * the text. */
MUST_CHECK int ctl_password_read(
    struct ctl *ctl, bool from_stdin, char password[CTL_PASSWORD_SIZE]);

/* The whole tree, and the options that every command understands. */
extern const struct ctl_command ctl_root;
extern const struct ctl_option ctl_global_options[];
/* The groups of commands, one file each. */
extern const struct ctl_command ctl_migrate_commands[], ctl_user_commands[],
    ctl_session_commands[], ctl_provider_commands[], ctl_files_commands[],
    ctl_jobs_commands[], ctl_mail_commands[], ctl_password_filter_commands[];
extern const struct ctl_option ctl_migrate_options[], ctl_backup_options[],
    ctl_restore_options[], ctl_config_options[], ctl_doctor_options[],
    ctl_imip_options[];

/*
 * The commands that are no groups, or can be called without naming a child.
 * Each returns its exit status.
 */
int ctl_migrate_run(struct ctl *ctl, const struct ctl_args *args);
int ctl_backup_run(struct ctl *ctl, const struct ctl_args *args);
int ctl_restore_run(struct ctl *ctl, const struct ctl_args *args);
int ctl_metrics_run(struct ctl *ctl, const struct ctl_args *args);
int ctl_reseal_run(struct ctl *ctl, const struct ctl_args *args);
int ctl_commands_run(struct ctl *ctl, const struct ctl_args *args);
int ctl_config_run(struct ctl *ctl, const struct ctl_args *args);
int ctl_doctor_run(struct ctl *ctl, const struct ctl_args *args);
int ctl_imip_run(struct ctl *ctl, const struct ctl_args *args);

#endif
