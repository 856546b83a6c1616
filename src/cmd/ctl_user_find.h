/*
 * Whom a command is about.
 */
#ifndef CMD_CTL_USER_FIND_H
#define CMD_CTL_USER_FIND_H

#include "cmd/ctl.h"
#include "generated/query/operator.h"

/* The user whom who names: an id or an address. Needs ctl_open.
 * ERR_NOT_FOUND. */
MUST_CHECK enum err ctl_user_find(
    struct ctl *ctl, const char *who, struct q_operator_user_row *user);

/* The same, and ctl_open before it: 0, or a status after saying why. */
MUST_CHECK int ctl_user_open(
    struct ctl *ctl, const char *who, struct q_operator_user_row *user);

#endif
