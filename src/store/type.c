/*
 * A closed table of signatures. Archives of documents are told by the names of
 * what is in them.
 */
#include "store/type.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/str.h"

#include "base/banned.h"

struct head {
	const unsigned char *p;
	size_t len;
};

static const struct signature {
	size_t offset;
	const char *bytes;
	size_t len;
	const char *type;
	bool is_shown;
} signatures[] = {
#define BYTES(text) text, sizeof(text) - 1
	{ 0, BYTES("\x89PNG\r\n\x1a\n"), "image/png", true },
	{ 0, BYTES("\xff\xd8\xff"), "image/jpeg", true },
	{ 0, BYTES("GIF87a"), "image/gif", true },
	{ 0, BYTES("GIF89a"), "image/gif", true },
	{ 8, BYTES("WEBPVP8"), "image/webp", true },
	{ 4, BYTES("ftypheic"), "image/heic", false },
	{ 4, BYTES("ftypheix"), "image/heic", false },
	{ 4, BYTES("ftypmif1"), "image/heif", false },
	{ 4, BYTES("ftypavif"), "image/avif", true },
	{ 4, BYTES("ftypM4A "), "audio/mp4", true },
	{ 4, BYTES("ftypqt  "), "video/quicktime", false },
	{ 4, BYTES("ftyp"), "video/mp4", true },
	{ 0, BYTES("ID3"), "audio/mpeg", true },
	{ 0, BYTES("\xff\xfb"), "audio/mpeg", true },
	{ 0, BYTES("OggS"), "application/ogg", false },
	{ 0, BYTES("%PDF-"), "application/pdf", false },
};

#define OPEN_DOCUMENT "application/vnd.oasis.opendocument."
#define OPEN_XML      "application/vnd.openxmlformats-officedocument."

/* What the first entry of an archive holds, or what the name of one begins
 * with. */
static const struct {
	const char *text, *type;
} documents[] = {
	{ "mimetype" OPEN_DOCUMENT "text", OPEN_DOCUMENT "text" },
	{ "mimetype" OPEN_DOCUMENT "spreadsheet", OPEN_DOCUMENT "spreadsheet" },
	{ "mimetype" OPEN_DOCUMENT "presentation",
	    OPEN_DOCUMENT "presentation" },
	{ "word/", OPEN_XML "wordprocessingml.document" },
	{ "xl/", OPEN_XML "spreadsheetml.sheet" },
	{ "ppt/", OPEN_XML "presentationml.presentation" },
};

static const char *const texts[] = { "text/plain", "text/csv", "text/calendar",
	"text/markdown" };

enum { ENTRY_NAME = 30 }; /* where the name in an entry's header begins */

static bool
has_at(struct head h, size_t offset, const char *text, size_t len)
{
	return h.len >= offset && h.len - offset >= len &&
	       memcmp(h.p + offset, text, len) == 0;
}

static const char *
type_of_entry(struct head entry)
{
	for (size_t i = 0; i < N_OF(documents); i++)
		if (has_at(entry, ENTRY_NAME, documents[i].text,
			strlen(documents[i].text)))
			return documents[i].type;
	return NULL;
}

/* Of those entries that begin in the head. */
static const char *
type_of_archive(struct head h)
{
	static const char entry[] = "PK\3\4";
	const char *type = NULL;
	const unsigned char *p;

	if (!has_at(h, 0, entry, 4))
		return NULL;
	while (!type && (p = memmem(h.p, h.len, entry, 4))) {
		h.len -= (size_t)(p - h.p);
		h.p = p;
		type = type_of_entry(h);
		h.p += 4;
		h.len -= 4;
	}
	return type ? type : "application/zip";
}

/* The head of a longer file may end within a character. */
static bool
is_text(struct head h, bool is_whole)
{
	size_t n;

	for (; h.len; h.p += n, h.len -= n) {
		n = *h.p ? str_utf8_sequence((const char *)h.p, h.len) : 0;
		if (!n)
			return *h.p >= 0xc0 && h.len < 4 && !is_whole;
	}
	return true;
}

static const char *
type_of_text(const char *declared)
{
	size_t len = declared ? strcspn(declared, "; \t") : 0;

	for (size_t i = 0; i < N_OF(texts); i++)
		if (len == strlen(texts[i]) &&
		    strncasecmp(declared, texts[i], len) == 0)
			return texts[i];
	return texts[0];
}

const char *
store_type_find(const unsigned char *head, size_t len, const char *declared)
{
	struct head h = { head, len < STORE_TYPE_HEAD ? len : STORE_TYPE_HEAD };
	const char *type;

	for (size_t i = 0; i < N_OF(signatures); i++) {
		const struct signature *s = &signatures[i];

		if (has_at(h, s->offset, s->bytes, s->len))
			return s->type;
	}
	type = type_of_archive(h);
	if (type)
		return type;
	return is_text(h, len <= STORE_TYPE_HEAD) ? type_of_text(declared)
						  : "application/octet-stream";
}

const char *
store_type_of(int fd, const char *declared)
{
	unsigned char head[STORE_TYPE_HEAD + 1];
	ssize_t n = pread(fd, head, sizeof(head), 0);

	return n < 0 ? NULL : store_type_find(head, (size_t)n, declared);
}

bool
store_type_is_shown(const char *type)
{
	for (size_t i = 0; i < N_OF(signatures); i++)
		if (str_eq(type, signatures[i].type))
			return signatures[i].is_shown;
	return false;
}
