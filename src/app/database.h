/*
 * How the settings want a database to be opened.
 */
#ifndef APP_DATABASE_H
#define APP_DATABASE_H

#include "conf/conf.h"
#include "db/db.h"

/* Options for db_open that program, the name of the caller, can change. They
 * refuse a schema that is not the one expected, and borrow the texts of both
 * arguments. */
struct db_options app_database_options(
    const struct conf *conf, const char *program);

#endif
