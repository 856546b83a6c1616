/*
 * The real thing in a directory of its own: nginx, two pools of responders and
 * a worker, on either engine, spoken to over a Unix socket. What e2e_start
 * starts ends with the test, however that ends; after a failure the directory
 * with all logs stays and is named.
 */
#ifndef T_LIB_E2E_H
#define T_LIB_E2E_H

#include <criterion/criterion.h>

#include "db/db.h"
#include "t/lib/database.h"
#include "t/lib/given.h"
#include "t/lib/process.h"
#include "t/lib/talk.h"
#include "t/lib/web.h"

enum { E2E_RESPONDERS_MAX = 16 };

struct e2e_options {
	int fast;	      /* responders of the fast lane; default 2 */
	int heavy;	      /* of the heavy lane; default 1 */
	int slow;	      /* of the slow lane; default 1 */
	const char *mail_url; /* default: a directory, for e2e_mail */
	bool no_worker;
	bool no_migrate;      /* the database stays empty */
	bool short_keepalive; /* nginx leaves its connections to responders
				 after two seconds instead of ten */
	int disk_mib;	      /* of the files; 0: as there is. Where nobody may
				 have one of that size the test is skipped */
	bool slow_connect;    /* PostgreSQL needs a second to let anyone in */
};

/* Migrates and starts everything, then opens talk and given. Returns when
 * /readyz has answered. options may be NULL. */
void e2e_start(enum db_engine engine, const struct e2e_options *options);
/* Ends everything. */
void e2e_stop(void);
/* The test has come to its end: ends everything, sees that no process has
 * complained (a sanitizer, a broken invariant), and removes the directory. */
void e2e_pass(void);

enum db_engine e2e_engine(void);
/* The Unix socket of nginx, and the test's directory. */
const char *e2e_socket(void);
/* The one on which it speaks HTTP/2 from the first byte on. */
const char *e2e_http2_socket(void);
const char *e2e_dir(void);
struct database *e2e_database(void);
const char *e2e_database_url(void);
/* Processes of the fast lane that run now; of the others; nginx. */
size_t e2e_responders(pid_t pids[E2E_RESPONDERS_MAX]);
size_t e2e_heavy_responders(pid_t pids[E2E_RESPONDERS_MAX]);
size_t e2e_slow_responders(pid_t pids[E2E_RESPONDERS_MAX]);
pid_t e2e_nginx(void);
/* Puts the programs of another build directory in the place of those that are
 * started from now on. */
void e2e_install(const char *build);
/* A rolling restart of all pools; returns when none of their processes is left
 * that ran before. */
void e2e_roll(void);
/* Runs hearthctl with these arguments (NULL at the end); its exit status. */
int e2e_hearthctl(const char *first, ...) __attribute__((sentinel));
/* The text of the n-th (from 0) mail to the address, decoded; waits for it up
 * to 15 s. */
char *e2e_mail(const char *address, int n);

/* Calls fn until it says true, at most for ms milliseconds; fails the test
 * otherwise. */
void wait_until(bool (*fn)(void *ctx), void *ctx, int ms, const char *what);
/* Waits until nginx has taken away what it received: it does so when a request
 * has been answered, not before. */
void expect_no_bodies(void);

#endif
