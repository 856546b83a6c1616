/*
 * What all slots of a file say together: the sum of each row, and the processes
 * that hold a slot now. Reading takes no lock and keeps nobody waiting.
 */
#ifndef METRIC_SUM_H
#define METRIC_SUM_H

#include "base/arena.h"
#include "base/fault.h"
#include "metric/metric.h"

enum { METRIC_SUM_CHAINS = 1024 };

struct metric_total {
	struct metric_total *next, *in_chain;
	enum metric_kind kind;
	const char *name;
	uint64_t cells[METRIC_CELLS_MAX];
};

struct metric_process {
	struct metric_process *next;
	size_t slot;
	const char *program;
	int64_t started_us; /* wall clock */
	uint64_t resident_bytes, arena_bytes;
};

/* Everything lives in the arena. */
struct metric_sum {
	struct arena *arena;
	bool is_shared;
	struct metric_total *totals;	  /* in the order of _row */
	struct metric_process *processes; /* by slot */
	struct metric_total **last_total;
	struct metric_process **last_process;
	struct metric_total *chains[METRIC_SUM_CHAINS];
};

/* An empty sum. */
void metric_sum_init(struct metric_sum *s, struct arena *arena);
/* The row of that kind and name, added when it is new. */
struct metric_total *metric_sum_row(
    struct metric_sum *s, enum metric_kind kind, const char *name);
/* Adds all that the processes have counted which share m. */
void metric_sum_read(struct metric_sum *s, const struct metric *m);
/* The same for a program that does not count. ERR_CONFIG, with the reason, when
 * path is no file of owner's. */
MUST_CHECK enum err metric_sum_read_file(
    struct metric_sum *s, const char *path, const char *owner, struct fault *f);

#endif
