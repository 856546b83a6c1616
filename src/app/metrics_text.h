/*
 * Prometheus' text format: metrics with their names and help, and the totals of
 * a sum under their names.
 */
#ifndef APP_METRICS_TEXT_H
#define APP_METRICS_TEXT_H

#include "base/buf.h"
#include "metric/sum.h"

/* The two lines before the samples of a metric; type is "counter", "gauge" or
 * "histogram". */
void app_metrics_head(
    struct buf *out, const char *name, const char *type, const char *help);
/* A gauge without labels, whole. */
void app_metrics_gauge(
    struct buf *out, const char *name, const char *help, int64_t value);
/* The opening of a sample: its name, label and the label's value, without the
 * brace at the end. What a label of ours never has becomes '_'. */
void app_metrics_sample(
    struct buf *out, const char *name, const char *label, const char *value);
/* Microseconds as seconds. */
void app_metrics_seconds(struct buf *out, uint64_t us);

/* All metrics that come from totals. */
void app_metrics_totals(struct buf *out, const struct metric_sum *sum);

#endif
