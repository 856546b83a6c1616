/*
 * Whatever the scan lets through, json-c must parse; whatever was parsed, the
 * writer must write so that it reads back the same.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

#include "json/merge.h"
#include "json/read.h"
#include "json/scan.h"

#include "t/fuzz/fuzz.h"

#include "base/banned.h"

/* Parses text, which the scan has passed, and writes it to out. */
static void
rewrite(struct arena *arena, const char *text, size_t len, struct buf *out)
{
	static struct fault f;
	struct json_writer w = json_writer(out);
	const struct json_value *v;

	bug_if(json_parse(arena, text, len, &f, &v) != ERR_OK);
	json_write_merged(&w, &v, 1);
	bug_if(out->failed);
}

void
fuzz_json(const uint8_t *data, size_t len)
{
	static struct fault f;
	struct buf once, twice;
	struct arena arena;
	char *text = malloc(len + !len); /* its end is guarded */

	memcpy(text, data, len);
	if (json_scan(text, len, &f, NULL) == ERR_OK) {
		arena_init(&arena, 16 << 20);
		buf_init(&once, 16 << 20);
		buf_init(&twice, 16 << 20);
		rewrite(&arena, text, len, &once);
		rewrite(&arena, once.p, once.len, &twice);
		bug_if(once.len != twice.len ||
		       memcmp(once.p, twice.p, once.len) != 0);
		buf_release(&once);
		buf_release(&twice);
		arena_release(&arena);
	}
	free(text);
}
