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

/* Another database of the same engine, in which there is nothing yet; what was
 * given and every text of the test is gone. Not for a database with users of
 * its own, t/lib/sight.h. */
void api_anew(void);
/* Another setting from here on; the responder starts anew. */
void api_set(const char *name, const char *value);
/* There is a directory for files from here on; see t/lib/files.h. */
void api_files(void);
/* What a web server says besides with the next request, "HEARTH_SEND=...". */
void api_param(const char *param);
/* From here on a 503 is no fault of the program: neither its line of the log is
 * written, nor what the program warns of before it. */
void api_expect_503(void);
/* Where requests come from, from here on; 192.0.2.1 unless said otherwise. */
void api_from(const char *remote_address);
const char *api_database_url(void);
/* The time of processors that this process took for the answer to the last
 * request, its database's not, but for SQLite. */
int64_t api_spent_ns(void);

enum { API_PROCESSES_MAX = 64 };

/*
 * Runs fn(i) for i in 0..n-1 in n processes at once, each with a responder and
 * a database connection of its own; results[i] is what it returned, -1 when the
 * process died. Meanwhile the test's own connection is closed. In fn only
 * api_send and api_ask may be used: what they name must have been made before.
 */
void api_in_processes(int n, int (*fn)(int i), int results[]);
/* The status of the response, or 0 (with a line on standard error) when it is
 * not one that the contract allows. */
int api_send(const struct talk_request *r);
/* The body of its response, or the beginning, until the next one. */
const char *api_answered(void);
/* Sends JSON (NULL: none) with an Authorization header (NULL: none). */
int api_ask(const char *authorization, const char *method, const char *target,
    const char *json);

#include "t/lib/engines.h"

#endif
