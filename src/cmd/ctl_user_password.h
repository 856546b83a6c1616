/*
 * A user's password, as an operator gives it.
 */
#ifndef CMD_CTL_USER_PASSWORD_H
#define CMD_CTL_USER_PASSWORD_H

#include "cmd/ctl.h"
#include "rule/password.h"

/* Reads a password and checks it for its owner: 0, or a status after saying
 * why; the caller wipes it. */
MUST_CHECK int ctl_user_password_read(struct ctl *ctl, bool from_stdin,
    const struct rule_password_owner *owner, char password[CTL_PASSWORD_SIZE]);

/* The command: sets another one, which ends all sessions; the exit status. */
int ctl_user_password(struct ctl *ctl, const struct ctl_args *args);
extern const struct ctl_option ctl_user_password_options[];

#endif
