/*
 * The encoder of responses: no copies, no tree, one pass over the columns.
 */
#include "api/encode.h"

#include <string.h>

#include "base/bug.h"
#include "db/json.h"
#include "text/shown.h"

#include "base/banned.h"

/* How many columns from i on share the prefix of len characters. */
static unsigned
count_group(const struct db_query *q, unsigned i, size_t len)
{
	unsigned n = 1;

	while (i + n < q->n_out &&
	       strncmp(q->out[i].name, q->out[i + n].name, len + 1) == 0)
		n++;
	return n;
}

void
api_encoder_init(struct api_encoder *e, const struct db_query *query)
{
	bug_if(query->n_out > API_COLUMNS_MAX);
	e->query = query;
	for (unsigned i = 0; i < query->n_out;) {
		const char *name = query->out[i].name;
		const char *dot = strchr(name, '.');

		e->group_n[i] = e->group_len[i] = 0;
		if (!dot) {
			i++;
			continue;
		}
		e->group_len[i] = (uint8_t)(dot - name);
		e->group_n[i] = (uint8_t)count_group(
		    query, i, (size_t)(dot - name));
		i += e->group_n[i];
	}
}

/* Of what is longer than any excerpt in bytes the characters are counted. */
static void
write_excerpt(struct json_writer *w, const struct db_value *v)
{
	char text[API_EXCERPT_MAX * 4 + sizeof("…")];
	size_t len = v->text.len < sizeof(text) - sizeof("…")
			 ? v->text.len
			 : sizeof(text) - sizeof("…");
	size_t kept;

	memcpy(text, v->text.p, len);
	text[len] = '\0';
	kept = text_cut(text, API_EXCERPT_MAX);
	if (kept < v->text.len) {
		memcpy(text + kept, "…", sizeof("…"));
		kept += strlen("…");
	}
	json_write_text_n(w, text, kept);
}

static void
write_column(const struct api_encoder *e, const struct db_rows *rows,
    unsigned i, struct json_writer *w)
{
	const struct db_field *field = &e->query->out[i];
	struct db_value v;

	if (field->name[0] == '_')
		return;
	db_rows_value(rows, i, &v);
	if (!field->key && v.is_null)
		return;
	if (!field->key) {
		json_write_members(w, v.text.p, v.text.len);
		return;
	}
	json_key_raw(w, field->key, field->key_len);
	if (field->is_excerpt && !v.is_null && v.text.len > API_EXCERPT_MAX)
		write_excerpt(w, &v);
	else
		db_json_write(w, field, &v);
}

static bool
is_group_null(const struct db_rows *rows, unsigned first, unsigned n)
{
	struct db_value v;

	for (unsigned i = first; i < first + n; i++) {
		db_rows_value(rows, i, &v);
		if (!v.is_null)
			return false;
	}
	return true;
}

static void
write_group(const struct api_encoder *e, const struct db_rows *rows,
    unsigned first, struct json_writer *w)
{
	unsigned n = e->group_n[first];
	char key[64];

	bug_if(e->group_len[first] >= sizeof(key));
	memcpy(key, e->query->out[first].name, e->group_len[first]);
	key[e->group_len[first]] = '\0';
	json_key(w, key);
	if (is_group_null(rows, first, n)) {
		json_write_null(w);
		return;
	}
	json_open(w, '{');
	for (unsigned i = first; i < first + n; i++)
		write_column(e, rows, i, w);
	json_close(w, '}');
}

void
api_encode_members(const struct api_encoder *e, const struct db_rows *rows,
    struct json_writer *w)
{
	for (unsigned i = 0; i < e->query->n_out;) {
		if (e->group_n[i]) {
			write_group(e, rows, i, w);
			i += e->group_n[i];
		} else {
			write_column(e, rows, i, w);
			i++;
		}
	}
}

void
api_encode_row(const struct api_encoder *e, const struct db_rows *rows,
    struct json_writer *w)
{
	json_open(w, '{');
	api_encode_members(e, rows, w);
	json_close(w, '}');
}
