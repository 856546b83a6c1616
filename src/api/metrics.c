/*
 * Rows are made when an operation is first asked for; which row is whose is
 * looked up once.
 */
#include "api/metrics.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "api/exchange.h"
#include "base/bug.h"
#include "base/str.h"
#include "generated/api.h"

#include "base/banned.h"

/* Where no route matched. */
#define UNMATCHED "unmatched"

enum { LOOK_EVERY = 256 /* requests between two looks at the memory */ };

struct api_metrics {
	const struct api_routes *routes;
	struct metric *metric;
	uint64_t n;
	uint64_t *unmatched;
	uint64_t *operations[]; /* by place; NULL: not asked for yet */
};

struct api_metrics *
api_metrics_new(const struct api_routes *routes, struct metric *metric)
{
	struct api_metrics *m = calloc(
	    1, sizeof(*m) + routes->n_operations * sizeof(*m->operations));

	bug_if(!m);
	m->routes = routes;
	m->metric = metric;
	m->unmatched = metric_cells(metric, METRIC_OPERATION, UNMATCHED);
	return m;
}

static uint64_t *
find_cells(struct api_metrics *m, const struct api_operation *operation)
{
	uint64_t **cells;

	if (!operation)
		return m->unmatched;
	cells = &m->operations[operation - m->routes->operations];
	if (!*cells)
		*cells = metric_cells(
		    m->metric, METRIC_OPERATION, operation->id);
	return *cells;
}

void
api_metrics_count(struct api_metrics *m, const struct api_operation *operation,
    const struct http_request *request, const struct http_response *response,
    int64_t took_us)
{
	uint64_t *cells = find_cells(m, operation);
	unsigned class = (unsigned)response->status / 100 - 2;

	if (class < METRIC_CLASSES)
		metric_add(&cells[METRIC_REQUESTS + class], 1);
	metric_add_time(&cells[METRIC_REQUEST_TIME], took_us);
	metric_add(&cells[METRIC_RESPONSE_BYTES],
	    (uint64_t)http_response_len(response));
	metric_note_arena(m->metric, request->arena->used);
	if (++m->n % LOOK_EVERY == 0)
		metric_note_memory(m->metric);
}

void
api_metrics_write(struct call *call, struct metric_sum *sum, struct buf *out)
{
	for (size_t i = 0; i < api_routes.n_operations; i++)
		metric_sum_row(
		    sum, METRIC_OPERATION, api_routes.operations[i].id);
	metric_sum_row(sum, METRIC_OPERATION, UNMATCHED);
	app_metrics_write(call, sum, out);
}

/* An address as sixteen bytes, an IPv4 one as IPv6 has it; false when it is
 * none. */
static bool
parse_address(const char *text, struct in6_addr *out)
{
	char mapped[sizeof("::ffff:255.255.255.255")] = "::ffff:";

	return inet_pton(AF_INET6, text, out) == 1 ||
	       (str_copy(mapped + 7, sizeof(mapped) - 7, text) &&
		   inet_pton(AF_INET6, mapped, out) == 1);
}

/* Whether two addresses are one, however they are written. */
static bool
is_same(const char *a, const char *b)
{
	struct in6_addr x, y;

	if (!parse_address(a, &x) || !parse_address(b, &y))
		return str_eq(a, b);
	return memcmp(&x, &y, sizeof(x)) == 0;
}

/* Whether METRICS_ALLOW names the address. */
static bool
is_allowed(const char *list, const char *address)
{
	char one[INET6_ADDRSTRLEN];

	while (*list) {
		size_t len = strcspn(list, ", ");

		if (len && len < sizeof(one)) {
			memcpy(one, list, len);
			one[len] = '\0';
			if (is_same(one, address))
				return true;
		}
		list += len + strspn(list + len, ", ");
	}
	return false;
}

/* Web servers hand on whatever they have no file for, so it is here that
 * strangers are refused. */
enum err
api_system_metrics(struct call *call, const struct api_system_metrics_in *in)
{
	struct api_exchange *x = api_exchange_of(call);
	struct metric_sum *sum = arena_new(call->arena, struct metric_sum);
	struct http_response *r = x->response;

	(void)in;
	if (!is_allowed(call->conf->metrics_allow, x->request->remote_address))
		return fault(call->fault, ERR_FORBIDDEN,
		    "Only addresses of METRICS_ALLOW may read this.");
	r->status = 200;
	r->content_type = "text/plain; version=0.0.4; charset=utf-8";
	http_response_header(r, "Cache-Control", "no-store");
	metric_sum_init(sum, call->arena);
	metric_sum_read(sum, call->metric);
	api_metrics_write(call, sum, &r->body);
	return ERR_OK;
}
