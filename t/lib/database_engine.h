/*
 * What the files of database.h share.
 */
#ifndef T_LIB_DATABASE_ENGINE_H
#define T_LIB_DATABASE_ENGINE_H

#include <stdbool.h>

#include "t/lib/database.h"

enum { NAME_SIZE = 64, URL_SIZE = 512 };

struct database {
	enum db_engine engine;
	char url[URL_SIZE];
	char dir[URL_SIZE];	/* SQLite */
	char name[NAME_SIZE];	/* PostgreSQL */
	struct pg_conn *server; /* PostgreSQL: to another database of it */
	bool is_kept;		/* PostgreSQL: for the next test */
};

/* Applies all migrations. A failure fails the test. */
void database_migrate(const char *url);

/* Takes a kept database, emptied, or makes one without any migration. */
void database_pg_open(struct database *d, bool migrated);
/* Gives it back, or drops it. */
void database_pg_close(struct database *d);

/* A file in a directory of its own; not migrated: the directory alone. */
void database_sqlite_open(struct database *d, bool migrated);
/* Removes both. */
void database_sqlite_close(struct database *d);

#endif
