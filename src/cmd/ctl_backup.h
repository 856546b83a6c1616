/*
 * Copies of the database that other commands make before they change it.
 */
#ifndef CMD_CTL_BACKUP_H
#define CMD_CTL_BACKUP_H

#include "cmd/ctl.h"

/* Makes a copy in BACKUP_DIR and says which, unless that is not set, the
 * database is empty or is_unwanted. ctl->db is attached. 0, or a status after
 * saying why and how to do without. */
MUST_CHECK int ctl_backup_first(struct ctl *ctl, bool is_unwanted);

#endif
