/*
 * What the service does on another day (libfaketime), without anybody who works
 * until then.
 */
#ifndef T_E2E_LATER_H
#define T_E2E_LATER_H

#include "t/lib/process.h"

/* A worker of that time, "+51h", that ends when nothing is due. */
void later_start_worker(struct process *p, const char *offset);
void later_kill_worker(struct process *p);
/* It does all that there is to do. */
void later_work(const char *offset);
/* What a killed one had begun others may begin. */
void later_end_leases(void);
/* What has an hour is that much nearer to it. */
void later_move_jobs(int seconds);
/* The status of what a responder answers in so many seconds, with an
 * Authorization header ("": none). */
int later_ask(int seconds, const char *authorization, const char *method,
    const char *path, const char *json);
/* The same of a user who has signed in shortly before; it is the expected. */
void later_expect(int expected, int minutes, const char *user,
    const char *method, const char *path, const char *json);

#endif
