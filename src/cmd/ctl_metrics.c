/*
 * hearthctl metrics: GET /metrics without a web server.
 */
#include "api/metrics.h"
#include "base/clock.h"
#include "cmd/ctl.h"

#include "base/banned.h"

int
ctl_metrics_run(struct ctl *ctl, const struct ctl_args *args)
{
	struct metric_sum *sum = arena_new(&ctl->arena, struct metric_sum);
	int status = ctl_load(ctl, CONF_NEED_DATABASE);
	struct buf out;

	(void)args;
	if (status)
		return status;
	metric_sum_init(sum, &ctl->arena);
	status = ctl_result(
	    ctl, app_metrics_read_file(&ctl->conf, sum, &ctl->fault));
	if (!status)
		status = ctl_result(ctl, ctl_attach(ctl, true));
	if (status)
		return status;
	buf_init(&out, APP_METRICS_TEXT_MAX);
	api_metrics_write(&(struct call){ .db = ctl->db,
			      .arena = &ctl->arena,
			      .fault = &ctl->fault,
			      .conf = &ctl->conf,
			      .now_us = clock_now_us() },
	    sum, &out);
	fputs(buf_text(&out), ctl->out);
	buf_release(&out);
	return 0;
}
