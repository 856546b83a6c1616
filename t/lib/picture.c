/*
 * libgd writes no EXIF: a segment with one directory of one tag is put behind
 * the first marker.
 */
#include "t/lib/picture.h"

#include <criterion/criterion.h>
#include <gd.h>
#include <stdlib.h>
#include <string.h>

#include "t/lib/memory.h"

#include "base/banned.h"

enum { RED = 0xff0000, GREEN = 0x00ff00, BLUE = 0x0000ff, WHITE = 0xffffff };
enum { NOTHING = 0x7f000000, QUALITY = 95 };

static gdImagePtr
draw(int width, int height)
{
	gdImagePtr im = gdImageCreateTrueColor(width, height);
	int x = width / 2, y = height / 2;

	cr_assert(im);
	gdImageAlphaBlending(im, 0);
	gdImageSaveAlpha(im, 1);
	gdImageFilledRectangle(im, 0, 0, x - 1, y - 1, RED);
	gdImageFilledRectangle(im, x, 0, width - 1, y - 1, GREEN);
	gdImageFilledRectangle(im, 0, y, x - 1, height - 1, BLUE);
	gdImageFilledRectangle(im, x, y, width - 1, height - 1, WHITE);
	return im;
}

/* Both are libgd's, and freed. */
static struct bytes
take(gdImagePtr im, void *p, int len)
{
	char *kept = memory_keep(malloc((size_t)len));

	cr_assert(p && len > 0);
	memcpy(kept, p, (size_t)len);
	gdFree(p);
	gdImageDestroy(im);
	return (struct bytes){ kept, (size_t)len };
}

static struct bytes
take_png(gdImagePtr im)
{
	int len;
	void *p = gdImagePngPtr(im, &len);

	return take(im, p, len);
}

struct bytes
picture_png(int width, int height)
{
	return take_png(draw(width, height));
}

struct bytes
picture_see_through(int width, int height)
{
	gdImagePtr im = draw(width, height);

	gdImageFilledRectangle(im, 0, 0, width / 2 - 1, height - 1, NOTHING);
	return take_png(im);
}

struct bytes
picture_webp(int width, int height)
{
	gdImagePtr im = draw(width, height);
	int len;
	void *p = gdImageWebpPtrEx(im, &len, QUALITY);

	return take(im, p, len);
}

/* APP1 from its marker on: a TIFF with the tag, then the text. */
static size_t
write_exif(unsigned char *to, int orientation, const char *text)
{
	static const unsigned char segment[] = "\xff\xe1\0\0Exif\0\0"
					       "MM\0*\0\0\0\10\0\1"
					       "\x01\x12\0\3\0\0\0\1\0\0\0\0"
					       "\0\0\0";
	size_t len = sizeof(segment) + strlen(text);

	memcpy(to, segment, sizeof(segment));
	to[29] = (unsigned char)orientation;
	memcpy(to + sizeof(segment), text, strlen(text));
	to[2] = (unsigned char)((len - 2) >> 8);
	to[3] = (unsigned char)(len - 2);
	return len;
}

struct bytes
picture_jpeg(int width, int height, int orientation, const char *text)
{
	enum { SOI = 2, EXIF_MAX = 64 };
	gdImagePtr im = draw(width, height);
	int len;
	void *p = gdImageJpegPtr(im, &len, QUALITY);
	struct bytes plain = take(im, p, len);
	unsigned char *all = memory_keep(
	    malloc(plain.len + EXIF_MAX + strlen(text)));
	size_t n;

	memcpy(all, plain.p, SOI);
	n = SOI + write_exif(all + SOI, orientation, text);
	memcpy(all + n, (const char *)plain.p + SOI, plain.len - SOI);
	return (struct bytes){ all, n + plain.len - SOI };
}

struct bytes
picture_bomb(unsigned width, unsigned height)
{
	struct bytes png = picture_png(2, 2);
	unsigned char *p = memory_keep(malloc(png.len));

	memcpy(p, png.p, png.len);
	for (int i = 0; i < 4; i++) {
		p[16 + i] = (unsigned char)(width >> (24 - 8 * i));
		p[20 + i] = (unsigned char)(height >> (24 - 8 * i));
	}
	return (struct bytes){ p, png.len };
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
read_any(struct bytes picture)
{
	void *p = (void *)(uintptr_t)picture.p;
	int len = (int)picture.len;

	return memcmp(p, "\x89PNG", 4) == 0 ? gdImageCreateFromPngPtr(len, p)
					    : gdImageCreateFromJpegPtr(len, p);
}

const char *
picture_corners(struct bytes picture)
{
	static char corners[5];
	gdImagePtr im = picture.len > 4 ? read_any(picture) : NULL;

	if (!im)
		return NULL;
	for (int i = 0; i < 4; i++)
		corners[i] = name_of(
		    gdImageGetTrueColorPixel(im, i & 1 ? gdImageSX(im) - 1 : 0,
			i & 2 ? gdImageSY(im) - 1 : 0));
	gdImageDestroy(im);
	return corners;
}
