/*
 * What both engines' copies have in common, and how a copy that is a database
 * is looked at: as any other, by queries.
 */
#include "db/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "db/engine.h"
#include "db/schema.h"
#include "generated/query/copy.h"

#include "base/banned.h"

/* How a copy of each engine begins, and what its name ends with. */
static const struct {
	const char *name, *suffix;
	char magic[16];
	size_t len;
} kinds[DB_ENGINES] = {
	[DB_POSTGRESQL] = { "PostgreSQL", "dump", "PGDMP", 5 },
	[DB_SQLITE] = { "SQLite", "db", "SQLite format 3", 16 },
};

const char *
db_copy_suffix(enum db_engine engine)
{
	return kinds[engine].suffix;
}

/* Refuses what is no copy of the engine of db. */
static enum err
check_kind(struct db *db, const char *path)
{
	char head[sizeof(kinds->magic)] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, head, sizeof(head));
	int error = errno;

	if (fd >= 0)
		close(fd);
	if (n < 0)
		return fault(db->fault, ERR_VALIDATION_FAILED, "%s: %s", path,
		    strerror(error));
	for (int i = 0; i < DB_ENGINES; i++) {
		if (memcmp(head, kinds[i].magic, kinds[i].len) != 0)
			continue;
		if (i == (int)db->engine)
			return ERR_OK;
		return fault(db->fault, ERR_VALIDATION_FAILED,
		    "%s is a copy of a %s database, DATABASE_URL leads to %s",
		    path, kinds[i].name, kinds[db->engine].name);
	}
	return fault(db->fault, ERR_VALIDATION_FAILED,
	    "%s is not a copy of a database", path);
}

/* Reads every page of a copy; *finding is "ok" or what is wrong. */
static enum err
examine(struct db *copy, const char **finding)
{
	struct q_copy_integrity_row row;
	enum err err = q_copy_integrity(copy, &row);

	*finding = err ? "" : row.finding;
	if (!err && str_eq(row.finding, "ok") && row.n_dangling)
		*finding = "rows refer to others that are missing";
	return err;
}

static enum err
count(struct db *copy, struct db_copy *out)
{
	struct q_copy_content_row row = { 0 };
	enum err err = q_copy_content(copy, &row);

	out->n_users = row.n_users;
	out->n_events = row.n_events;
	return err;
}

/* Opens a copy, whose failures go to f, as a database. */
static enum err
open_copy(
    const struct db *db, const char *path, struct fault *f, struct db **copy)
{
	const struct db_options options = {
		.url = arena_printf(db->arena, "sqlite:%s", path),
		.statement_ms = CLOCK_DAY_US / 1000,
		.is_copy = true,
	};
	enum err err = db_open(&options, f, copy);

	if (!err)
		db_bind(*copy, db->arena, f);
	return err;
}

/* Asks a copy that is a database what is in it. */
static enum err
read_database(struct db *db, const char *path, struct db_copy *out)
{
	const char *finding = "";
	struct db *copy = NULL;
	struct fault f;
	enum err err;

	fault_clear(&f);
	err = open_copy(db, path, &f, &copy);
	if (!err)
		err = examine(copy, &finding);
	if (!err && !str_eq(finding, "ok"))
		err = fault_internal(&f, ERR_VALIDATION_FAILED, "%s", finding);
	if (!err)
		err = db_schema_version(copy, &out->version);
	if (!err && out->version)
		err = count(copy, out);
	db_close(copy);
	return err ? fault(db->fault, ERR_VALIDATION_FAILED,
			 "%s is damaged: %s", path,
			 f.internal[0] ? f.internal : err_title(err))
		   : ERR_OK;
}

/* Connects, and finds out where Hearth's tables are or would be. */
static enum err
find_schema(struct db *db, const char **schema)
{
	struct q_copy_schema_row row = { .name = "" };
	enum err err = db_connect(db);

	if (!err)
		err = q_copy_schema(db, &row);
	*schema = row.name;
	return err;
}

enum err
db_copy_write(struct db *db, const char *path)
{
	const char *schema;
	enum err err = find_schema(db, &schema);

	return err ? err : db->calls->copy_write(db, schema, path);
}

enum err
db_copy_read(struct db *db, const char *path, struct db_copy *out)
{
	const char *schema;
	enum err err = check_kind(db, path);

	*out = (struct db_copy){ 0 };
	if (!err && !db->calls->copy_read) {
		err = read_database(db, path, out);
	} else if (!err) {
		err = find_schema(db, &schema);
		if (!err)
			err = db->calls->copy_read(db, schema, path, out);
	}
	if (!err && out->version == 0)
		err = fault(db->fault, ERR_VALIDATION_FAILED,
		    "%s has no tables of Hearth", path);
	return err;
}

enum err
db_copy_restore(struct db *db, const char *path)
{
	const char *schema;
	enum err err = db->calls->create(db);

	if (!err)
		err = find_schema(db, &schema);
	return err ? err : db->calls->copy_restore(db, schema, path);
}
