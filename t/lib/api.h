/*
 * Hearth in process: router, checks and handlers on a fresh database, without
 * a web server. Requests pass through the same code that reads FastCGI's
 * parameters. A test file includes this and writes Test_engines(...).
 */
#ifndef T_LIB_API_H
#define T_LIB_API_H

#include "db/db.h"
#include "t/lib/given.h"
#include "t/lib/talk.h"

void engine_open(enum db_engine engine);
void engine_close(void);
void engine_pass(void);
enum db_engine engine_now(void);

/* Another setting from here on; the responder starts anew. */
void api_set(const char *name, const char *value);
const char *api_database_url(void);

#include "t/lib/engines.h"

#endif
