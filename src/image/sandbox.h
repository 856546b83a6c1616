/*
 * What a process may still do that decodes pictures of strangers: compute.
 */
#ifndef IMAGE_SANDBOX_H
#define IMAGE_SANDBOX_H

#include <stdbool.h>

#include "base/attr.h"

enum {
	IMAGE_MEMORY_MAX = 512 << 20,
	IMAGE_OUTPUT_MAX = 8 << 20, /* the points of one of 1280, and more */
	IMAGE_CPU_S = 10,
	IMAGE_WAIT_S = 30
};

/*
 * For the rest of this process: no more memory and time than the limits above,
 * and no system call but those that read and write what is open, get memory,
 * and end. Any other ends it (SIGSYS): it opens no file, reaches no network and
 * starts nothing. False with errno.
 */
MUST_CHECK bool image_sandbox_enter(void);

#endif
