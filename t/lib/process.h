/*
 * Programs that a test starts: none outlives it, however it ends, and waiting
 * has always an end.
 */
#ifndef T_LIB_PROCESS_H
#define T_LIB_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct process {
	pid_t pid; /* 0: none */
};

/* Starts argv[0] (searched in PATH) with this process's environment and no
 * input; what it prints is appended to the file log. It gets SIGTERM when the
 * calling thread ends. A program that cannot be started exits with 127. */
void process_start(struct process *p, const char *log, const char *const *argv);
/* Starts it and waits for its end: the exit status, 128 + the signal, or -1
 * when it had to be killed after timeout_ms. */
int process_run(const char *log, int timeout_ms, const char *const *argv);
/* Waits for its end, as process_run. */
int process_wait(struct process *p, int timeout_ms);
bool process_is_alive(const struct process *p);
/* SIGTERM, after timeout_ms SIGKILL; returns like process_run. Nothing when
 * there is none. */
int process_stop(struct process *p, int timeout_ms);

/* The port that a program which was started writes as a line into a FIFO that
 * is there; waits for it. */
int process_read_port(const char *fifo);

/* Fills pids with the children of parent that have not ended; returns how
 * many, at most size. */
size_t process_children(pid_t parent, pid_t *pids, size_t size);
/* Whether a signal that it blocks waits for it. */
bool process_has_pending(pid_t pid, int signal);
/* Resident memory in KiB; 0 when it is gone. */
long process_rss_kib(pid_t pid);

#endif
