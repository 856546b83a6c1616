/*
 * Counters that the processes of one Hearth on one host share: each writes a
 * slot of a file in memory that is its own alone, readers add the slots up
 * (metric/sum.h). A slot outlives its process, and the next one that takes it
 * goes on with the numbers it finds, so that sums never fall.
 *
 * A slot is a list of rows, each of a kind, a name and as many 64-bit cells as
 * the kind has. Rows are only ever added, with their names, so that processes
 * of different versions can write the same file. Names come from tables of the
 * program (operations, queries, kinds of jobs), never from input.
 */
#ifndef METRIC_METRIC_H
#define METRIC_METRIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	METRIC_NAME_SIZE = 56, /* a longer name is cut */
	METRIC_CLASSES = 4,    /* 2xx to 5xx */
	METRIC_BUCKETS = 13,   /* the last takes what passes all bounds */
	METRIC_TIME_CELLS = METRIC_BUCKETS + 1 /* and the sum */
};

/* The cells of a row of each kind. Whoever changes one raises FORMAT in
 * metric/file.c. */
enum metric_operation_cell {
	METRIC_REQUESTS, /* by class of status */
	METRIC_REQUEST_TIME = METRIC_REQUESTS + METRIC_CLASSES,
	METRIC_RESPONSE_BYTES = METRIC_REQUEST_TIME + METRIC_TIME_CELLS,
	METRIC_OPERATION_CELLS
};
enum metric_query_cell {
	METRIC_STATEMENTS,
	METRIC_STATEMENT_US,
	METRIC_QUERY_CELLS
};
enum metric_database_cell {
	METRIC_RETRIES, /* transactions run once more */
	METRIC_LOST,	/* connections, tries to make one included */
	METRIC_REFUSED, /* tries that the breaker did not allow */
	METRIC_DATABASE_CELLS
};
enum {
	METRIC_JOB_CELLS = 6, /* by enum app_job_end */
	METRIC_MAIL_CELLS = METRIC_TIME_CELLS,
	METRIC_PROGRAM_CELLS = 1 /* processes started */
};

/* X(kind): what has rows. */
#define METRIC_KIND_TABLE(X)                                    \
	X(OPERATION) /* by operationId */                       \
	X(QUERY)     /* by name */                              \
	X(DATABASE)  /* one row */                              \
	X(JOB)	     /* by kind of job */                       \
	X(MAIL)	     /* one row: how long a mail server took */ \
	X(PROGRAM)   /* by name */

enum metric_kind {
#define METRIC_KIND(kind) METRIC_##kind,
	METRIC_KIND_TABLE(METRIC_KIND)
#undef METRIC_KIND
	    METRIC_KINDS,
	METRIC_CELLS_MAX = METRIC_OPERATION_CELLS
};

/* How many cells a row of the kind has. */
size_t metric_cells_of(enum metric_kind kind);

/* The upper bounds of all but the last bucket, in microseconds. */
extern const int64_t metric_bounds_us[METRIC_BUCKETS - 1];

struct metric;

struct metric_options {
	const char *path;    /* of the file; "off": none */
	const char *owner;   /* what tells one Hearth of the host from others */
	const char *program; /* "hearth", "hearth-worker" */
};

/*
 * Takes a free slot of the file, which is made when it is missing, and made
 * anew when it is another Hearth's or another version's and no process uses it.
 * When that is impossible the log says why, once, and this process counts in
 * memory of its own. To be called after fork in the process that counts. The
 * texts are copied. Ends with metric_close.
 */
struct metric *metric_open(const struct metric_options *options);
/* Gives the slot, with its numbers, to whoever comes next. NULL is allowed. */
void metric_close(struct metric *m);
/* Whether others see what this process counts, and it what they do. */
bool metric_is_shared(const struct metric *m);

/*
 * The cells of the row of that kind and name, added when it is new. They stay
 * where they are until metric_close, so that counting needs no look-up. Never
 * NULL: when the slot is full the log says so once, and the cells belong to
 * nobody.
 */
uint64_t *metric_cells(struct metric *m, enum metric_kind kind,
    const char *name) __attribute__((returns_nonnull));

/* One process writes a cell, so a store that cannot tear is enough. */
static inline void
metric_add(uint64_t *cell, uint64_t n)
{
	__atomic_store_n(cell, *cell + n, __ATOMIC_RELAXED);
}

/* Counts one duration in METRIC_TIME_CELLS cells. */
void metric_add_time(uint64_t *cells, int64_t us);

/* How much memory the process has now; to be called now and then. */
void metric_note_memory(struct metric *m);
/* How much one request or job needed; the most is kept. */
void metric_note_arena(struct metric *m, size_t bytes);

#endif
