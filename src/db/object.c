/*
 * What is dropped is read from the database, because another version of Hearth
 * may have made it; it is names only, so that a file cannot bring statements.
 */
#include "db/object.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "db/engine.h"
#include "generated/query/schema.h"

#include "base/banned.h"

/* Words before the name of a table that a statement changes, or may change. */
static const char *const before_table[] = { "table", "exists", "only", "update",
	"into", "from", "truncate", "to" };

enum err
db_object_read(struct db *db, struct db_object_made *made)
{
	return q_schema_object_list(db, &made->v, &made->n);
}

static const struct q_schema_object_list_row *
find(const struct db_object_made *made, const char *name)
{
	for (size_t i = 0; i < made->n; i++)
		if (str_eq(made->v[i].object, name))
			return &made->v[i];
	return NULL;
}

bool
db_object_is_made(const struct db_object_made *made, const char *name)
{
	return find(made, name) != NULL;
}

bool
db_object_is_current(
    const struct db *db, const struct db_object_made *made, const char *name)
{
	const struct q_schema_object_list_row *row = find(made, name);
	const struct db_object *o = db_object_find(name);

	return o && row && str_eq(row->checksum, o->checksum[db->engine]);
}

static size_t
word_len(const char *s)
{
	size_t n = 0;

	while ((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= 'A' && s[n] <= 'Z') ||
	       (s[n] >= '0' && s[n] <= '9') || s[n] == '_')
		n++;
	return n;
}

/* Moves to the next word, returns its length; 0 at the end. */
static size_t
next_word(const char **s)
{
	while (**s && word_len(*s) == 0)
		++*s;
	return word_len(*s);
}

static bool
is_word(const char *s, size_t len, const char *word)
{
	return strlen(word) == len && strncasecmp(s, word, len) == 0;
}

static bool
mentions(const struct db_object *o, enum db_engine e, const char *word)
{
	const char *sql = o ? o->sql[e] : "";
	size_t n;

	for (; (n = next_word(&sql)) > 0; sql += n)
		if (is_word(sql, n, word))
			return true;
	return false;
}

/* Whether a table stands behind this word; only a word that does not open
 * parentheses before it. */
static bool
is_before_table(const char *s, size_t len)
{
	for (size_t i = 0; i < N_OF(before_table); i++)
		if (is_word(s, len, before_table[i]))
			return s[len + strspn(s + len, " \t\n")] != '(';
	return false;
}

/* An object stands on what common.sql makes, too. */
bool
db_object_is_touched(const struct db *db, const char *name, const char *script)
{
	const struct db_object *o = db_object_find(name);
	const struct db_object *common = db_object_find("common");
	bool is_table = false;
	size_t n;

	for (; o && (n = next_word(&script)) > 0; script += n) {
		const char *word = arena_strndup(db->arena, script, n);

		if (is_table && (mentions(o, db->engine, word) ||
				    mentions(common, db->engine, word)))
			return true;
		is_table = is_before_table(script, n) ||
			   (is_table && script[n] == ',');
	}
	return false;
}

/* The statement that drops a part. */
static enum err
drop_part(struct db *db, const struct q_schema_object_list_row *row)
{
	static const char *const kinds[] = { "FUNCTION", "TRIGGER", "VIEW" };
	bool is_on = *row->on_table && db->engine == DB_POSTGRESQL, has_rows;
	size_t i = 0;

	while (i < N_OF(kinds) && !str_eq(kinds[i], row->kind))
		i++;
	if (i == N_OF(kinds) || row->name[word_len(row->name)] ||
	    row->on_table[word_len(row->on_table)])
		return fault(db->fault, ERR_CONFIG,
		    "The table schema_object was tampered with: %s %s",
		    row->kind, row->name);
	return db_engine_report(db,
	    db->calls->script(db,
		arena_printf(db->arena, "DROP %s IF EXISTS %s%s%s", kinds[i],
		    row->name, is_on ? " ON " : "", is_on ? row->on_table : ""),
		&has_rows));
}

enum err
db_object_drop(
    struct db *db, const struct db_object_made *made, const char *name)
{
	enum err err = ERR_OK;

	for (size_t i = made->n; !err && i-- > 0;)
		if (str_eq(made->v[i].object, name))
			err = drop_part(db, &made->v[i]);
	return err ? err : q_schema_object_remove(db, .object = name, NULL);
}

enum err
db_object_make(struct db *db, const struct db_object *o)
{
	const struct db_object_part *parts = o->parts[db->engine];
	bool has_rows;
	enum err err;

	if (!parts->kind)
		return ERR_OK;
	err = db_engine_report(
	    db, db->calls->script(db, o->sql[db->engine], &has_rows));
	for (int64_t i = 0; !err && parts[i].kind; i++)
		err = q_schema_object_add(db, .object = o->name, .number = i,
		    .kind = parts[i].kind, .name = parts[i].name,
		    .on_table = parts[i].table,
		    .checksum = o->checksum[db->engine], NULL);
	return err;
}
