/*
 * What went wrong with one request, recorded once by whoever discovered it
 * and turned into problem+json (RFC 9457) and a log line by the loop.
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

enum {
	FAULT_ITEMS = 32,
	FAULT_TEXT = 256,
	FAULT_POINTER = 96,
	FAULT_MEMBERS = 6144 /* twenty names of domains */
};

/* One entry of "errors": where (RFC 6901 pointer, or "?name" for a query
 * field), a short code, and a sentence. */
struct fault_item {
	char pointer[FAULT_POINTER];
	char code[32];
	char detail[FAULT_TEXT];
};

struct fault {
	enum err err;
	char detail[FAULT_TEXT];     /* for the client */
	char internal[FAULT_TEXT];   /* for the log only */
	char members[FAULT_MEMBERS]; /* more members of the problem, as
				      JSON text: "\"from\":\"draft\"" */
	int retry_after_s;	     /* header, when not 0 */
	size_t n_items;		     /* entries beyond FAULT_ITEMS are
					dropped */
	struct fault_item items[FAULT_ITEMS];
};

/* Forgets everything. */
void fault_clear(struct fault *f);

/* Records err with a sentence for the client and returns err. A later call
 * replaces an earlier one. */
enum err fault(struct fault *f, enum err err, const char *format, ...)
    FORMAT_LIKE(3, 4);
/* The same for causes that only the operator may see; the client gets the
 * title of err as detail. */
enum err fault_internal(struct fault *f, enum err err, const char *format, ...)
    FORMAT_LIKE(3, 4);
/* Adds an entry to "errors" and returns err, which becomes f->err unless one
 * is set already. */
enum err fault_item(struct fault *f, enum err err, const char *pointer,
    const char *code, const char *format, ...) FORMAT_LIKE(5, 6);

/* One value of the request cannot be: an entry, and the same sentence for the
 * whole. Returns ERR_VALIDATION_FAILED. */
enum err fault_value(
    struct fault *f, const char *pointer, const char *code, const char *detail);

#endif
