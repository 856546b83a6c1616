/*
 * Tells whoever started the process that it is ready and not stuck: the part of
 * sd_notify(3) that Hearth needs. Without NOTIFY_SOCKET in the environment
 * nothing here does anything.
 */
#ifndef BASE_NOTIFY_H
#define BASE_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

struct notify {
	int fd; /* -1: nobody wants to know */
	bool is_watched;
	int64_t next_us; /* monotonic: not said again before */
};

/* Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID. */
void notify_open(struct notify *n);
/* Says nothing any more. */
void notify_close(struct notify *n);
/* The process does its work from now on. */
void notify_ready(struct notify *n);
/* It is not stuck. To be called whenever a loop comes round, at least once a
 * second; says so once a second, if there is a watchdog. */
void notify_alive(struct notify *n);

#endif
