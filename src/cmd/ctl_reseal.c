/*
 * hearthctl reseal: what the previous secret sealed is sealed with the new one.
 */
#include "app/reseal.h"
#include "cmd/ctl.h"

#include "base/banned.h"

enum { BROKEN = 1 };

int
ctl_reseal_run(struct ctl *ctl, const struct ctl_args *args)
{
	struct app_resealed done;
	struct call call;
	int status = ctl_open(ctl, CONF_NEED_SECRET);

	(void)args;
	if (status)
		return status;
	call = ctl_call(ctl);
	status = ctl_result(ctl, app_reseal(&call, &done));
	if (status)
		return status;
	fprintf(ctl->out, "sealed anew: %lld\n", (long long)done.n);
	return done.n_broken
		   ? ctl_complain(ctl, BROKEN, "that do not open: %lld",
			 (long long)done.n_broken)
		   : 0;
}
