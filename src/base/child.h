/*
 * Other programs that Hearth runs and waits for. They are looked up in PATH,
 * and have this process's environment and no other descriptors than 0, 1 and 2.
 */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/attr.h"

struct child {
	pid_t pid;
	int messages; /* a file in memory: its standard error */
};

/* What CHILD_NOTHING stands for is /dev/null. */
enum { CHILD_NOTHING = -1 };

/*
 * Starts argv[0]; in and out are its standard input and output, and stay the
 * caller's. env, which may be NULL, are variables ("NAME=value") that go before
 * those of the environment; both lists end with NULL. False with errno; else
 * child_wait must follow.
 */
MUST_CHECK bool child_start(struct child *c, const char *const *argv,
    const char *const *env, int in, int out);
/* Waits for its end: the exit status, or 128 + the signal. message is the
 * beginning of what it wrote on standard error, on one line. */
int child_wait(struct child *c, char *message, size_t size);

/* Runs a program without input to its end; text is the beginning of what it
 * printed. Its exit status as of child_wait, or -1 when there is none. */
int child_run(const char *const *argv, char *text, size_t size);

#endif
