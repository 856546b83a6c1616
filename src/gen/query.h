/*
 * Named queries, from sql/query/<noun>.sql to generated/query.c and
 * generated/query/<noun>.h.
 *
 *	-- name: event_get :one
 *	-- One event as the viewer sees it.
 *	-- in:  id event_id, viewer user_id?
 *	-- out: id event_id, title text, _version int
 *	SELECT ... WHERE e.id = :id
 *
 * Lines "-- @postgresql", "-- @sqlite" and "-- @end" set off what only one
 * engine gets; "-- fragment: name" defines text that {{name}} inserts, within
 * its file or, from common.sql, anywhere (in "in:" and "out:" too, where it
 * must stand above its use); "-- clock: database" permits now() and its like,
 * in one query or, at its head, in a file.
 *
 * {{columns}}, {{values}} and {{sets}} stand for "a, b", ":a, :b" and "a = :a,
 * b = :b" of the inputs; {{columns f}}, ... for those of the fragment f, and
 * {{columns f, e}} for "e.a, e.b". A fragment that is in an "in:" gets a macro,
 * Q_FIELDS_f(from_): ".a = (from_)->a, .b = (from_)->b".
 *
 * "-- page: created_at, id desc" says by which columns a list is ordered, so
 * that it can be read page by page: it adds the inputs after_created_at,
 * after_id and limit, which whoever answers with a page fills. The last column
 * is an id, or the line ends with "unique": no two rows are alike in all of
 * them. ORDER BY and the condition on after_... are held against it. "since" at
 * the end of the line is for a list of what lasts, by its start: it adds
 * since_created_at and since_id as well, see db/page.h.
 *
 * A fragment may have parameters: {{seen_by e.audience_id, f(:a, b)}} inserts
 * "-- fragment: seen_by audience, who" with the arguments in the places of
 * {audience} and {who}. An argument may hold fragments and the parameters of
 * the fragment that it stands in, and ends in its line. In quotes a brace is a
 * brace.
 *
 * Three steps: query_read.c reads, query_body.c compiles with what
 * query_expand.c inserts, query_write_*.c write.
 */
#ifndef GEN_QUERY_H
#define GEN_QUERY_H

#include "gen/section.h"
#include "gen/text.h"

enum gen_query_kind { GEN_QUERY_ONE, GEN_QUERY_MANY, GEN_QUERY_EXEC };

enum {
	GEN_KEYS_MAX = 3,
	GEN_FIELDS_MAX = 64,
	GEN_PARAMETERS_MAX = 8,
	GEN_QUERIES_MAX = 2000
};

struct gen_query_type {
	const char *word;	/* as in "in:" and "out:" */
	const char *type;	/* of enum db_type */
	const char *c, *c_null; /* in C; and when it may be NULL */
	bool is_members;	/* an object whose members are columns */
	bool is_excerpt;     /* a text of which responses have the beginning */
	const char *words;   /* of a word: the address of its list; or NULL */
	const char *id_kind; /* of generated/id/<kind>.h, or NULL */
};

struct gen_query_field {
	const char *name;   /* "organizer.id", "_version" */
	const char *member; /* "organizer_id", "version" */
	const struct gen_query_type *type;
	bool nullable;
	bool is_used; /* an input that some engine's text names */
};

struct gen_query_fields {
	struct gen_query_field v[GEN_FIELDS_MAX];
	size_t n;
};

/* One line of SQL without its comment; engines is a set of 1 << engine. */
struct gen_query_line {
	struct gen_query_line *next;
	struct gen_place at;
	unsigned engines;
	const char *text;
};

struct gen_query_body {
	struct gen_query_line *first, **end;
};

/* {name} in the text of a fragment stands for an argument. */
struct gen_query_parameter {
	const char *name;
	bool is_used;
	bool is_broken; /* a mistake was found in it */
};

struct gen_query_fragment {
	struct gen_query_fragment *next;
	const char *name;
	struct gen_query_parameter parameters[GEN_PARAMETERS_MAX];
	size_t n_parameters;
	struct gen_place at;
	struct gen_query_body body;
	struct gen_query_fields inputs; /* what it is in an "in:" */
	bool is_open;			/* being inserted, to find recursion */
	bool is_used;
	bool is_broken; /* a mistake was found in it */
};

/* How a list is read page by page; its inputs are the last ones of "in:". */
struct gen_query_page {
	const char *text; /* "created_at, id desc"; NULL: it is not */
	struct gen_place at;
	bool is_descending;
	bool has_since;
	size_t n, keys[GEN_KEYS_MAX]; /* columns of "out:" */
	size_t n_inputs;
};

struct gen_query {
	struct gen_query *next;
	const char *name;
	struct gen_place at;
	enum gen_query_kind kind;
	struct buf doc; /* lines of the comment in C */
	struct gen_query_fields in, out;
	struct gen_query_page page;
	struct gen_query_body body;
	bool is_broken; /* a mistake was found in it */
	bool has_clock; /* may ask the database for the time */
	bool is_write, is_locking;
	const char *sql[GEN_ENGINES]; /* compiled */
};

/* "file:line: message". */
struct gen_query_mistake {
	struct gen_query_mistake *next;
	const char *text;
};

struct gen_query_file {
	struct gen_query_file *next;
	const char *path, *noun; /* sql/query/event.sql, event */
};

struct gen_query_set {
	struct arena *arena;
	struct gen_query_file *files, **end_of_files;
	struct gen_query *first, **end;
	struct gen_query_fragment *fragments;
	size_t n;
	struct gen_error error; /* just found, not yet among ... */
	struct gen_query_mistake *mistakes, **end_of_mistakes;
};

/* An empty set; what is read into it lives in arena. */
void gen_query_set_init(struct gen_query_set *set, struct arena *arena);

/* Adds set->error, if there is one that was not added before, to the mistakes.
 */
void gen_query_note(struct gen_query_set *set);

/* Adds the queries and fragments of one file; false when there are mistakes. */
bool gen_query_read(
    struct gen_query_set *set, const char *file, const char *text);
/* Inserts fragments, numbers parameters and checks, once all is read; false
 * when there are mistakes. */
bool gen_query_compile(struct gen_query_set *set);

/* The fragment that {{name}} means in a file, NULL if there is none. */
struct gen_query_fragment *gen_query_fragment_find(
    const struct gen_query_set *set, const char *file, const char *name);

/* The first line of what is written. */
extern const char gen_query_head[];
/* Appends query/<noun>.h: for each query of a file its structs, its function
 * and its macros. */
void gen_query_write_header(const struct gen_query_set *set,
    const struct gen_query_file *file, struct buf *out);
/* Appends id/<kind>.h. */
void gen_query_write_id(const char *kind, struct buf *out);
/* Appends query.c: the texts and descriptors, and the functions. */
void gen_query_write_source(const struct gen_query_set *set, struct buf *out);

#endif
