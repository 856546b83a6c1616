/*
 * From settings to the options of a connection.
 */
#include "app/database.h"

#include "base/str.h"

#include "base/banned.h"

struct db_options
app_database_options(const struct conf *conf, const char *program)
{
	return (struct db_options){
		.url = conf->database_url,
		.prepare = conf->database_prepare,
		.connect_ms = conf->database_connect_ms,
		.statement_ms = conf->database_statement_ms,
		.full_sync = str_eq(conf->sqlite_synchronous, "full"),
		.check_schema = true,
		.program = program,
	};
}
