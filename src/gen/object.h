/*
 * Functions, triggers and views, from sql/object/<name>.sql to
 * generated/objects.c. A file is a script (script.h) of CREATE statements, or
 * declares a document: a column of JSON that triggers keep from other columns.
 *
 *	-- document: event_document of event
 *	-- members: id uuid, title text,
 *	--   venue { name text, lat real },
 *	--   start_time time
 *
 * A member is a column of its name; "venue" is an object of the columns
 * venue_name and venue_lat, null when the first of them is. The table has an
 * id and the column "document". Other files may stand on what common.sql makes.
 *
 * Rows may have members from another row of the table:
 *
 *	-- lent: title text, ...
 *	-- lends when: e.is_series
 *	-- borrows when: e.series_id IS NOT NULL
 *
 * Whoever lends has them in a column "lent", whoever borrows in none; in the
 * document of either they are missing. Others have them in the document.
 */
#ifndef GEN_OBJECT_H
#define GEN_OBJECT_H

#include "gen/section.h"

enum { GEN_OBJECTS_MAX = 200, GEN_PARTS_MAX = 64, GEN_MEMBERS_MAX = 128 };

/* One function, trigger or view. */
struct gen_object_part {
	const char *kind; /* "FUNCTION" */
	const char *name;
	const char *table; /* of a trigger, else "" */
};

/* What an engine gets of a file. */
struct gen_object_text {
	const char *sql;
	struct gen_object_part parts[GEN_PARTS_MAX];
	size_t n_parts;
};

struct gen_object {
	const char *name, *file;
	struct gen_object_text texts[GEN_ENGINES];
};

/* A member of a document; or the head of an object, or one of its members. */
struct gen_document_member {
	const char *name;
	const char *column; /* NULL: of an object */
	const char *type;
	bool is_inside; /* the object before it */
};

struct gen_document {
	const char *name, *table;
	struct gen_document_member v[GEN_MEMBERS_MAX];
	size_t n, n_kept;	     /* from there on they are lent */
	const char *lends, *borrows; /* conditions on a row e; or both NULL */
};

struct gen_object_set {
	struct arena *arena;
	struct gen_object *v;
	size_t n;
	struct gen_error error;
};

/* An empty set, whose memory is the arena's. */
void gen_object_set_init(struct gen_object_set *set, struct arena *arena);
/* Adds one file; false with set->error. */
bool gen_object_read(
    struct gen_object_set *set, const char *file, const char *text);
/* Finds what a script of CREATE statements makes. */
bool gen_object_read_parts(
    struct gen_object_set *set, const char *file, struct gen_object_text *text);
/* Appends generated/objects.c. */
void gen_object_write(const struct gen_object_set *set, struct buf *out);

/* Reads the declaration of a document, if the file is one; *is_one says so.
 * False with set->error. */
bool gen_document_read(struct gen_object_set *set, const char *file,
    const char *text, struct gen_document *d, bool *is_one);
/* The statements that make it. */
void gen_document_write(
    const struct gen_document *d, enum gen_engine engine, struct buf *out);
/* The statement that renews the rows whose document is another. */
void gen_document_write_renewal(
    const struct gen_document *d, enum gen_engine engine, struct buf *out);

#endif
