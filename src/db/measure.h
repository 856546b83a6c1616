/*
 * What a connection counts for the operator: how often each query ran and how
 * long it took, and the connections that were lost. Internal to db/.
 */
#ifndef DB_MEASURE_H
#define DB_MEASURE_H

#include "db/db.h"

struct db_measure;

/* NULL when metric is; nothing is counted then. Ends with free. */
struct db_measure *db_measure_new(struct metric *metric);

/* Now, in monotonic microseconds; 0 when nothing is counted. */
int64_t db_measure_begin(const struct db_measure *m);
/* The query ran n times more, and took the time since began_us; 0: it did not
 * come to run. */
void db_measure_end(struct db_measure *m, const struct db_query *query,
    uint64_t n, int64_t began_us);
/* A COMMIT that took a statement of its own. */
void db_measure_commit(struct db_measure *m, int64_t began_us);
/* One of what METRIC_DATABASE counts. */
void db_measure_event(struct db_measure *m, enum metric_database_cell cell);

#endif
