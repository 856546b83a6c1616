/*
 * The one place that knows what each type of column looks like in JSON.
 */
#include "db/json.h"

#include "base/bug.h"

#include "base/banned.h"

enum { HASH_MAX = 64 };

static void
write_set(struct json_writer *w, const struct word_list *words, int64_t set)
{
	json_open(w, '[');
	for (int i = 0; i < words->n; i++)
		if (set >> i & 1)
			json_write_text(w, word_text(words, i + 1));
	json_close(w, ']');
}

/* Bytes are hashes. */
static void
write_hex(struct json_writer *w, const char *p, size_t len)
{
	char text[2 * HASH_MAX];

	bug_if(len > HASH_MAX);
	for (size_t i = 0; i < len; i++) {
		text[2 * i] = "0123456789abcdef"[(unsigned char)p[i] >> 4];
		text[2 * i + 1] = "0123456789abcdef"[(unsigned char)p[i] & 0xf];
	}
	json_write_text_n(w, text, 2 * len);
}

void
db_json_write(struct json_writer *w, const struct db_field *field,
    const struct db_value *v)
{
	if (v->is_null) {
		json_write_null(w);
		return;
	}
	switch (field->type) {
	case DB_TEXT:
		json_write_text_n(w, v->text.p, v->text.len);
		break;
	case DB_JSON:
		json_write_raw(w, v->text.p, v->text.len);
		break;
	case DB_INT:
		if (field->words)
			write_set(w, field->words, v->i);
		else
			json_write_int(w, v->i);
		break;
	case DB_TIME:
		json_write_time(w, v->i);
		break;
	case DB_WALL:
		json_write_wall(w, v->i);
		break;
	case DB_BOOL:
		json_write_bool(w, v->b);
		break;
	case DB_REAL:
		json_write_real(w, v->d);
		break;
	case DB_UUID:
		json_write_uuid(w, v->u);
		break;
	case DB_BYTES:
		write_hex(w, v->text.p, v->text.len);
		break;
	}
}
