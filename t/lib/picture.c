/*
 * t/paint makes the pictures. libgd writes no EXIF: a segment with one
 * directory of one tag is put behind the first marker.
 */
#include "t/lib/picture.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "t/lib/memory.h"
#include "t/lib/talk.h"

#include "base/banned.h"

#define PAINT TOP_BUILDDIR "/t/paint"

/* What the command prints, until the test ends; empty when it fails. */
static struct bytes
output_of(const char *command)
{
	FILE *p = popen(command, "re");
	char *text = NULL;
	size_t len = 0;
	FILE *all = open_memstream(&text, &len);
	char part[4096];
	size_t n;

	cr_assert(p && all);
	while ((n = fread(part, 1, sizeof(part), p)) > 0)
		fwrite(part, 1, n, all);
	fclose(all);
	memory_keep(text);
	return (struct bytes){ text, pclose(p) == 0 ? len : 0 };
}

static struct bytes
paint(const char *kind, int width, int height)
{
	struct bytes picture = output_of(
	    text(PAINT " %s %d %d", kind, width, height));

	cr_assert(picture.len > 0, "t/paint made no %s", kind);
	return picture;
}

struct bytes
picture_png(int width, int height)
{
	return paint("png", width, height);
}

struct bytes
picture_see_through(int width, int height)
{
	return paint("see-through", width, height);
}

struct bytes
picture_webp(int width, int height)
{
	return paint("webp", width, height);
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
	struct bytes plain = paint("jpeg", width, height);
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

const char *
picture_corners(struct bytes picture)
{
	int fd = memfd_create("picture", 0);
	struct bytes corners;

	cr_assert(fd >= 0 &&
		  write(fd, picture.p, picture.len) == (ssize_t)picture.len);
	corners = output_of(text(PAINT " corners /dev/fd/%d 2>/dev/null", fd));
	close(fd);
	return corners.len
		   ? text("%.*s", (int)corners.len, (const char *)corners.p)
		   : NULL;
}
