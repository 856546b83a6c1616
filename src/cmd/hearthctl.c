/*
 * hearthctl, the operator's tool. Its commands are in ctl_root.c.
 */
#include "cmd/ctl.h"

#include "base/log.h"
#include "base/process.h"

#include "base/banned.h"

int
main(int argc, char **argv)
{
	struct ctl ctl;
	int status;

	process_begin();
	log_init("hearthctl", LOG_ERROR);
	ctl_init(&ctl, PACKAGE_VERSION);
	status = ctl_run(&ctl, &ctl_root, argc, argv);
	ctl_release(&ctl);
	return status;
}
