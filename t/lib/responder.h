/*
 * Starts real responders for a test: processes that share one listening Unix
 * socket in a directory of their own, as under spawn-fcgi or systemd.
 */
#ifndef T_LIB_RESPONDER_H
#define T_LIB_RESPONDER_H

#include <stddef.h>
#include <sys/types.h>

enum { RESPONDER_PROCESSES = 8 };

struct responder {
	char dir[64];
	char socket[96];
	char log[96]; /* what all processes write to stderr */
	const char *program;
	char *const *env;
	int listener;
	pid_t pids[RESPONDER_PROCESSES];
	size_t n_pids; /* alive, as far as is known */
};

/*
 * Makes the directory and the socket and starts one process. program NULL: the
 * one that $HEARTH_FCGI names, else hearth.fcgi of this build. env: more
 * environment, "NAME=value", ended by NULL; may be NULL. They share no counters
 * unless it says so. Connections may be
 * made at once: the socket listens before the process runs. Anything that fails
 * fails the test.
 */
void responder_start(
    struct responder *r, const char *program, char *const *env);
/* One more process on the same socket. */
pid_t responder_spawn(struct responder *r);
/* A process that keeps n more running, whatever happens to them, as the manager
 * of a pool does. */
pid_t responder_supervise(struct responder *r, size_t n);
/* A new connection. */
int responder_connect(const struct responder *r);
/* Waits up to ten seconds for pid to end: its exit status, 128 plus the number
 * of the signal that killed it, or -1 while it runs. */
int responder_wait(struct responder *r, pid_t pid);
/* The log so far, allocated. */
char *responder_log(const struct responder *r);
/* Kills what still runs and removes the directory. */
void responder_stop(struct responder *r);

#endif
