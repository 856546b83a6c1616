#include "net/base64.h"

#include "base/banned.h"

void
net_base64_put(struct buf *b, const char *p, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *u = (const unsigned char *)p;

	for (size_t i = 0; i < len; i += 3) {
		unsigned v = (unsigned)u[i] << 16 |
			     (i + 1 < len ? (unsigned)u[i + 1] << 8 : 0) |
			     (i + 2 < len ? u[i + 2] : 0);

		buf_char(b, digits[v >> 18]);
		buf_char(b, digits[v >> 12 & 63]);
		buf_char(b, i + 1 < len ? digits[v >> 6 & 63] : '=');
		buf_char(b, i + 2 < len ? digits[v & 63] : '=');
	}
}
