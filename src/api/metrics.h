/*
 * Counting requests by operation, and telling what was counted.
 */
#ifndef API_METRICS_H
#define API_METRICS_H

#include "api/operation.h"
#include "app/metrics.h"
#include "http/request.h"
#include "http/response.h"

struct api_metrics;

/* Counts requests of the operations of routes in metric; borrows both. Ends
 * with free. */
struct api_metrics *api_metrics_new(
    const struct api_routes *routes, struct metric *metric);

/* Counts one request, its response written; operation NULL: no route matched.
 * took_us: how long it took. */
void api_metrics_count(struct api_metrics *m,
    const struct api_operation *operation, const struct http_request *request,
    const struct http_response *response, int64_t took_us);

/* app_metrics_write with every operation of the contract, also those that
 * nobody asked for. */
void api_metrics_write(
    struct call *call, struct metric_sum *sum, struct buf *out);

#endif
