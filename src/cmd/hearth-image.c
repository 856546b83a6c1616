/*
 * hearth-image square|whole SIDE: a smaller picture of the one on standard
 * input, a file, on standard output.
 *
 * What is read comes from strangers, and libraries that decode pictures have
 * had holes; so this is a program of its own, in a sandbox before it looks at
 * the first byte. "whole" makes it at most SIDE wide and high, "square" cuts
 * its middle out. The result is a JPEG, or a PNG where something shows through,
 * and has nothing but its points. Exit status 65: it is no picture that is
 * taken.
 */
#include <gd.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/str.h"
#include "image/head.h"
#include "image/sandbox.h"

#include "base/banned.h"

enum { SIDE_MAX = 4096, INPUT_MAX = 128 << 20, QUALITY = 82, LEVEL = 6 };

/* A part of a picture, and how large it becomes. */
struct cut {
	int x, y, width, height, to_width, to_height;
};

static void
say_nothing(int priority, const char *format, va_list args)
{
	(void)priority, (void)format, (void)args;
}

/* p is NULL of an empty or too large one. */
static struct bytes
take_input(void)
{
	struct bytes in = { NULL, 0 };
	struct stat st;
	void *p;

	if (fstat(STDIN_FILENO, &st) < 0 || !S_ISREG(st.st_mode) ||
	    st.st_size <= 0 || st.st_size > INPUT_MAX)
		return in;
	p = mmap(
	    NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0);
	if (p != MAP_FAILED)
		in = (struct bytes){ p, (size_t)st.st_size };
	return in;
}

static gdImagePtr
decode(enum image_kind kind, struct bytes in)
{
	void *p = (void *)(uintptr_t)in.p; /* which none of them writes to */

	switch (kind) {
	case IMAGE_PNG:
		return gdImageCreateFromPngPtr((int)in.len, p);
	case IMAGE_JPEG:
		return gdImageCreateFromJpegPtr((int)in.len, p);
	case IMAGE_WEBP:
		break;
	}
	return gdImageCreateFromWebpPtr((int)in.len, p);
}

/* n of side, in proportion to side becoming to; at least 1. */
static int
scale(int n, int to, int side)
{
	int scaled = (int)((int64_t)n * to / side);

	return scaled ? scaled : 1;
}

static struct cut
cut_whole(int width, int height, int side)
{
	int longer = width > height ? width : height;
	int to = longer < side ? longer : side;

	return (struct cut){ 0, 0, width, height, scale(width, to, longer),
		scale(height, to, longer) };
}

static struct cut
cut_square(int width, int height, int side)
{
	int shorter = width < height ? width : height;
	int to = shorter < side ? shorter : side;

	return (struct cut){ (width - shorter) / 2, (height - shorter) / 2,
		shorter, shorter, to, to };
}

static gdImagePtr
make(int width, int height)
{
	gdImagePtr made = gdImageCreateTrueColor(width, height);

	if (made) {
		gdImageAlphaBlending(made, 0);
		gdImageSaveAlpha(made, 1);
	}
	return made;
}

static gdImagePtr
shrink(gdImagePtr from, const struct cut *cut)
{
	gdImagePtr to = make(cut->to_width, cut->to_height);

	if (to)
		gdImageCopyResampled(to, from, 0, 0, cut->x, cut->y,
		    cut->to_width, cut->to_height, cut->width, cut->height);
	return to;
}

/* The point of a picture, of which x and y are those as it is shown. */
static int
point_at(gdImagePtr im, int orientation, int x, int y)
{
	int right = gdImageSX(im) - 1, bottom = gdImageSY(im) - 1;
	/* clang-format off */
	const int at[9][2] = {
		{ 0, 0 },
		{ x, y }, { right - x, y }, { right - x, bottom - y },
		{ x, bottom - y }, { y, x }, { y, bottom - x },
		{ right - y, bottom - x }, { right - y, x },
	};
	/* clang-format on */

	return gdImageGetTrueColorPixel(
	    im, at[orientation][0], at[orientation][1]);
}

static gdImagePtr
turn(gdImagePtr from, int orientation)
{
	bool is_aside = orientation >= 5;
	int width = is_aside ? gdImageSY(from) : gdImageSX(from);
	int height = is_aside ? gdImageSX(from) : gdImageSY(from);
	gdImagePtr to = make(width, height);

	for (int y = 0; to && y < height; y++)
		for (int x = 0; x < width; x++)
			gdImageSetPixel(
			    to, x, y, point_at(from, orientation, x, y));
	return to;
}

static bool
shows_through(gdImagePtr im)
{
	for (int y = 0; y < gdImageSY(im); y++)
		for (int x = 0; x < gdImageSX(im); x++)
			if (gdTrueColorGetAlpha(gdImageGetTrueColorPixel(
				im, x, y)) != gdAlphaOpaque)
				return true;
	return false;
}

static int
put(const char *p, size_t len)
{
	while (len) {
		ssize_t n = write(STDOUT_FILENO, p, len);

		if (n <= 0)
			return EX_OSERR;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

static int
encode(gdImagePtr im, bool as_png)
{
	int len = 0;
	const char *p = as_png ? gdImagePngPtrEx(im, &len, LEVEL)
			       : gdImageJpegPtr(im, &len, QUALITY);

	return p && len > 0 ? put(p, (size_t)len) : EX_DATAERR;
}

/* What has become too large to be true, by what was decoded. */
static bool
is_small(gdImagePtr im)
{
	return image_head_is_small(
	    &(struct image_head){ .width = (uint32_t)gdImageSX(im),
		.height = (uint32_t)gdImageSY(im) });
}

static int
work(struct bytes in, bool is_square, int side)
{
	struct image_head head;
	gdImagePtr im;
	struct cut cut;
	bool as_png;

	if (!image_head_read(in, &head) || !image_head_is_small(&head))
		return EX_DATAERR;
	im = decode(head.kind, in);
	if (!im || !is_small(im))
		return EX_DATAERR;
	cut = is_square ? cut_square(gdImageSX(im), gdImageSY(im), side)
			: cut_whole(gdImageSX(im), gdImageSY(im), side);
	/* of the whole, so that all that is made of one is of one kind */
	as_png = shows_through(im);
	im = shrink(im, &cut);
	if (im)
		im = turn(im, head.orientation);
	return im ? encode(im, as_png) : EX_DATAERR;
}

/* Memory is not given back: the process ends. */
int
main(int argc, char **argv)
{
	bool is_square = argc == 3 && str_eq(argv[1], "square");
	struct bytes in;
	int64_t side;

	if (argc != 3 || (!is_square && !str_eq(argv[1], "whole")) ||
	    !str_to_int(argv[2], 1, SIDE_MAX, &side)) {
		static const char usage[] =
		    "usage: hearth-image square|whole SIDE <PICTURE >PICTURE\n";

		(void)!write(STDERR_FILENO, usage, sizeof(usage) - 1);
		return EX_USAGE;
	}
	in = take_input();
	gdSetErrorMethod(say_nothing);
	if (!image_sandbox_enter())
		_exit(EX_OSERR);
	_exit(in.p ? work(in, is_square, (int)side) : EX_DATAERR);
}
