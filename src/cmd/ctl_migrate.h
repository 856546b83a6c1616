/*
 * New migrations, for the authors of Hearth.
 */
#ifndef CMD_CTL_MIGRATE_H
#define CMD_CTL_MIGRATE_H

#include "cmd/ctl.h"

/* Writes NNNN_name.up.sql and NNNN_name.down.sql into sql/migration of the
 * source tree that holds the directory from, with the number that follows the
 * highest one there, and prints their paths. 0; EX_USAGE when name is not
 * lower-case words joined by '_'; EX_NOINPUT outside a source tree;
 * EX_CANTCREAT. */
int ctl_migrate_new(struct ctl *ctl, const char *from, const char *name);

#endif
