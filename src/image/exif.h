/*
 * How a camera was held. Internal to image/.
 */
#ifndef IMAGE_EXIF_H
#define IMAGE_EXIF_H

#include "base/opt.h"

/* The orientation in a block of EXIF ("Exif\0\0" and a TIFF), 1 to 8; 1 when it
 * says none that makes sense. */
int image_exif_orientation(struct bytes block);

#endif
