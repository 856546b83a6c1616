/*
 * hearthctl jobs: the queue of sql/query/job.sql as an operator sees it.
 */
#include "cmd/ctl.h"

#include <sysexits.h>

#include "base/str.h"
#include "base/uuid.h"
#include "generated/query/job.h"
#include "worker/kind.h"

#include "base/banned.h"

enum { STATE, LIMIT, LIST_JSON }; /* places in the option tables */
enum { SHOW_JSON };
enum { RETRY_ALL, RETRY_KIND };

enum { LIMIT_MAX = 10000 };

static bool
is_state(const char *s)
{
	static const char *const states[] = { "ready", "running", "done",
		"dead", "cancelled" };

	for (size_t i = 0; i < N_OF(states); i++)
		if (str_eq(s, states[i]))
			return true;
	return false;
}

static int
jobs_list(struct ctl *ctl, const struct ctl_args *args)
{
	const char *state = args->options[STATE];
	int64_t limit = 50;
	int status;

	if (state && !is_state(state))
		return ctl_complain(ctl, EX_USAGE,
		    "'%s' is no state: ready, running, done, dead or cancelled",
		    state);
	status = ctl_read_limit(ctl, args->options[LIMIT], LIMIT_MAX, &limit);
	if (!status)
		status = ctl_open(ctl, 0);
	if (status)
		return status;
	return ctl_result(
	    ctl, ctl_print_list(ctl, Q_job_list(.state = state, .limit = limit),
		     &(struct ctl_shown){
			 .names = "id kind state attempt run_at last_error",
			 .json = args->options[LIST_JSON] != NULL }));
}

/* Opens the database and reads the operand. */
static int
open_with_id(struct ctl *ctl, const char *text, struct job_id *id)
{
	if (!uuid_parse(text, &id->v))
		return ctl_complain(
		    ctl, EX_USAGE, "'%s' is not the id of a job", text);
	return ctl_open(ctl, 0);
}

static int
jobs_show(struct ctl *ctl, const struct ctl_args *args)
{
	struct job_id id;
	int status = open_with_id(ctl, args->operands[0], &id);

	if (status)
		return status;
	return ctl_result(ctl, ctl_print_one(ctl, Q_job_get(.id = id),
				   args->options[SHOW_JSON] != NULL));
}

/* What retry and cancel have in common: one statement that changes the job
 * when its state allows that. */
struct change {
	struct job_id id;
	enum err (*run)(struct db *db, struct job_id id, int64_t *changed);
	const char *done, *refused;
};

static enum err
run_retry(struct db *db, struct job_id id, int64_t *changed)
{
	return q_job_retry(db, .id = id, changed);
}

static enum err
run_cancel(struct db *db, struct job_id id, int64_t *changed)
{
	return q_job_cancel(db, .id = id, changed);
}

static enum err
change_job(struct ctl *ctl, void *ctx)
{
	const struct change *c = ctx;
	struct q_job_get_row job;
	int64_t changed;
	enum err err;

	err = q_job_get(ctl->db, .id = c->id, &job);
	if (err == ERR_NOT_FOUND)
		return fault(&ctl->fault, err, "no such job");
	if (err)
		return err;
	err = c->run(ctl->db, c->id, &changed);
	if (!err && !changed)
		return fault(&ctl->fault, ERR_INVALID_TRANSITION,
		    "the job is %s; %s", job.state, c->refused);
	return err;
}

static int
jobs_change(struct ctl *ctl, const struct ctl_args *args, struct change *c)
{
	int status = open_with_id(ctl, args->operands[0], &c->id);

	if (status)
		return status;
	status = ctl_result(ctl, ctl_transaction(ctl, change_job, c));
	if (!status)
		fprintf(ctl->out, "%s\n", c->done);
	return status;
}

struct retry_all {
	const char *kind; /* NULL: any */
	int64_t n;
};

static enum err
run_retry_all(struct ctl *ctl, void *ctx)
{
	struct retry_all *all = ctx;

	return q_job_retry_failed(ctl->db, .kind = all->kind, &all->n);
}

static int
retry_all(struct ctl *ctl, const char *kind)
{
	struct retry_all all = { .kind = kind };
	int status;

	if (kind && !worker_kind_find(kind))
		return ctl_complain(
		    ctl, EX_USAGE, "no job is of a kind '%s'", kind);
	status = ctl_open(ctl, 0);
	if (!status)
		status = ctl_result(
		    ctl, ctl_transaction(ctl, run_retry_all, &all));
	if (!status)
		fprintf(ctl->out, "jobs that are due now: %lld\n",
		    (long long)all.n);
	return status;
}

static int
jobs_retry(struct ctl *ctl, const struct ctl_args *args)
{
	bool all = args->options[RETRY_ALL] != NULL;

	if (all == (args->operands[0] != NULL) ||
	    (args->options[RETRY_KIND] && !all))
		return ctl_complain(ctl, EX_USAGE,
		    "either the ID of one job, or --all, with --kind KIND for "
		    "those of one kind");
	if (all)
		return retry_all(ctl, args->options[RETRY_KIND]);
	return jobs_change(ctl, args,
	    &(struct change){ .run = run_retry,
		.done = "the job is due now",
		.refused = "only one that waits, died or was cancelled can be "
			   "retried" });
}

static int
jobs_cancel(struct ctl *ctl, const struct ctl_args *args)
{
	return jobs_change(ctl, args,
	    &(struct change){ .run = run_cancel,
		.done = "the job is cancelled",
		.refused = "only one that waits can be cancelled" });
}

static const struct ctl_option list_options[] = {
	[STATE] = { "--state", "STATE",
	    "only ready, running, done, dead or cancelled" },
	[LIMIT] = { "--limit", "N", "at most N (50), the newest first" },
	[LIST_JSON] = { "--json", NULL, "print a JSON array" },
	{ 0 }
};

static const struct ctl_option show_options[] = {
	[SHOW_JSON] = { "--json", NULL, "print a JSON object" }, { 0 }
};

static const struct ctl_option retry_options[] = {
	[RETRY_ALL] = { "--all", NULL, "all that died, or failed and wait" },
	[RETRY_KIND] = { "--kind", "KIND", "of these, those of one kind" },
	{ 0 }
};

const struct ctl_command ctl_jobs_commands[] = { { .name = "list",
						     .help = "List jobs.",
						     .options = list_options,
						     .run = jobs_list },
	{ .name = "show",
	    .operands = "ID",
	    .n_min = 1,
	    .n_max = 1,
	    .help = "Show one job with its payload.",
	    .options = show_options,
	    .run = jobs_show },
	{ .name = "retry",
	    .operands = "[ID]",
	    .n_max = 1,
	    .help = "Make a job that waits, died or was cancelled due now, or "
		    "all that failed.",
	    .options = retry_options,
	    .run = jobs_retry },
	{ .name = "cancel",
	    .operands = "ID",
	    .n_min = 1,
	    .n_max = 1,
	    .help = "Cancel a job that waits.",
	    .run = jobs_cancel },
	{ 0 } };
