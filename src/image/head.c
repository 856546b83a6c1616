/*
 * Three formats, by their specifications: PNG's first chunk, JPEG's segments
 * until the frame's (ITU T.81), WebP's first chunk (RFC 9649). What is between
 * is stepped over, never followed.
 */
#include "image/head.h"

#include <string.h>

#include "image/exif.h"

#include "base/banned.h"

enum {
	MARK = 0xff,
	SOI = 0xd8,
	SOF_BASELINE = 0xc0,
	SOF_PROGRESSIVE = 0xc2,
	APP1 = 0xe1,
	SOS = 0xda
};

static uint32_t
big(const unsigned char *p, size_t size)
{
	uint32_t n = 0;

	for (size_t i = 0; i < size; i++)
		n = n << 8 | p[i];
	return n;
}

static uint32_t
little(const unsigned char *p, size_t size)
{
	uint32_t n = 0;

	while (size--)
		n = n << 8 | p[size];
	return n;
}

static bool
read_png(const unsigned char *p, size_t len, struct image_head *out)
{
	static const char mark[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
	const size_t at = sizeof(mark) - 1;

	if (len < at + 8 || memcmp(p, mark, at) != 0)
		return false;
	out->kind = IMAGE_PNG;
	out->width = big(p + at, 4);
	out->height = big(p + at + 4, 4);
	return true;
}

/* The frame's header: precision, height, width. */
static bool
read_frame(const unsigned char *p, size_t len, struct image_head *out)
{
	if (len < 6)
		return false;
	out->height = big(p + 1, 2);
	out->width = big(p + 3, 2);
	return true;
}

static void
turn(struct image_head *out)
{
	uint32_t width = out->width;

	if (out->orientation < 5)
		return;
	out->width = out->height;
	out->height = width;
}

/* At the content of a segment; *done when it was the last to look at. */
static bool
read_segment(unsigned marker, const unsigned char *p, size_t len,
    struct image_head *out, bool *done)
{
	*done = marker == SOS ||
		(marker >= SOF_BASELINE && marker <= SOF_PROGRESSIVE);
	if (marker == APP1 && out->orientation == 1)
		out->orientation = image_exif_orientation(
		    (struct bytes){ p, len });
	return !*done || (marker != SOS && read_frame(p, len, out));
}

static bool
read_jpeg(const unsigned char *p, size_t len, struct image_head *out)
{
	size_t at = 2, n;
	bool done = false;

	if (len < 4 || p[0] != MARK || p[1] != SOI)
		return false;
	out->kind = IMAGE_JPEG;
	while (!done) {
		while (at + 1 < len && p[at] == MARK && p[at + 1] == MARK)
			at++; /* filling */
		if (len - at < 4 || p[at] != MARK)
			return false;
		n = big(p + at + 2, 2);
		if (n < 2 || n > len - at - 2 ||
		    !read_segment(p[at + 1], p + at + 4, n - 2, out, &done))
			return false;
		at += 2 + n;
	}
	turn(out);
	return true;
}

/* A frame of VP8 behind its tag of three bytes. */
static bool
read_lossy(const unsigned char *p, struct image_head *out)
{
	out->width = little(p + 6, 2) & 0x3fff;
	out->height = little(p + 8, 2) & 0x3fff;
	return memcmp(p + 3, "\x9d\x01\x2a", 3) == 0;
}

static bool
read_lossless(const unsigned char *p, struct image_head *out)
{
	uint32_t sizes = little(p + 1, 4);

	out->width = (sizes & 0x3fff) + 1;
	out->height = (sizes >> 14 & 0x3fff) + 1;
	return p[0] == 0x2f;
}

static bool
read_webp(const unsigned char *p, size_t len, struct image_head *out)
{
	const unsigned char *chunk = p + 20;

	if (len < 30 || memcmp(p, "RIFF", 4) != 0 ||
	    memcmp(p + 8, "WEBP", 4) != 0)
		return false;
	out->kind = IMAGE_WEBP;
	if (memcmp(p + 12, "VP8 ", 4) == 0)
		return read_lossy(chunk, out);
	if (memcmp(p + 12, "VP8L", 4) == 0)
		return read_lossless(chunk, out);
	out->width = little(chunk + 4, 3) + 1;
	out->height = little(chunk + 7, 3) + 1;
	return memcmp(p + 12, "VP8X", 4) == 0;
}

bool
image_head_read(struct bytes bytes, struct image_head *out)
{
	const unsigned char *p = bytes.p;
	size_t len = bytes.len < IMAGE_HEAD_MAX ? bytes.len : IMAGE_HEAD_MAX;

	*out = (struct image_head){ .orientation = 1 };
	return (read_png(p, len, out) || read_jpeg(p, len, out) ||
		   read_webp(p, len, out)) &&
	       out->width && out->height;
}

bool
image_head_is_small(const struct image_head *head)
{
	return head->width <= IMAGE_SIDE_MAX &&
	       head->height <= IMAGE_SIDE_MAX &&
	       (uint64_t)head->width * head->height <= IMAGE_POINTS_MAX;
}
