/*
 * What the first bytes of a picture say of it, before anything decodes it.
 */
#ifndef IMAGE_HEAD_H
#define IMAGE_HEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/opt.h"

/* A header that does not end before is none. */
enum { IMAGE_HEAD_MAX = 1 << 20 };
/* More is a bomb, or nothing for a page: some megabytes of file can be
 * gigabytes of memory. */
enum { IMAGE_SIDE_MAX = 20000, IMAGE_POINTS_MAX = 40000000 };

enum image_kind { IMAGE_PNG, IMAGE_JPEG, IMAGE_WEBP };

struct image_head {
	enum image_kind kind;
	uint32_t width, height; /* as it is shown: turned */
	int orientation;	/* 1 to 8, as the EXIF of a JPEG says; 1: as it
				 * lies, as PNG and WebP do whatever they say */
};

/* Reads the header of a PNG, JPEG or WebP of which bytes are the beginning.
 * False when it is none, or not one that says how large it is. */
bool image_head_read(struct bytes bytes, struct image_head *out);
/* Whether it is small enough to be decoded. */
bool image_head_is_small(const struct image_head *head);

#endif
