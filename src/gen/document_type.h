/*
 * The types of a document's members, and how each engine writes a column of
 * it as JSON.
 */
#ifndef GEN_DOCUMENT_TYPE_H
#define GEN_DOCUMENT_TYPE_H

#include "gen/section.h"

struct gen_document_type {
	const char *word;
	struct {
		const char *before, *after; /* the column */
	} as[GEN_ENGINES];
};

/* NULL when there is no such type. */
const struct gen_document_type *gen_document_type_find(const char *word);

#endif
