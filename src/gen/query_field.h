/*
 * The lists of "in:" and "out:".
 */
#ifndef GEN_QUERY_FIELD_H
#define GEN_QUERY_FIELD_H

#include "gen/query.h"

/* Adds "name type, name type?, ..."; a comma at the end says that another line
 * follows. Names of columns may have one dot or a leading '_'. */
bool gen_query_fields_add(struct gen_query_set *set, struct gen_place at,
    struct gen_query_fields *f, const char *list, bool is_out);

#endif
