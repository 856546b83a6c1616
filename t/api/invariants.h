/*
 * What is so of the rows in a database whatever people have done, as long as no
 * event of it is over and no ban has an end.
 */
#ifndef T_API_INVARIANTS_H
#define T_API_INVARIANTS_H

/* Counts the rows that should not be, of each kind. */
void expect_invariants(void);
/* Of the one kind that has this name: "strays" are answers of people whom the
 * event is not for, whether or not they are banned or blocked. */
void expect_invariant(const char *name);
/* Counts rows, "reservation h WHERE ...", of which there should be none. */
void expect_no(const char *name, const char *rows);

#endif
