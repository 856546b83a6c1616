/*
 * One pass over the code points of a name.
 */
#include "text/name.h"

#include "text/point.h"

#include "base/banned.h"

enum {
	LRE = 0x202a, /* to RLO, with PDF among them */
	RLO = 0x202e,
	LRI = 0x2066, /* to FSI */
	FSI = 0x2068,
	PDI = 0x2069
};

static bool
is_embedding(int32_t c)
{
	return c >= LRE && c <= RLO;
}

bool
text_is_turning(int32_t c)
{
	return is_embedding(c) || (c >= LRI && c <= PDI);
}

/* A mark without a letter is a stray one. */
static bool
shows(int32_t c, enum text_kind kind)
{
	return kind != TEXT_CONTROL && kind != TEXT_LINE && kind != TEXT_MARK &&
	       !text_is_invisible(c);
}

bool
text_is_seen(const char *s)
{
	int32_t c;

	while ((c = text_next(&s)) != 0)
		if (shows(c, text_kind(c)))
			return true;
	return false;
}

enum text_flaw
text_name_flaw(const char *s)
{
	bool is_seen = false;
	int open = 0;
	int32_t c;

	while ((c = text_next(&s)) != 0) {
		enum text_kind kind = text_kind(c);

		if (kind == TEXT_CONTROL || kind == TEXT_LINE)
			return TEXT_UNPRINTABLE;
		if (is_embedding(c) || (c == PDI && open-- == 0))
			return TEXT_TURNING;
		open += c >= LRI && c <= FSI;
		is_seen |= shows(c, kind);
	}
	if (open)
		return TEXT_TURNING;
	return is_seen ? TEXT_FINE : TEXT_INVISIBLE;
}
