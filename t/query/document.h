/*
 * A row that has, in its column document, what responses say of it, by triggers
 * on the other columns.
 */
#ifndef T_QUERY_DOCUMENT_H
#define T_QUERY_DOCUMENT_H

#include "t/query/fixture.h"

/* The id of whatever a test makes: as a column of either engine has it, and as
 * JSON does. */
#define DOCUMENT_HEX "0193000000007000800000000000000e"
#define DOCUMENT_ID  "01930000-0000-7000-8000-00000000000e"
extern const struct uuid document_id;

/* A column, another value of it on each engine, and what the document then
 * has. */
struct document_change {
	const char *column, *postgresql, *sqlite, *member;
};

struct document {
	const char *table;
	const char *(*read)(void); /* of its only row */
	const struct document_change *changes;
	size_t n_changes;
	const char *const *apart; /* columns that are not in it */
	size_t n_apart;
};

/* Runs a statement that no program would. */
void document_forge(const char *sql);

/* A space of the owner's that another row may name. */
void document_add_space(struct user_id owner);

/* Each change, one after the other, is in the document at once. */
void document_expect_follows(const struct document *d);
/* The table has the columns that change it, those apart, and no other. */
void document_expect_all_known(const struct document *d);

#endif
