/*
 * All that there is of one user.
 */
#ifndef CMD_CTL_USER_EXPORT_H
#define CMD_CTL_USER_EXPORT_H

#include "cmd/ctl.h"

/* The command: prints it as JSON; the exit status. */
int ctl_user_export(struct ctl *ctl, const struct ctl_args *args);

#endif
