/*
 * Inputs against the contract: a walker over tables that src/gen/contract.c
 * writes. What passes lies in the typed struct of the operation; what does
 * not is reported all at once.
 *
 * Items of a fault point into the body ("/title", "/steps/0/name") or name a
 * query field ("?limit") or a header ("X-App-Version"). Their codes: required,
 * type, null, too_short, too_long, too_small, too_large, too_few_items,
 * too_many_items, not_unique, pattern, enum, format, timezone_unknown. Lengths
 * of texts count code points. Members that the contract does not know are
 * ignored.
 */
#ifndef CHECK_CHECK_H
#define CHECK_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/fault.h"
#include "base/opt.h"
#include "base/uuid.h"
#include "base/word.h"
#include "check/format.h"
#include "check/pattern.h"

struct json_value;

/* Arrays in input structs; empty when absent or null. */
struct check_texts {
	const char *const *v;
	size_t n;
};

struct check_ints {
	const int64_t *v;
	size_t n;
};

struct check_uuids {
	const struct uuid *v;
	size_t n;
};

enum check_kind {
	CHECK_TEXT,   /* const char * */
	CHECK_INT,    /* int64_t or struct opt_int */
	CHECK_REAL,   /* double or struct opt_real */
	CHECK_BOOL,   /* bool or struct opt_bool */
	CHECK_TIME,   /* int64_t or struct opt_time, microseconds */
	CHECK_UUID,   /* struct uuid or struct <kind>_id */
	CHECK_WORD,   /* enum of a list of words, 0: none given */
	CHECK_OBJECT, /* const struct ... * */
	CHECK_ARRAY,  /* struct check_texts, _ints, _uuids, or { v, n } of
			 the structs of objects */
	CHECK_JSON    /* const struct json_value *, an object; in the source */
};

/* What one value must be. */
struct check_value {
	enum check_kind kind;
	bool is_nullable;
	bool is_unique;		  /* array */
	bool takes_digits;	  /* text: or a number, by its own digits */
	enum check_format format; /* text */
	int64_t min, max;	  /* int; code points of a text whose max
				     is not 0; items of an array */
	double real_min, real_max;
	const char *const *words;      /* text, word: what it may be, NULL at
					  the end; NULL: anything */
	const struct word_list *list;  /* word: whose numbers are stored */
	struct check_pattern *pattern; /* text; or NULL */
	const struct check_object *object;
	const struct check_value *items; /* array */
};

enum { CHECK_NO_HAS = -1 };

/* A value with a name and a place in a struct. */
struct check_field {
	const char *name;
	struct check_value value;
	size_t offset;
	ptrdiff_t has; /* offset of its bool in .has, or
			  CHECK_NO_HAS */
	bool is_required;
	bool is_optional;    /* stored as struct opt_... */
	bool has_initial;    /* of these, when absent: */
	int64_t initial_int; /* also the bool and the word */
	double initial_real;
	const char *initial_text;
};

struct check_object {
	const struct check_field *fields;
	size_t n_fields;
	size_t size;			  /* of the struct */
	const char *const *const *any_of; /* alternatives, each the names of
					   members that it requires; NULL at
					   the end; or NULL */
};

/* A body that is taken as it comes. */
struct check_raw {
	const char *const *media; /* types that it may have, NULL at the end */
	size_t max;		  /* bytes */
	bool is_file;
	bool is_piece; /* of a file: it is on the disk, and nothing is known of
			  it but its size */
	bool is_picture; /* a file of which only smaller pictures are kept */
	bool is_required;
};

/*
 * A body that is a file, or the one of a form. When the web server only asks
 * whether the body may come, it is there, has a size, and nothing else.
 */
struct check_file {
	bool is_there;
	int64_t size;		  /* asked about: the most that it may have */
	struct uuid id;		  /* by which it is kept */
	struct bytes sha256;	  /* of its bytes */
	const char *content_type; /* by its content */
	const char *filename;	  /* as http_filename makes it */
	bool is_named;		  /* by what came with its bytes */
	int64_t width, height;	  /* of a picture; 0 of anything else */
	bool can_shrink;	  /* smaller pictures of it can be made */
};

/* All that one operation takes. Offsets are into struct api_<op>_in. */
struct check_input {
	const struct check_field *path; /* in the order of the path */
	size_t n_path;
	const struct check_field *query;
	size_t n_query;
	const struct check_field *header; /* scalars only */
	size_t n_header;
	const struct check_object *body; /* of JSON; or NULL */
	const struct check_raw *raw;	 /* instead of it; or NULL */
	size_t body_offset;		 /* of the struct, struct bytes or
					    struct check_file */
	ptrdiff_t has_body;		 /* offset of the bool; CHECK_NO_HAS
					    when the body is required */
	bool is_merge_patch;		 /* RFC 7396: nothing is required, and
					    null says "as if absent" where that
					    is allowed */
	size_t size;			 /* of the struct */
};

/* What was sent. */
struct check_source {
	const char *const *path_values; /* decoded */
	const char *const *headers;	/* in the order of the fields; NULL
					   where absent */
	const char *query;		/* raw */
	const struct json_value *body;	/* NULL: none */
	struct bytes raw;		/* p NULL: none */
	struct check_file file;
};

/*
 * Fills in (of input->size, zeroed by the caller) from the source. Texts and
 * arrays point into the arena or into the source. ERR_NOT_FOUND when a path
 * value is malformed, ERR_VALIDATION_FAILED with items for everything else.
 */
MUST_CHECK enum err check_input(const struct check_input *input,
    const struct check_source *from, struct arena *arena, struct fault *f,
    void *in);

#endif
