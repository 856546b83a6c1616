/*
 * What the suites of this tier share: an echo responder (echo.c) for each
 * test, stopped whatever happens.
 */
#ifndef T_FCGI_ECHO_H
#define T_FCGI_ECHO_H

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "t/lib/fcgi_client.h"
#include "t/lib/responder.h"

#define ECHO_PROGRAM TOP_BUILDDIR "/t/fcgi/echo"

static struct responder echo;

/* Starts it with settings: "BODY_MAX=100", ... */
#define start_echo(...)                      \
	responder_start(&echo, ECHO_PROGRAM, \
	    (char *const[]){ __VA_ARGS__ __VA_OPT__(, ) NULL })

static inline void
stop_echo(void)
{
	if (echo.dir[0])
		responder_stop(&echo);
}

static inline bool
has(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

/* The log of a single process is complete once it has answered again: a line
 * is written after its response. */
static inline void
settle_log(void)
{
	int fd = responder_connect(&echo);

	cr_assert(eq(int, FCGI_ASK(fd, .uri = "/settled"), 200));
	close(fd);
}

/* How many requests the log knows whose path is exactly path. */
static inline int
logged(const char *path)
{
	char *log = responder_log(&echo), wanted[128];
	int n = 0;

	snprintf(wanted, sizeof(wanted), "\"path\":\"%s\"", path);
	for (char *p = log; (p = strstr(p, wanted)); p++)
		n++;
	free(log);
	return n;
}

#endif
