/*
 * Runs of dark modules of a row become rectangles of one path.
 */
#include "qr/svg.h"

#include <qrencode.h>

#include "base/bug.h"

#include "base/banned.h"

enum { MARGIN = 4 };

static bool
is_dark(const QRcode *code, int x, int y)
{
	return x < code->width && (code->data[y * code->width + x] & 1);
}

static void
write_row(const QRcode *code, int y, struct buf *out)
{
	for (int x = 0; x < code->width; x++) {
		int from = x;

		while (is_dark(code, x, y))
			x++;
		if (x > from)
			buf_printf(out, "M%d %dh%dv1h-%dz", from + MARGIN,
			    y + MARGIN, x - from, x - from);
	}
}

void
qr_svg_write(const char *text, struct buf *out)
{
	QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
	int size;

	bug_if(!code);
	size = code->width + 2 * MARGIN;
	buf_printf(out,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" "
	    "viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
	    "<path fill=\"#fff\" d=\"M0 0h%dv%dh-%dz\"/><path d=\"",
	    size, size, size, size, size);
	for (int y = 0; y < code->width; y++)
		write_row(code, y, out);
	buf_printf(out, "\"/></svg>\n");
	QRcode_free(code);
}
