/*
 * One table names what is counted. The kinds of cells that a row can show are
 * functions below it.
 */
#include "app/metrics_text.h"

#include <stdlib.h>
#include <string.h>

#include "app/job.h"
#include "app/metrics.h"
#include "base/str.h"

#include "base/banned.h"

void
app_metrics_head(
    struct buf *out, const char *name, const char *type, const char *help)
{
	buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void
app_metrics_gauge(
    struct buf *out, const char *name, const char *help, int64_t value)
{
	app_metrics_head(out, name, "gauge", help);
	buf_printf(out, "%s %lld\n", name, (long long)value);
}

static bool
is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || strchr("_-./:", c);
}

void
app_metrics_sample(
    struct buf *out, const char *name, const char *label, const char *value)
{
	buf_printf(out, "%s{%s=\"", name, label);
	for (; *value; value++)
		buf_char(out, is_plain(*value) ? *value : '_');
	buf_char(out, '"');
}

void
app_metrics_seconds(struct buf *out, uint64_t us)
{
	buf_printf(out, "%llu.%06llu", (unsigned long long)us / 1000000,
	    (unsigned long long)us % 1000000);
}

struct family;
typedef void (*write_fn)(
    struct buf *out, const struct family *f, const struct metric_total *total);

struct family {
	const char *name, *type, *help;
	enum metric_kind kind;
	const char *label; /* of the row's name; NULL: there is one row */
	size_t cell;	   /* the first that it shows */
	write_fn write;
};

/* The sample's name with suffix, and its labels but for the last brace. */
static void
open_sample(struct buf *out, const struct family *f, const char *suffix,
    const struct metric_total *t, const char *label, const char *value)
{
	buf_printf(out, "%s%s", f->name, suffix);
	if (f->label)
		app_metrics_sample(out, "", f->label, t->name);
	if (label)
		buf_printf(
		    out, "%c%s=\"%s\"", f->label ? ',' : '{', label, value);
	buf_str(out, f->label || label ? "} " : " ");
}

static void
put_number(struct buf *out, uint64_t n)
{
	buf_printf(out, "%llu\n", (unsigned long long)n);
}

static void
write_count(
    struct buf *out, const struct family *f, const struct metric_total *t)
{
	open_sample(out, f, "", t, NULL, NULL);
	put_number(out, t->cells[f->cell]);
}

static void
write_seconds(
    struct buf *out, const struct family *f, const struct metric_total *t)
{
	open_sample(out, f, "", t, NULL, NULL);
	app_metrics_seconds(out, t->cells[f->cell]);
	buf_char(out, '\n');
}

static void
write_classes(
    struct buf *out, const struct family *f, const struct metric_total *t)
{
	static const char *const classes[METRIC_CLASSES] = { "2xx", "3xx",
		"4xx", "5xx" };

	for (size_t i = 0; i < METRIC_CLASSES; i++) {
		open_sample(out, f, "", t, "status", classes[i]);
		put_number(out, t->cells[f->cell + i]);
	}
}

static void
write_ends(
    struct buf *out, const struct family *f, const struct metric_total *t)
{
	_Static_assert(
	    APP_JOB_DEAD + 1 == METRIC_JOB_CELLS, "a cell for each end");
	static const char *const ends[METRIC_JOB_CELLS] = {
		[APP_JOB_DONE] = "done",
		[APP_JOB_MOOT] = "moot",
		[APP_JOB_VOID] = "void",
		[APP_JOB_AGAIN] = "again",
		[APP_JOB_UNCERTAIN] = "uncertain",
		[APP_JOB_DEAD] = "dead"
	};

	for (size_t i = 0; i < METRIC_JOB_CELLS; i++) {
		open_sample(out, f, "", t, "end", ends[i]);
		put_number(out, t->cells[f->cell + i]);
	}
}

/* The count is made of the buckets, so that they agree whenever they are read.
 */
static void
write_times(
    struct buf *out, const struct family *f, const struct metric_total *t)
{
	const uint64_t *cells = &t->cells[f->cell];
	uint64_t n = 0;

	for (size_t i = 0; i < METRIC_BUCKETS; i++) {
		struct buf bound;

		buf_init(&bound, 64);
		if (i == METRIC_BUCKETS - 1)
			buf_str(&bound, "+Inf");
		else
			buf_printf(
			    &bound, "%g", (double)metric_bounds_us[i] / 1e6);
		n += cells[i];
		open_sample(out, f, "_bucket", t, "le", buf_text(&bound));
		put_number(out, n);
		buf_release(&bound);
	}
	open_sample(out, f, "_sum", t, NULL, NULL);
	app_metrics_seconds(out, cells[METRIC_BUCKETS]);
	buf_char(out, '\n');
	open_sample(out, f, "_count", t, NULL, NULL);
	put_number(out, n);
}

static const struct family families[] = {
	{ "hearth_requests_total", "counter",
	    "Requests answered, by operation of the contract and class of "
	    "status.",
	    METRIC_OPERATION, "operation", METRIC_REQUESTS, write_classes },
	{ "hearth_request_seconds", "histogram",
	    "Time from the request's first byte at a responder to the "
	    "response's last.",
	    METRIC_OPERATION, "operation", METRIC_REQUEST_TIME, write_times },
	{ "hearth_response_bytes_total", "counter",
	    "Bytes of the bodies of responses.", METRIC_OPERATION, "operation",
	    METRIC_RESPONSE_BYTES, write_count },
	{ "hearth_statements_total", "counter",
	    "Runs of a query; those that took most time are shown.",
	    METRIC_QUERY, "query", METRIC_STATEMENTS, write_count },
	{ "hearth_statement_seconds_total", "counter",
	    "Time from a query's sending to its last row.", METRIC_QUERY,
	    "query", METRIC_STATEMENT_US, write_seconds },
	{ "hearth_transaction_retries_total", "counter",
	    "Transactions begun once more, because another one was in the way.",
	    METRIC_DATABASE, NULL, METRIC_RETRIES, write_count },
	{ "hearth_database_connections_lost_total", "counter",
	    "Connections that ended, or could not be made.", METRIC_DATABASE,
	    NULL, METRIC_LOST, write_count },
	{ "hearth_database_connects_refused_total", "counter",
	    "Connections not even tried, so soon after one that failed.",
	    METRIC_DATABASE, NULL, METRIC_REFUSED, write_count },
	{ "hearth_jobs_ended_total", "counter",
	    "Attempts at a job, by its kind and how they ended.", METRIC_JOB,
	    "kind", 0, write_ends },
	{ "hearth_mail_seconds", "histogram",
	    "Time for handing one mail to its server, or for failing to.",
	    METRIC_MAIL, NULL, 0, write_times },
	{ "hearth_process_starts_total", "counter",
	    "Processes that have begun to count.", METRIC_PROGRAM, "program", 0,
	    write_count },
};

static int
by_time(const void *a, const void *b)
{
	const struct metric_total *const *x = a, *const *y = b;
	uint64_t left = (*x)->cells[METRIC_STATEMENT_US],
		 right = (*y)->cells[METRIC_STATEMENT_US];

	return left < right ? 1 : left > right ? -1 : 0;
}

/* The totals of a kind, of queries the slowest; *n of them. */
static const struct metric_total **
choose(const struct metric_sum *sum, enum metric_kind kind, size_t *n)
{
	const struct metric_total **chosen;
	size_t n_all = 0;

	for (const struct metric_total *t = sum->totals; t; t = t->next)
		n_all += t->kind == kind;
	chosen = arena_array(sum->arena, n_all, sizeof(*chosen));
	*n = 0;
	for (const struct metric_total *t = sum->totals; t; t = t->next)
		if (t->kind == kind)
			chosen[(*n)++] = t;
	if (kind == METRIC_QUERY) {
		qsort(chosen, *n, sizeof(*chosen), by_time);
		if (*n > APP_METRICS_QUERIES)
			*n = APP_METRICS_QUERIES;
	}
	return chosen;
}

void
app_metrics_totals(struct buf *out, const struct metric_sum *sum)
{
	for (const struct family *f = families; f < families + N_OF(families);
	     f++) {
		size_t n;
		const struct metric_total **totals = choose(sum, f->kind, &n);

		app_metrics_head(out, f->name, f->type, f->help);
		for (size_t i = 0; i < n; i++)
			f->write(out, f, totals[i]);
	}
}
