/*
 * What the rows say beforehand of what lists find (sql/object/user_sight.sql,
 * space_span.sql), held against what there is to find.
 */
#ifndef T_LIB_SIGHT_H
#define T_LIB_SIGHT_H

#include <stdint.h>

/* Of how many users and spaces, in the test's database (given_db), less is said
 * than is so. After whatever requests it is 0. */
int64_t sight_missing(void);

#endif
