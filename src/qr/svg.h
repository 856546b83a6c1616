/*
 * QR codes as pictures that are sharp at any size.
 */
#ifndef QR_SVG_H
#define QR_SVG_H

#include "base/buf.h"

/* Draws text, at most 300 characters, in black on white with the margin of four
 * modules that the standard wants; of what is drawn 15 in 100 may be lost
 * (level M). One path, a run of modules each. */
void qr_svg_write(const char *text, struct buf *out);

#endif
