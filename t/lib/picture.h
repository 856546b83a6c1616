/*
 * Pictures as people send them, made by libgd.
 */
#ifndef T_LIB_PICTURE_H
#define T_LIB_PICTURE_H

#include "base/opt.h"

/* Its corners are red, green, blue and white: left above, right above, left
 * below, right below. The bytes live until the test ends. */
struct bytes picture_png(int width, int height);
/* The same, but nothing is there on the left. */
struct bytes picture_see_through(int width, int height);
struct bytes picture_webp(int width, int height);
/* A JPEG with EXIF: how the camera was held (1 to 8), and the text, which may
 * say where. */
struct bytes picture_jpeg(
    int width, int height, int orientation, const char *text);
/* A PNG that says to be that large, and has a few bytes. */
struct bytes picture_bomb(unsigned width, unsigned height);

/* The corners of a picture, in the same order: "rgbw", "." for what shows
 * through, "?" for what is none of these, NULL when it cannot be read. */
const char *picture_corners(struct bytes picture);

#endif
