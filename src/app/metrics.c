/*
 * Whose counters they are, what processes and the queue say at the moment, and
 * the order of it all.
 */
#include "app/metrics.h"

#include "app/backup_name.h"
#include "app/metrics_text.h"
#include "base/checksum.h"
#include "base/clock.h"
#include "base/log.h"
#include "conf/url.h"
#include "crypt/password_filter.h"
#include "generated/query/job.h"

#include "base/banned.h"

enum {
	URL_MAX = 4096,
	JOBS_MAX = 10000 /* counted in one state, as the help says */
};

/* One database is one Hearth. Its name is no secret, its password is. */
static void
name_owner(const struct conf *conf, char owner[CHECKSUM_SIZE])
{
	struct buf url;

	buf_init(&url, URL_MAX);
	conf_url_mask(&url, conf->database_url);
	checksum_text(buf_text(&url), owner);
	buf_release(&url);
}

struct metric *
app_metrics_open(const struct conf *conf, const char *program)
{
	char owner[CHECKSUM_SIZE];

	name_owner(conf, owner);
	return metric_open(
	    &(struct metric_options){ conf->metrics_file, owner, program });
}

enum err
app_metrics_read_file(
    const struct conf *conf, struct metric_sum *sum, struct fault *f)
{
	char owner[CHECKSUM_SIZE];

	name_owner(conf, owner);
	return metric_sum_read_file(sum, conf->metrics_file, owner, f);
}

/* Processes */

static void
open_process(
    struct buf *out, const char *name, const struct metric_process *process)
{
	app_metrics_sample(out, name, "program", process->program);
	buf_printf(out, ",slot=\"%zu\"} ", process->slot);
}

static void
write_starts(struct buf *out, const struct metric_sum *sum)
{
	static const char name[] = "hearth_process_start_time_seconds";

	app_metrics_head(out, name, "gauge",
	    "When each process that runs was started, in seconds since 1970.");
	for (const struct metric_process *p = sum->processes; p; p = p->next) {
		open_process(out, name, p);
		app_metrics_seconds(out, (uint64_t)p->started_us);
		buf_char(out, '\n');
	}
}

static void
write_sizes(struct buf *out, const struct metric_sum *sum)
{
	static const char resident[] = "hearth_process_resident_bytes",
			  arena[] = "hearth_process_arena_peak_bytes";

	app_metrics_head(out, resident, "gauge",
	    "Memory of each process in RAM, looked at every few requests.");
	for (const struct metric_process *p = sum->processes; p; p = p->next) {
		open_process(out, resident, p);
		buf_printf(
		    out, "%llu\n", (unsigned long long)p->resident_bytes);
	}
	app_metrics_head(out, arena, "gauge",
	    "The most memory that one request or job of the process took.");
	for (const struct metric_process *p = sum->processes; p; p = p->next) {
		open_process(out, arena, p);
		buf_printf(out, "%llu\n", (unsigned long long)p->arena_bytes);
	}
}

/* The queue */

static void
write_depth(struct buf *out, const char *state, int64_t n)
{
	app_metrics_sample(out, "hearth_jobs", "state", state);
	buf_printf(out, "} %lld\n", (long long)n);
}

static void
write_queue(struct buf *out, const struct q_job_depth_row *queue)
{
	int64_t late_us = queue->due_at.set ? queue->now - queue->due_at.v : 0;

	app_metrics_head(out, "hearth_jobs", "gauge",
	    "Jobs by state; 10000 stands for that or more.");
	write_depth(out, "ready", queue->ready);
	write_depth(out, "running", queue->running);
	write_depth(out, "dead", queue->dead);
	app_metrics_head(out, "hearth_oldest_due_job_seconds", "gauge",
	    "For how long the first of the jobs that are due has been so.");
	buf_str(out, "hearth_oldest_due_job_seconds ");
	app_metrics_seconds(out, late_us > 0 ? (uint64_t)late_us : 0);
	buf_char(out, '\n');
}

static void
write_database(struct call *call, struct buf *out)
{
	struct q_job_depth_row queue;
	enum err err = q_job_depth(call->db, .most = JOBS_MAX, &queue);

	app_metrics_gauge(out, "hearth_database_up",
	    "Whether the database answered this request.", !err);
	if (!err) {
		write_queue(out, &queue);
		return;
	}
	db_rollback(call->db);
	fault_clear(call->fault);
}

/* Copies */

static void
write_backup(struct call *call, struct buf *out)
{
	static const char name[] = "hearth_newest_backup_time_seconds";
	const char *folder = call->conf->backup_dir;
	struct app_backup_name *copies;
	size_t n = 0;

	app_metrics_head(out, name, "gauge",
	    "When the newest copy in BACKUP_DIR was made, in seconds since "
	    "1970; 0: none is to be seen.");
	if (!*folder)
		return;
	if (app_backup_name_list(folder, db_engine(call->db), call->arena,
		call->fault, &copies, &n))
		fault_clear(call->fault);
	buf_printf(out, "%s ", name);
	app_metrics_seconds(out, n ? (uint64_t)copies[0].made_us : 0);
	buf_char(out, '\n');
}

/* Passwords */

static void
write_password_filter(const struct conf *conf, struct buf *out)
{
	static const char name[] = "hearth_password_filter_readable";
	struct crypt_password_filter filter;
	bool is_open;

	app_metrics_head(out, name, "gauge",
	    "0 while PASSWORD_FILTER is set and cannot be read: passwords that "
	    "have leaked may be chosen.");
	if (!*conf->password_filter)
		return;
	is_open = crypt_password_filter_open(&filter, conf->password_filter);
	if (is_open)
		crypt_password_filter_close(&filter);
	buf_printf(out, "%s %d\n", name, is_open);
}

void
app_metrics_write(struct call *call, struct metric_sum *sum, struct buf *out)
{
	app_metrics_head(out, "hearth_build_info", "gauge",
	    "The version that gave this answer.");
	buf_str(out, "hearth_build_info{version=\"" PACKAGE_VERSION "\"} 1\n");
	app_metrics_gauge(out, "hearth_metrics_shared",
	    "0 when METRICS_FILE could not be used: the figures are of one "
	    "process.",
	    sum->is_shared);
	metric_sum_row(sum, METRIC_DATABASE, "");
	metric_sum_row(sum, METRIC_MAIL, "");
	app_metrics_totals(out, sum);
	write_starts(out, sum);
	write_sizes(out, sum);
	write_database(call, out);
	write_backup(call, out);
	write_password_filter(call->conf, out);
}
