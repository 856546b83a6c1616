/*
 * Memory that lives until the test ends: tests hold on to responses and texts
 * without saying whose they are, and still nothing leaks. Any thread may ask.
 */
#ifndef T_LIB_MEMORY_H
#define T_LIB_MEMORY_H

#include <stddef.h>

/* p (from malloc) will be freed by memory_release; returns it. */
void *memory_keep(void *p);
/* A terminated copy of len bytes, kept. */
char *memory_copy(const char *p, size_t len);
void memory_release(void);

/* Ends the process, with a report, when anything has leaked; for the last that
 * a test does, since the sanitizer looks once. Nothing without the sanitizer.
 */
void memory_end_if_leaked(void);

#endif
