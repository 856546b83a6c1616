/*
 * Files beside a SQLite database, and the database itself before SQLite knows
 * it.
 */
#ifndef DB_FILE_H
#define DB_FILE_H

#include "base/attr.h"

/*
 * Opens a file to read and write, made empty with mode 0640 if it is missing.
 * One that root makes is given to the owner of its directory, as SQLite does
 * with its log: else a command of root's would shut out those who work there.
 * A descriptor, closed on exec, or -1 with errno.
 */
MUST_CHECK int db_file_open(const char *path);

#endif
