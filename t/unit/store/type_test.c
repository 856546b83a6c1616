/*
 * What a file is taken for.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "store/type.h"

#include "base/banned.h"

#define ZIP    "PK\3\4\24\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\10\0\0\0"
#define OFFICE "application/vnd.openxmlformats-officedocument."
#define OPEN   "application/vnd.oasis.opendocument."
#define BYTES  "application/octet-stream"
#define ROW(bytes, declared, type)                       \
	{                                                \
		bytes, sizeof(bytes) - 1, declared, type \
	}

static const struct {
	const char *bytes;
	size_t len;
	const char *declared, *type;
} rows[] = {
	ROW("", NULL, "text/plain"),
	ROW("\x89PNG\r\n\x1a\n", "text/html", "image/png"),
	ROW("\x89PNG\r\n\x1a", NULL, BYTES),
	ROW("\xff\xd8\xff\xe0", NULL, "image/jpeg"),
	ROW("GIF89a<script>", "text/html", "image/gif"),
	ROW("RIFF\1\1\1\1WEBPVP8 ", NULL, "image/webp"),
	ROW("RIFF\1\1\1\1WAVEfmt ", NULL, "text/plain"),
	ROW("\1\1\1\1ftypmp42", NULL, "video/mp4"),
	ROW("\1\1\1\1ftypheic", NULL, "image/heic"),
	ROW("\1\1\1\1ftypM4A ", NULL, "audio/mp4"),
	ROW("ID3\4", NULL, "audio/mpeg"),
	ROW("OggS", NULL, "application/ogg"),
	ROW("%PDF-1.7", NULL, "application/pdf"),
	ROW(" %PDF-1.7", NULL, "text/plain"),
	ROW(ZIP "a.txt", NULL, "application/zip"),
	ROW(ZIP "mimetype" OPEN "text", NULL, OPEN "text"),
	ROW(ZIP "[Content_Types].xml" ZIP "word/document.xml", NULL,
	    OFFICE "wordprocessingml.document"),
	ROW("PK\3\4", NULL, "application/zip"),
	ROW("<svg xmlns='http://www.w3.org/2000/svg'>", "image/svg+xml",
	    "text/plain"),
	ROW("<!doctype html>", "text/html", "text/plain"),
	ROW("a,b", "TEXT/CSV; charset=utf-8", "text/csv"),
	ROW("a,b", "text/csvx", "text/plain"),
	ROW("BEGIN:VCALENDAR", "text/calendar", "text/calendar"),
	ROW("# a", "text/markdown", "text/markdown"),
	ROW("a\0b", "text/plain", BYTES),
	ROW("a\xff", "text/plain", BYTES),
	ROW("gr\xc3\xbc\xc3\x9f", NULL, "text/plain"),
	ROW("gr\xc3", NULL, BYTES),
};

Test(store_type, the_content_says_it)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		cr_expect(eq(str,
			      (char *)store_type_find(
				  (const unsigned char *)rows[i].bytes,
				  rows[i].len, rows[i].declared),
			      (char *)rows[i].type),
		    "row %zu", i);
}

Test(store_type, a_text_may_be_longer_than_what_is_looked_at)
{
	unsigned char head[STORE_TYPE_HEAD + 1];

	memset(head, 'a', sizeof(head));
	memcpy(head + STORE_TYPE_HEAD - 1, "\xc3\xbc", 2);
	cr_expect(eq(str, (char *)store_type_find(head, sizeof(head), NULL),
	    "text/plain"));
	cr_expect(eq(
	    str, (char *)store_type_find(head, STORE_TYPE_HEAD, NULL), BYTES));
}

Test(store_type, nothing_that_could_act_is_shown)
{
	cr_expect(store_type_is_shown("image/png"));
	cr_expect(not(store_type_is_shown("application/pdf")));
	cr_expect(not(store_type_is_shown("text/plain")));
	cr_expect(not(store_type_is_shown("image/svg+xml")));
}
