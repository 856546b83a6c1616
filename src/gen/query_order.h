/*
 * Whether a list is in the order that its "-- page:" says.
 */
#ifndef GEN_QUERY_ORDER_H
#define GEN_QUERY_ORDER_H

#include "gen/query.h"

/* Holds the text that each engine gets of a query with pages, whose lists and
 * fragments are sound, against "page:": the last ORDER BY that is in no
 * parentheses names the same columns in the same direction, and the inputs
 * after_... stand in "(a, b) > (:after_a, :after_b)" (or "a > :after_a"; "<" of
 * a descending list) and nowhere else. Aliases of tables are not compared. */
bool gen_query_order_check(
    struct gen_query_set *set, const struct gen_query *q);

#endif
