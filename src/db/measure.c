/*
 * Cells are looked up once a query; after that a statement costs two readings
 * of the clock and two stores.
 */
#include "db/measure.h"

#include <stdlib.h>

#include "base/bug.h"
#include "base/clock.h"

#include "base/banned.h"

struct db_measure {
	struct metric *metric;
	uint64_t *database, *commit;
	uint64_t *queries[DB_QUERIES_MAX]; /* by index; NULL: not run yet */
};

struct db_measure *
db_measure_new(struct metric *metric)
{
	struct db_measure *m;

	if (!metric)
		return NULL;
	m = calloc(1, sizeof(*m));
	bug_if(!m);
	m->metric = metric;
	m->database = metric_cells(metric, METRIC_DATABASE, "");
	m->commit = metric_cells(metric, METRIC_QUERY, "commit");
	return m;
}

int64_t
db_measure_begin(const struct db_measure *m)
{
	return m ? clock_monotonic_us() : 0;
}

static void
count(uint64_t *cells, uint64_t n, int64_t began_us)
{
	metric_add(&cells[METRIC_STATEMENTS], n);
	metric_add(&cells[METRIC_STATEMENT_US],
	    (uint64_t)(clock_monotonic_us() - began_us));
}

void
db_measure_end(struct db_measure *m, const struct db_query *query, uint64_t n,
    int64_t began_us)
{
	uint64_t **cells;

	if (!m || !began_us)
		return;
	bug_if(query->index >= DB_QUERIES_MAX);
	cells = &m->queries[query->index];
	if (!*cells)
		*cells = metric_cells(m->metric, METRIC_QUERY, query->name);
	count(*cells, n, began_us);
}

void
db_measure_commit(struct db_measure *m, int64_t began_us)
{
	if (m)
		count(m->commit, 1, began_us);
}

void
db_measure_event(struct db_measure *m, enum metric_database_cell cell)
{
	if (m)
		metric_add(&m->database[cell], 1);
}
