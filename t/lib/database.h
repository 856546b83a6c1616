/*
 * A database for one test alone: a SQLite file in a directory of its own, or a
 * PostgreSQL database on the server of TEST_POSTGRESQL_URL (see
 * t/lib/with-postgresql).
 */
#ifndef T_LIB_DATABASE_H
#define T_LIB_DATABASE_H

#include "db/db.h"

struct database;

/* With all migrations applied, and nothing else in it; on PostgreSQL one that
 * earlier tests have used. A failure fails the test. */
struct database *database_new(enum db_engine engine);
/* Without any; on SQLite the file does not exist yet. */
struct database *database_new_empty(enum db_engine engine);
/* For DATABASE_URL; valid until database_free. */
const char *database_url(const struct database *d);
/* Ends whoever is connected and removes the database; NULL is fine. */
void database_free(struct database *d);

/* Runs a statement on the server that has the database, from outside of it:
 * PostgreSQL only. */
void database_server(const struct database *d, const char *sql);
/* Its name on the server; "" on SQLite. */
const char *database_name(const struct database *d);

#endif
