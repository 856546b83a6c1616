/*
 * Whatever the scan lets through, json-c must parse; whatever was parsed, the
 * writer must write so that it reads back the same.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

#include "json/read.h"
#include "json/scan.h"
#include "json/write.h"

#include "t/fuzz/fuzz.h"

#include "base/banned.h"

static void write_value(struct json_writer *w, const struct json_value *v);

static bool
write_member(void *ctx, const char *name, const struct json_value *value)
{
	json_key(ctx, name);
	write_value(ctx, value);
	return true;
}

static void
write_value(struct json_writer *w, const struct json_value *v)
{
	const char *text;
	size_t len;

	switch (json_type(v)) {
	case JSON_NULL:
		json_write_null(w);
		break;
	case JSON_BOOL:
		json_write_bool(w, json_bool(v));
		break;
	case JSON_INT:
		json_write_int(w, json_int(v));
		break;
	case JSON_REAL:
		json_write_real(w, json_real(v));
		break;
	case JSON_TEXT:
		text = json_text(v, &len);
		bug_if(strlen(text) != len);
		json_write_text_n(w, text, len);
		break;
	case JSON_ARRAY:
		json_open(w, '[');
		for (size_t i = 0; i < json_array_len(v); i++)
			write_value(w, json_array_at(v, i));
		json_close(w, ']');
		break;
	case JSON_OBJECT:
		json_open(w, '{');
		json_each_member(v, write_member, w);
		json_close(w, '}');
		break;
	}
}

/* Parses text, which the scan has passed, and writes it to out. */
static void
rewrite(struct arena *arena, const char *text, size_t len, struct buf *out)
{
	static struct fault f;
	struct json_writer w = json_writer(out);
	const struct json_value *v;

	bug_if(json_parse(arena, text, len, &f, &v) != ERR_OK);
	write_value(&w, v);
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
