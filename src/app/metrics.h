/*
 * What Hearth tells Prometheus: what its processes have counted (metric/), and
 * what the database says of the queue at that moment.
 */
#ifndef APP_METRICS_H
#define APP_METRICS_H

#include "app/call.h"
#include "base/buf.h"
#include "metric/sum.h"

enum { APP_METRICS_QUERIES = 64, APP_METRICS_TEXT_MAX = 1 << 20 };

/* What this process, program, counts by METRICS_FILE; see metric_open. */
struct metric *app_metrics_open(const struct conf *conf, const char *program);

/* Adds what METRICS_FILE holds, for a program that does not count.
 * ERR_CONFIG. */
MUST_CHECK enum err app_metrics_read_file(
    const struct conf *conf, struct metric_sum *sum, struct fault *f);

/*
 * Appends everything in Prometheus' text format, version 0.0.4: sum, of the
 * queries the APP_METRICS_QUERIES that took most time, and the queue. The queue
 * is left out while the database is away or has another schema, and
 * hearth_database_up is 0 then.
 */
void app_metrics_write(
    struct call *call, struct metric_sum *sum, struct buf *out);

#endif
