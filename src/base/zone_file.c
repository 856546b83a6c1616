#include "base/zone_file.h"

#include <string.h>

#include "base/banned.h"

enum {
	HEADER_SIZE = 44,
	TYPE_SIZE = 6,
	TYPES_MAX = 256,
	RULE_SIZE = 128 /* of the database's longest 45 are used */
};

/* RFC 9636, 3.2: farther offsets are not to be written. */
enum { OFFSET_MIN_S = -89999, OFFSET_MAX_S = 93599 };

/* Old compilers begin the list at -2^59. */
#define AT_MAX_S (INT64_C(1) << 59)

/* What is left of a file. */
struct reader {
	const unsigned char *p;
	size_t left;
};

struct header {
	int version;
	uint64_t n_utc, n_standard, n_leaps, n_changes, n_types, n_chars;
};

/* The next len bytes; NULL when there are not so many. */
static const unsigned char *
take(struct reader *r, uint64_t len)
{
	const unsigned char *p = r->p;

	if (len > r->left)
		return NULL;
	r->p += len;
	r->left -= (size_t)len;
	return p;
}

static uint32_t
get_32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

/* A time of so many bytes. */
static int64_t
get_time(const unsigned char *p, size_t size)
{
	return size == 4 ? (int32_t)get_32(p)
			 : (int64_t)((uint64_t)get_32(p) << 32 | get_32(p + 4));
}

static bool
read_version(unsigned char c, int *version)
{
	*version = c == '\0' ? 1 : c - '0';
	return c == '\0' || (c >= '2' && c <= '4');
}

static bool
read_header(struct reader *r, struct header *h)
{
	const unsigned char *p = take(r, HEADER_SIZE);

	if (!p || memcmp(p, "TZif", 4) != 0 || !read_version(p[4], &h->version))
		return false;
	h->n_utc = get_32(p + 20);
	h->n_standard = get_32(p + 24);
	h->n_leaps = get_32(p + 28);
	h->n_changes = get_32(p + 32);
	h->n_types = get_32(p + 36);
	h->n_chars = get_32(p + 40);
	return true;
}

/* Counts have 32 bits: it does not overflow. */
static uint64_t
block_size(const struct header *h, size_t time_size)
{
	return h->n_changes * (time_size + 1) + h->n_types * TYPE_SIZE +
	       h->n_chars + h->n_leaps * (time_size + 4) + h->n_standard +
	       h->n_utc;
}

static bool
is_sound(const struct header *h)
{
	return h->n_changes <= ZONE_CHANGES_MAX && h->n_leaps == 0 &&
	       h->n_types > 0 && h->n_types <= TYPES_MAX && h->n_chars > 0 &&
	       (h->n_utc == 0 || h->n_utc == h->n_types) &&
	       (h->n_standard == 0 || h->n_standard == h->n_types);
}

/* A type: its offset, whether it is summer time, where its name begins. */
static bool
is_type(const unsigned char *p, const struct header *h)
{
	int32_t offset_s = (int32_t)get_32(p);

	return offset_s >= OFFSET_MIN_S && offset_s <= OFFSET_MAX_S &&
	       p[4] <= 1 && p[5] < h->n_chars;
}

static bool
read_changes(const unsigned char *times, size_t time_size,
    const unsigned char *types, struct zone *out)
{
	const unsigned char *index = times + out->n * time_size;

	for (size_t i = 0; i < out->n; i++) {
		int64_t at = get_time(times + i * time_size, time_size);

		if (at < -AT_MAX_S || at > AT_MAX_S ||
		    (i > 0 && at <= out->at_s[i - 1]))
			return false;
		out->at_s[i] = at;
		out->after_s[i] = (int32_t)get_32(types + index[i] * TYPE_SIZE);
	}
	return true;
}

static bool
read_block(struct reader *r, const struct header *h, size_t time_size,
    struct zone *out)
{
	const unsigned char *times, *index, *types, *names;

	if (!is_sound(h) || !(times = take(r, block_size(h, time_size))))
		return false;
	index = times + h->n_changes * time_size;
	types = index + h->n_changes;
	names = types + h->n_types * TYPE_SIZE;
	for (size_t i = 0; i < h->n_types; i++)
		if (!is_type(types + i * TYPE_SIZE, h))
			return false;
	for (size_t i = 0; i < h->n_changes; i++)
		if (index[i] >= h->n_types)
			return false;
	if (names[h->n_chars - 1] != '\0')
		return false;
	out->first_s = (int32_t)get_32(types);
	out->n = (size_t)h->n_changes;
	return read_changes(times, time_size, types, out);
}

/* A line of its own at the end of the file, which may be empty. */
static bool
read_rule(struct reader *r, struct zone *out)
{
	char text[RULE_SIZE];
	size_t len;

	if (r->left < 2 || r->left - 2 >= sizeof(text) || r->p[0] != '\n' ||
	    r->p[r->left - 1] != '\n')
		return false;
	len = r->left - 2;
	memcpy(text, r->p + 1, len);
	text[len] = '\0';
	out->has_rule = len > 0;
	return strlen(text) == len &&
	       (len == 0 || zone_rule_parse(text, &out->rule));
}

bool
zone_file_parse(const unsigned char *bytes, size_t len, struct zone *out)
{
	struct reader r = { bytes, len };
	struct header h;
	int version;

	if (len > ZONE_FILE_MAX || !read_header(&r, &h))
		return false;
	out->has_rule = false;
	if (h.version == 1)
		return read_block(&r, &h, 4, out) && r.left == 0;
	version = h.version;
	return take(&r, block_size(&h, 4)) && read_header(&r, &h) &&
	       h.version == version && read_block(&r, &h, 8, out) &&
	       read_rule(&r, out);
}
