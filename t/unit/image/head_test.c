/*
 * What a picture says of itself, true or not.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "image/head.h"
#include "t/lib/picture.h"

#include "base/banned.h"

#define EXIF(orientation)                                           \
	"\xff\xd8\xff\xe1\0\x22"                                    \
	"Exif\0\0"                                                  \
	"II*\0\10\0\0\0\1\0\x12\1\3\0\1\0\0\0" orientation "\0\0\0" \
	"\0\0\0\0"
#define FRAME	   "\xff\xc0\0\x8\10\0\2\0\3\1"
#define WEBP(kind) "RIFF\0\0\0\0WEBP" kind "\0\0\0\0"
#define ROW(bytes, width, height, orientation)                       \
	{                                                            \
		bytes, sizeof(bytes) - 1, width, height, orientation \
	}

/* width 0: it is none */
static const struct {
	const char *bytes;
	size_t len;
	uint32_t width, height;
	int orientation;
} rows[] = {
	ROW("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\0\7", 256, 7, 1),
	ROW("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\0", 0, 0, 0),
	ROW("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\7", 0, 0, 0),
	ROW("\x89PNG\r\n\x1a\n\0\0\0\4CgBI\0\0\0\0\0\0\0\0\0\0\0\0", 0, 0, 0),
	ROW("\xff\xd8" FRAME, 3, 2, 1),
	ROW("\xff\xd8\xff\xff\xff\xc2\0\x8\10\0\2\0\3\1", 3, 2, 1),
	ROW("\xff\xd8\xff\xe0\0\4xx" FRAME, 3, 2, 1),
	ROW("\xff\xd8\xff\xe0\0\1xx" FRAME, 0, 0, 0),
	ROW("\xff\xd8\xff\xe0\xff\xffxx" FRAME, 0, 0, 0),
	ROW("\xff\xd8\xff\xda\0\2" FRAME, 0, 0, 0),
	ROW("\xff\xd8\xff\xc0\0\7\10\0\2\0\3", 0, 0, 0),
	ROW("\xff\xd8\xff\xc0\0\x8\10\0\0\0\3\1", 0, 0, 0),
	ROW("\xff\xd8<html>", 0, 0, 0),
	ROW(EXIF("\1") FRAME, 3, 2, 1),
	ROW(EXIF("\3") FRAME, 3, 2, 3),
	ROW(EXIF("\6") FRAME, 2, 3, 6),
	ROW(EXIF("\0") FRAME, 3, 2, 1),
	ROW(EXIF("\11") FRAME, 3, 2, 1),
	/* a directory behind the end */
	ROW("\xff\xd8\xff\xe1\0\20"
	    "Exif\0\0MM\0*\xff\xff\xff\xf0" FRAME,
	    3, 2, 1),
	ROW(WEBP("VP8 ") "\0\0\0\x9d\1\x2a\5\x40\6\x80", 5, 6, 1),
	ROW(WEBP("VP8 ") "\0\0\0\x9d\1\x2b\5\0\6\0", 0, 0, 0),
	ROW(WEBP("VP8L") "\x2f\4\x40\1\0\0\0\0\0\0", 5, 6, 1),
	ROW(WEBP("VP8X") "\0\0\0\0\4\0\0\5\0\0", 5, 6, 1),
	ROW(WEBP("VP8X") "\0\0\0\0\4\0\0\5\0", 0, 0, 0),
	ROW(WEBP("ALPH") "\0\0\0\0\4\0\0\5\0\0", 0, 0, 0),
	ROW("GIF89a\1\0\1\0", 0, 0, 0),
	ROW("", 0, 0, 0),
};

Test(image_head, it_says_how_large_it_is)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct image_head head;
		bool is = image_head_read(
		    (struct bytes){ rows[i].bytes, rows[i].len }, &head);

		cr_expect(eq(int, is, rows[i].width != 0), "row %zu", i);
		if (!is)
			continue;
		cr_expect(eq(u32, head.width, rows[i].width), "row %zu", i);
		cr_expect(eq(u32, head.height, rows[i].height), "row %zu", i);
		cr_expect(eq(int, head.orientation, rows[i].orientation),
		    "row %zu", i);
	}
}

static bool
is_small(uint32_t width, uint32_t height)
{
	return image_head_is_small(
	    &(struct image_head){ .width = width, .height = height });
}

Test(image_head, what_would_be_gigabytes_is_too_large)
{
	cr_expect(is_small(8000, 5000));
	cr_expect(not(is_small(8000, 5001)));
	cr_expect(is_small(20000, 2000));
	cr_expect(not(is_small(20001, 1)));
	cr_expect(not(is_small(1, UINT32_MAX)));
	cr_expect(not(is_small(UINT32_MAX, UINT32_MAX)));
}

Test(image_head, other_programs_pictures_are_read)
{
	const struct bytes pictures[] = { picture_png(70, 50),
		picture_webp(70, 50), picture_jpeg(70, 50, 1, ""),
		picture_jpeg(50, 70, 8, "") };
	struct image_head head;

	for (size_t i = 0; i < sizeof(pictures) / sizeof(pictures[0]); i++) {
		cr_assert(
		    image_head_read(pictures[i], &head), "picture %zu", i);
		cr_expect(eq(u32, head.width, 70), "picture %zu", i);
		cr_expect(eq(u32, head.height, 50), "picture %zu", i);
	}
}
