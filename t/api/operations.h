/*
 * A request that each operation of the contract takes, and who may make it, for
 * the tests that walk over all of them.
 */
#ifndef T_API_OPERATIONS_H
#define T_API_OPERATIONS_H

#include <stddef.h>

#include "t/lib/own.h"

/* The stranger is eve, the owner ann, the admin root. */
enum operation_role { NOBODY, STRANGER, OWNER, ADMIN, OPERATION_ROLES };

struct operation_row {
	/* {event} in path is the id of an event of ann's, and so on; see
	 * things.c */
	const char *id, *method, *path, *body;
	int status[OPERATION_ROLES]; /* 0: see the noun's tests */
};

/* One per operation; id is NULL in the last. */
extern const struct operation_row operation_rows[];

/* Makes ann, root and what they need; call it once in a test. */
void operation_given(void);
/* The row's path, with things made for its placeholders. */
char *operation_path(const struct operation_row *row);
/* Sends the row's request to the path, in a role; returns the status. */
int operation_send(const struct operation_row *row, enum operation_role role,
    const char *path);
/* The n-th placeholder (from 0) of its path, "{event}"; NULL when there are not
 * so many. */
char *operation_placeholder(const struct operation_row *row, int n);
/* Sends it as the stranger, with the n-th placeholder naming something that
 * only ann sees, while the holder, unless it is NULL, holds all rows;
 * returns the status: 503 when it waited for one. */
int operation_ask_unseen(
    const struct operation_row *row, int n, struct own *holder);

#endif
