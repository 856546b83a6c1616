/*
 * Randomness from the kernel.
 */
#ifndef BASE_RAND_H
#define BASE_RAND_H

#include <stddef.h>
#include <stdint.h>

/* Fills len bytes fit for secrets. Never fails: a kernel without getrandom(2)
 * is a broken invariant. */
void rand_bytes(void *p, size_t len);
/* Uniform in 0..bound-1; bound > 0. */
uint32_t rand_below(uint32_t bound);

#endif
