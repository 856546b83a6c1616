/*
 * What SQLite does not know of Hearth's values: how an id is written, and how
 * the encoder of responses writes each type. SQLite's own JSON functions may
 * not stand in a schema that is not trusted, and round numbers.
 */
#include <string.h>

#include "base/bug.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/timezone.h"
#include "base/uuid.h"
#include "db/sqlite.h"
#include "json/write.h"

#include "base/banned.h"

enum { JSON_MAX = 1 << 20 };

/* False when the value is not of that type. */
typedef bool (*write_fn)(struct json_writer *w, sqlite3_value *value);

static bool
get_uuid(sqlite3_value *value, struct uuid *out)
{
	if (sqlite3_value_type(value) != SQLITE_BLOB ||
	    sqlite3_value_bytes(value) != sizeof(out->b))
		return false;
	memcpy(out->b, sqlite3_value_blob(value), sizeof(out->b));
	return true;
}

static void
uuid_text(sqlite3_context *ctx, int n, sqlite3_value **args)
{
	char text[UUID_TEXT_SIZE];
	struct uuid u;

	(void)n;
	if (!get_uuid(args[0], &u))
		return; /* NULL */
	uuid_format(u, text);
	sqlite3_result_text(ctx, text, UUID_TEXT_SIZE - 1, SQLITE_TRANSIENT);
}

static void
text_uuid(sqlite3_context *ctx, int n, sqlite3_value **args)
{
	const char *text = (const char *)sqlite3_value_text(args[0]);
	struct uuid u;

	(void)n;
	if (text && uuid_parse(text, &u))
		sqlite3_result_blob(ctx, u.b, sizeof(u.b), SQLITE_TRANSIENT);
}

static bool
write_bool(struct json_writer *w, sqlite3_value *value)
{
	json_write_bool(w, sqlite3_value_int(value) != 0);
	return sqlite3_value_type(value) == SQLITE_INTEGER;
}

static bool
write_int(struct json_writer *w, sqlite3_value *value)
{
	json_write_int(w, sqlite3_value_int64(value));
	return sqlite3_value_type(value) == SQLITE_INTEGER;
}

static bool
write_real(struct json_writer *w, sqlite3_value *value)
{
	json_write_real(w, sqlite3_value_double(value));
	return sqlite3_value_type(value) == SQLITE_FLOAT;
}

static bool
write_text(struct json_writer *w, sqlite3_value *value)
{
	const char *text = (const char *)sqlite3_value_text(value);

	if (!text)
		return false;
	json_write_text_n(w, text, (size_t)sqlite3_value_bytes(value));
	return sqlite3_value_type(value) == SQLITE_TEXT;
}

static bool
write_time(struct json_writer *w, sqlite3_value *value)
{
	int64_t us = sqlite3_value_int64(value);

	if (sqlite3_value_type(value) != SQLITE_INTEGER ||
	    !clock_can_format(us))
		return false;
	json_write_time(w, us);
	return true;
}

static bool
write_wall(struct json_writer *w, sqlite3_value *value)
{
	int64_t us = sqlite3_value_int64(value);

	if (sqlite3_value_type(value) != SQLITE_INTEGER ||
	    !clock_can_format(us))
		return false;
	json_write_wall(w, us);
	return true;
}

static bool
write_uuid(struct json_writer *w, sqlite3_value *value)
{
	struct uuid u;

	if (!get_uuid(value, &u))
		return false;
	json_write_uuid(w, u);
	return true;
}

static const struct json_function {
	const char *name;
	write_fn write;
} json_functions[] = {
	{ "json_bool", write_bool },
	{ "json_int", write_int },
	{ "json_real", write_real },
	{ "json_text", write_text },
	{ "json_time", write_time },
	{ "json_uuid", write_uuid },
	{ "json_wall", write_wall },
};

static void
json_function(sqlite3_context *ctx, int n, sqlite3_value **args)
{
	const struct json_function *f = sqlite3_user_data(ctx);
	struct json_writer w;
	bool ok = true;
	struct buf b;

	(void)n;
	buf_init(&b, JSON_MAX);
	w = json_writer(&b);
	if (sqlite3_value_type(args[0]) == SQLITE_NULL)
		json_write_null(&w);
	else
		ok = f->write(&w, args[0]);
	if (!ok)
		sqlite3_result_error(ctx, f->name, -1);
	else if (b.failed)
		sqlite3_result_error_toobig(ctx);
	else
		sqlite3_result_text(ctx, b.p, (int)b.len, SQLITE_TRANSIENT);
	buf_release(&b);
}

/*
 * bit_or and bit_xor, which PostgreSQL has: aggregates of all bits; NULL of
 * none.
 */

struct bits {
	int64_t all;
	bool is_any;
};

static struct bits *
bits_of(sqlite3_context *ctx, sqlite3_value *value)
{
	struct bits *bits = sqlite3_aggregate_context(ctx, sizeof(*bits));

	if (!bits || sqlite3_value_type(value) == SQLITE_NULL)
		return NULL;
	bits->is_any = true;
	return bits;
}

static void
or_step(sqlite3_context *ctx, int n, sqlite3_value **args)
{
	struct bits *bits = bits_of(ctx, args[0]);

	(void)n;
	if (bits)
		bits->all |= sqlite3_value_int64(args[0]);
}

static void
xor_step(sqlite3_context *ctx, int n, sqlite3_value **args)
{
	struct bits *bits = bits_of(ctx, args[0]);

	(void)n;
	if (bits)
		bits->all ^= sqlite3_value_int64(args[0]);
}

static void
bits_final(sqlite3_context *ctx)
{
	const struct bits *bits = sqlite3_aggregate_context(ctx, 0);

	if (bits && bits->is_any)
		sqlite3_result_int64(ctx, bits->all);
}

static void
add_bits(sqlite3 *handle, const char *name,
    void (*step)(sqlite3_context *, int, sqlite3_value **))
{
	bug_if(sqlite3_create_function_v2(handle, name, 1,
		   SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, NULL, step,
		   bits_final, NULL) != SQLITE_OK);
}

/*
 * hash_record(value, ...): 64 bits that tell one row from another; PostgreSQL
 * has others for the same row. Eight bytes at once, as SplitMix64 mixes them,
 * and mixed at the end as it does: what differs at its end alone would else
 * differ in a few bits.
 */

static uint64_t
hash_number(uint64_t hash, uint64_t number)
{
	hash = (hash ^ number) * UINT64_C(0xbf58476d1ce4e5b9);
	return hash ^ hash >> 32;
}

static uint64_t
hash_bytes(uint64_t hash, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;
	uint64_t word;

	for (; n >= sizeof(word); n -= sizeof(word), p += sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		hash = hash_number(hash, word);
	}
	word = 0;
	memcpy(&word, p, n);
	return hash_number(hash, word);
}

/* The type, in a round of its own: else NULL would be some number; then a
 * number by its value; of what has a length that goes before. */
static uint64_t
hash_value(uint64_t hash, sqlite3_value *value)
{
	int type = sqlite3_value_type(value);
	int64_t number = type == SQLITE_INTEGER ? sqlite3_value_int64(value)
			 : type == SQLITE_NULL	? 0
						: sqlite3_value_bytes(value);

	hash = hash_number(hash_number(hash, (uint64_t)type), (uint64_t)number);
	return type == SQLITE_INTEGER || number == 0
		   ? hash
		   : hash_bytes(
			 hash, sqlite3_value_blob(value), (size_t)number);
}

static void
hash_record(sqlite3_context *ctx, int n, sqlite3_value **args)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (int i = 0; i < n; i++)
		hash = hash_value(hash, args[i]);
	hash = (hash ^ hash >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	hash = (hash ^ hash >> 27) * UINT64_C(0x94d049bb133111eb);
	sqlite3_result_int64(ctx, (int64_t)(hash ^ hash >> 31));
}

/* wall_time(time, timezone): NULL of a zone that is not known. */
static void
wall_time(sqlite3_context *ctx, int n, sqlite3_value **args)
{
	const char *name = (const char *)sqlite3_value_text(args[1]);
	const struct zone *zone = name ? timezone_find(name) : NULL;

	(void)n;
	if (zone && sqlite3_value_type(args[0]) == SQLITE_INTEGER)
		sqlite3_result_int64(
		    ctx, zone_to_wall(zone, sqlite3_value_int64(args[0])));
}

static void
add_function(sqlite3 *handle, const char *name, const struct json_function *ctx,
    void (*fn)(sqlite3_context *, int, sqlite3_value **))
{
	/* innocuous: a schema that is not trusted may call it too */
	bug_if(sqlite3_create_function_v2(handle, name, 1,
		   SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
		   (void *)ctx, fn, NULL, NULL, NULL) != SQLITE_OK);
}

void
db_sqlite_functions(sqlite3 *handle)
{
	add_function(handle, "uuid_text", NULL, uuid_text);
	add_function(handle, "text_uuid", NULL, text_uuid);
	add_bits(handle, "bit_or", or_step);
	add_bits(handle, "bit_xor", xor_step);
	bug_if(sqlite3_create_function_v2(handle, "hash_record", -1,
		   SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, hash_record, NULL,
		   NULL, NULL) != SQLITE_OK);
	bug_if(sqlite3_create_function_v2(handle, "wall_time", 2, SQLITE_UTF8,
		   NULL, wall_time, NULL, NULL, NULL) != SQLITE_OK);
	for (size_t i = 0; i < N_OF(json_functions); i++)
		add_function(handle, json_functions[i].name, &json_functions[i],
		    json_function);
}
