/*
 * Smaller pictures of pictures, made by hearth-image: nothing that decodes what
 * strangers have sent runs in a process with keys.
 */
#ifndef IMAGE_SHRINK_H
#define IMAGE_SHRINK_H

#include <stdbool.h>

#include "base/fault.h"

struct image_shrink {
	const char *program; /* "": hearth-image where it was installed */
	int side;	     /* so many points wide and high at most */
	bool is_square;	     /* its middle, as wide as high */
	int wait_s;	     /* 0: IMAGE_WAIT_S, and time to begin */
};

/* The path of the program that the setting names. */
const char *image_shrink_program(const char *setting);

/*
 * Writes to out, an empty file, a smaller picture of the one in the file in:
 * JPEG, or PNG when something shows through it; turned as its camera was held,
 * and nothing else of what it said is left. One that is small is not enlarged.
 * hearth-image has wait_s and is killed then, whatever it does, with all that
 * it has started, which is a process group of its own.
 * ERR_VALIDATION_FAILED when hearth-image finds that it is no picture that can
 * be taken; ERR_STORAGE when hearth-image cannot be run or something has ended
 * it before it knew, want of memory or of time.
 */
MUST_CHECK enum err image_shrink(
    const struct image_shrink *how, int in, int out, struct fault *f);

#endif
