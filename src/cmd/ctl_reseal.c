/*
 * hearthctl reseal: what the previous secret sealed is sealed with the new one.
 */
#include "app/reseal.h"
#include "base/clock.h"
#include "cmd/ctl.h"

#include "base/banned.h"

enum { BROKEN = 1 };

int
ctl_reseal_run(struct ctl *ctl, const struct ctl_args *args)
{
	struct app_resealed done;
	int status = ctl_open(ctl, CONF_NEED_SECRET);

	(void)args;
	if (!status)
		status = ctl_result(
		    ctl, app_reseal(&(struct call){ .db = ctl->db,
					.arena = &ctl->arena,
					.fault = &ctl->fault,
					.conf = &ctl->conf,
					.keys = ctl->keys,
					.now_us = clock_now_us() },
			     &done));
	if (status)
		return status;
	fprintf(ctl->out, "sealed anew: %lld\n", (long long)done.n);
	return done.n_broken
		   ? ctl_complain(ctl, BROKEN, "that do not open: %lld",
			 (long long)done.n_broken)
		   : 0;
}
