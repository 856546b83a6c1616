/*
 * "-- page: created_at, id desc": a list that is read page by page.
 */
#ifndef GEN_QUERY_PAGE_H
#define GEN_QUERY_PAGE_H

#include "gen/query.h"

/* Adds the inputs of a page to the query, whose other lists are complete: for
 * each column of its order after_<member>, and limit. */
bool gen_query_page_add(struct gen_query_set *set, struct gen_query *q);

#endif
