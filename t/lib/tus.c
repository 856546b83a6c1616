#include "t/lib/tus.h"

#include <string.h>

#include "t/lib/talk.h"

#include "base/banned.h"

const char *
tus_base64(const char *s)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = (const unsigned char *)s;
	size_t len = strlen(s);
	char *out = text("%*s", (int)(len + 2) / 3 * 4, ""), *to = out;

	for (size_t i = 0; i < len; i += 3) {
		unsigned v = (unsigned)p[i] << 16 |
			     (i + 1 < len ? (unsigned)p[i + 1] << 8 : 0) |
			     (i + 2 < len ? p[i + 2] : 0);

		*to++ = digits[v >> 18];
		*to++ = digits[v >> 12 & 63];
		*to++ = i + 1 < len ? digits[v >> 6 & 63] : '=';
		*to++ = i + 2 < len ? digits[v & 63] : '=';
	}
	return out;
}

void
tus_with_plan(const char *event_id, long size)
{
	with("Tus-Resumable", "1.0.0");
	with("Upload-Length", text("%ld", size));
	with("Upload-Metadata",
	    text("event_id %s,filename %s,filetype %s", tus_base64(event_id),
		tus_base64("../a.md"), tus_base64("text/markdown")));
}

int
tus_begin(const char *user, long size)
{
	tus_with_plan(id("e"), size);
	return *user ? as(user, POST, "/uploads") : anonymous(POST, "/uploads");
}
