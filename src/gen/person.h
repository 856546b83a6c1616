/*
 * What Hearth knows of a person, from sql/person.txt: a line for each table,
 *
 *	table | column fate, ... | name type, ... where condition | why
 *
 * The second part names the columns that mean a person, the first of them whose
 * row it is, and what becomes of the row when they are erased:
 *
 *	delete  it goes, by a foreign key
 *	forget  the column becomes NULL, by a foreign key
 *	ghost   the column names the account that stands for whoever is gone
 *	hash    it has a keyed hash of the id
 *	step    app/erasure.c sees to it
 *
 * The third part is what somebody gets of their rows who asks for their data,
 * as "out:" of a query says it (gen/query.h); a part that says nothing is "-".
 * Of a table without such a column the condition says by :user whose a row is.
 *
 * A table of sql/migration/ without a line is refused, so that nobody adds one
 * without having thought of it. From the lines come generated/person.sql,
 * queries that gen/query reads, and generated/person.h, lists of them.
 */
#ifndef GEN_PERSON_H
#define GEN_PERSON_H

#include "gen/text.h"

enum { GEN_PERSON_COLUMNS = 4 };

struct gen_person_column {
	const char *name, *fate;
};

struct gen_person_line {
	struct gen_person_line *next;
	struct gen_place at;
	const char *table;
	struct gen_person_column columns[GEN_PERSON_COLUMNS];
	size_t n_columns;
	const char *exported, *condition; /* NULL: nothing, all rows */
};

/* A table as the migrations leave it. */
struct gen_person_table {
	struct gen_person_table *next;
	const char *name, *file;
	bool is_there;
};

struct gen_person_set {
	struct arena *arena;
	struct gen_person_line *lines, **end;
	struct gen_person_table *tables;
	const char *file; /* of the lines */
	struct gen_error error;
};

/* An empty set; what is read into it lives in arena. */
void gen_person_set_init(struct gen_person_set *set, struct arena *arena);
/* Adds a file: the lines (.txt), or a migration; those in their order. False
 * with set->error. */
bool gen_person_read(
    struct gen_person_set *set, const char *file, const char *text);
/* Whether each table has a line and each line a table, once all is read. */
bool gen_person_check(struct gen_person_set *set);

/* Appends person.sql: a query for each column that is to name somebody else,
 * person_pass_<table>_<column>, and one for the rows of each table that are
 * somebody's, person_rows_<table>. */
void gen_person_write_queries(
    const struct gen_person_set *set, struct buf *out);
/* Appends person.h: PERSON_TABLES(X), X(table); PERSON_COLUMNS(X), X(table,
 * column, FATE); PERSON_PASSES(X), the same of ghost and hash; PERSON_ROWS(X),
 * X(table). */
void gen_person_write_lists(const struct gen_person_set *set, struct buf *out);

#endif
