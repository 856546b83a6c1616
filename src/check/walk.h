/*
 * Between the files of check/: where the walker is and what it found.
 */
#ifndef CHECK_WALK_H
#define CHECK_WALK_H

#include "check/check.h"

struct check_walk {
	struct arena *arena;
	struct fault *fault; /* NULL: only count */
	unsigned n_faults;   /* also those that the fault has no room for */
	bool is_merge_patch;
	size_t pointer_len;
	char pointer[FAULT_POINTER];
};

/* Appends what format says to the pointer; the length to come back to. */
size_t check_walk_down(struct check_walk *w, const char *format, ...)
    FORMAT_LIKE(2, 3);
/* Cuts the pointer to what check_walk_down returned. */
void check_walk_up(struct check_walk *w, size_t pointer_len);
/* Records an item at the pointer; always false. */
bool check_walk_fail(struct check_walk *w, const char *code, const char *format,
    ...) FORMAT_LIKE(3, 4);

/*
 * The checks of single values, which the body and the query share. Each records
 * what is wrong at the pointer of w and returns false.
 */
/* A word of the list, or a length in code points, a format and a pattern. *s
 * becomes the text as it is kept. */
bool check_value_text(
    struct check_walk *w, const struct check_value *v, const char **s);
/* Within the bounds of v. */
bool check_value_int(
    struct check_walk *w, const struct check_value *v, int64_t n);
/* Within the bounds of v; NaN never is. */
bool check_value_real(
    struct check_walk *w, const struct check_value *v, double n);
/* RFC 3339 with an offset, into microseconds. */
bool check_value_time(struct check_walk *w, const char *s, int64_t *us);
/* Any UUID but nil, which stands for "none" in C. */
bool check_value_uuid(struct check_walk *w, const char *s, struct uuid *u);
/* As many items as v allows. */
bool check_value_count(
    struct check_walk *w, const struct check_value *v, size_t n);
/* No two alike, where that is asked for; items is an array of const char *,
 * int64_t or struct uuid. */
bool check_value_items(struct check_walk *w, const struct check_value *v,
    const void *items, size_t n);

/*
 * Values that were checked into field f of the struct at base. A struct
 * opt_... there becomes set. Texts, items and objects are borrowed: they live
 * as long as the walk's arena.
 */
void check_store_int(const struct check_field *f, char *base, int64_t n);
void check_store_real(const struct check_field *f, char *base, double n);
void check_store_bool(const struct check_field *f, char *base, bool b);
void check_store_time(const struct check_field *f, char *base, int64_t us);
void check_store_text(const struct check_field *f, char *base, const char *s);
void check_store_word(const struct check_field *f, char *base, int number);
void check_store_uuid(const struct check_field *f, char *base, struct uuid u);
void check_store_array(
    const struct check_field *f, char *base, const void *items, size_t n);
void check_store_object(
    const struct check_field *f, char *base, const void *object);
/* What the field holds when the client does not say. */
void check_store_initial(const struct check_field *f, char *base);

/* Fills the struct at out from the members of v. */
void check_body_object(struct check_walk *w, const struct check_object *o,
    const struct json_value *v, char *out);
/* Fills the field of the struct at out from a decoded value. */
void check_query_value(struct check_walk *w, const struct check_field *f,
    const char *s, char *out);
/* Fills fields of the struct at out from a raw query string. */
void check_query_fields(struct check_walk *w, const struct check_field *fields,
    size_t n, const char *query, char *out);

#endif
