/*
 * The one file in a body of multipart/form-data (RFC 7578), found and not
 * copied. The reader is strict: nothing stands before the first boundary or
 * behind the last, lines end with CR LF, and a part says what it is.
 */
#ifndef HTTP_MULTIPART_H
#define HTTP_MULTIPART_H

#include "base/arena.h"
#include "base/err.h"
#include "base/fault.h"
#include "base/opt.h"

enum {
	HTTP_PARTS_MAX = 8,
	HTTP_PART_HEADERS_MAX = 4096,	 /* bytes, of one part */
	HTTP_PARTS_OTHER_MAX = 64 * 1024 /* bytes, of all that are no file */
};

struct http_part {
	size_t offset, len;	/* of its bytes in the body */
	const char *media_type; /* as declared; else application/octet-stream */
	const char *filename;	/* see http/filename.h */
};

/*
 * Looks through body, whose media type is given with its parameters, in time
 * linear in its length. A part with a filename that is not empty is a file: a
 * form sends an empty one where nothing was chosen. Texts are in the arena.
 * ERR_BAD_REQUEST when it is malformed or has no last boundary,
 * ERR_VALIDATION_FAILED when it has not exactly one file or passes a bound.
 */
MUST_CHECK enum err http_multipart_file(const char *media_type,
    struct bytes body, struct arena *arena, struct fault *f,
    struct http_part *out);

#endif
