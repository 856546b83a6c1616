/*
 * paint: makes and looks at pictures with libgd, for tests: they do not link it
 * themselves, because it loads sixty libraries into each of them.
 *
 * usage: paint png|see-through|webp|jpeg WIDTH HEIGHT    writes the picture
 *        paint corners FILE    prints the colours of its corners
 * (lib/picture.h)
 */
#include <gd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/attr.h"
#include "base/str.h"

#include "base/banned.h"

enum { RED = 0xff0000, GREEN = 0x00ff00, BLUE = 0x0000ff, WHITE = 0xffffff };
enum { NOTHING = 0x7f000000, QUALITY = 95 };

static gdImagePtr
draw(int width, int height)
{
	gdImagePtr im = gdImageCreateTrueColor(width, height);
	int x = width / 2, y = height / 2;

	if (!im)
		exit(EX_OSERR);
	gdImageAlphaBlending(im, 0);
	gdImageSaveAlpha(im, 1);
	gdImageFilledRectangle(im, 0, 0, x - 1, y - 1, RED);
	gdImageFilledRectangle(im, x, 0, width - 1, y - 1, GREEN);
	gdImageFilledRectangle(im, 0, y, x - 1, height - 1, BLUE);
	gdImageFilledRectangle(im, x, y, width - 1, height - 1, WHITE);
	return im;
}

static void
write_png(gdImagePtr im)
{
	gdImagePng(im, stdout);
}

static void
write_see_through(gdImagePtr im)
{
	gdImageFilledRectangle(
	    im, 0, 0, gdImageSX(im) / 2 - 1, gdImageSY(im) - 1, NOTHING);
	gdImagePng(im, stdout);
}

static void
write_webp(gdImagePtr im)
{
	gdImageWebpEx(im, stdout, QUALITY);
}

static void
write_jpeg(gdImagePtr im)
{
	gdImageJpeg(im, stdout, QUALITY);
}

static const struct {
	const char *name;
	void (*write)(gdImagePtr);
} kinds[] = {
	{ "png", write_png },
	{ "see-through", write_see_through },
	{ "webp", write_webp },
	{ "jpeg", write_jpeg },
};

static int
paint(const char *kind, int width, int height)
{
	gdImagePtr im = draw(width, height);
	size_t i;

	for (i = 0; i < N_OF(kinds) && !str_eq(kinds[i].name, kind); i++)
		continue;
	if (i == N_OF(kinds))
		return EX_USAGE;
	kinds[i].write(im);
	gdImageDestroy(im);
	return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

static int
distance(int a, int b)
{
	return abs((a >> 16 & 255) - (b >> 16 & 255)) +
	       abs((a >> 8 & 255) - (b >> 8 & 255)) +
	       abs((a & 255) - (b & 255));
}

static char
name_of(int point)
{
	static const int colours[] = { RED, GREEN, BLUE, WHITE };

	if (gdTrueColorGetAlpha(point) > gdAlphaTransparent / 2)
		return '.';
	for (int i = 0; i < 4; i++)
		if (distance(point, colours[i]) < 60)
			return "rgbw"[i];
	return '?';
}

static gdImagePtr
read_any(FILE *f)
{
	bool is_png = getc(f) == 0x89;

	rewind(f);
	return is_png ? gdImageCreateFromPng(f) : gdImageCreateFromJpeg(f);
}

static int
print_corners(const char *file)
{
	FILE *f = fopen(file, "re");
	gdImagePtr im = f ? read_any(f) : NULL;

	if (!im)
		return EX_DATAERR;
	for (int i = 0; i < 4; i++)
		putchar(name_of(
		    gdImageGetTrueColorPixel(im, i & 1 ? gdImageSX(im) - 1 : 0,
			i & 2 ? gdImageSY(im) - 1 : 0)));
	gdImageDestroy(im);
	fclose(f);
	return EX_OK;
}

int
main(int argc, char **argv)
{
	if (argc == 3 && str_eq(argv[1], "corners"))
		return print_corners(argv[2]);
	if (argc == 4)
		return paint(argv[1], (int)strtol(argv[2], NULL, 10),
		    (int)strtol(argv[3], NULL, 10));
	return EX_USAGE;
}
