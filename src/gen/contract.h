/*
 * The contract as the generator holds it: the merged OpenAPI document, and
 * what was read from it about inputs and operations.
 *
 *	read      fragments -> one document          contract_read.c
 *	response  allOf -> the whole object          contract_response.c
 *	schema    keywords that Hearth implements    contract_schema.c
 *	word      named lists of words               contract_word.c
 *	input     schemas of inputs -> shapes        contract_input.c
 *	parameter path, query, headers               contract_parameter.c
 *	operation paths -> operations                contract_operation.c
 *	scope     tags -> scopes of API tokens       contract_scope.c
 *	route     operations -> the router's tree    contract_route.c
 *	write     api.h api.c, openapi, lanes        contract_write_*.c
 *
 * Everything lives in one arena until the program ends. A mistake in a
 * fragment is reported by contract_error and reading goes on, so that one run
 * shows all of them.
 */
#ifndef GEN_CONTRACT_H
#define GEN_CONTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <json-c/json.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

enum {
	CONTRACT_PATH_PARAMS = 6,    /* most in one path */
	CONTRACT_TEXT_MAX = 16 << 20 /* bytes of one generated file */
};

enum contract_kind {
	KIND_TEXT,
	KIND_INT,
	KIND_REAL,
	KIND_BOOL,
	KIND_TIME, /* string, format date-time */
	KIND_UUID, /* string, format uuid */
	KIND_WORD, /* string of a named list */
	KIND_OBJECT,
	KIND_ARRAY,
	KIND_JSON /* an object of whatever members */
};

/* A schema of components that is nothing but an enum: a list of words. */
struct contract_list {
	struct contract_list *next;
	const char *name; /* event_status: enum event_status */
	const char *at;	  /* where it stands in the document */
	struct json_object *words;
};

/* What one input value must be. */
struct contract_value {
	enum contract_kind kind;
	bool is_nullable;
	bool is_unique;			  /* array */
	bool is_write_only;		  /* no part of any response */
	bool takes_digits;		  /* text: of a number, too */
	const char *format;		  /* text: "email", ...; NULL */
	const char *pattern;		  /* text; NULL */
	const char *id_kind;		  /* uuid: "event"; NULL */
	struct json_object *words;	  /* text: the enum; NULL */
	const struct contract_list *list; /* word */
	struct json_object *initial;	  /* the default; NULL */
	int64_t min, max;		  /* int; code points; items */
	double real_min, real_max;
	struct contract_shape *object;
	struct contract_value *items;
};

struct contract_member {
	const char *name;
	const char *sent; /* how it is called there; NULL: the same */
	bool is_required;
	bool is_declared; /* of the path: some parameter has its name */
	bool is_secret;	  /* of the path or query: who has it may act */
	struct contract_value value;
};

/* One object that clients send: one C struct, one table of checks. */
struct contract_shape {
	struct contract_shape *next;
	const char *name;	    /* event_input: struct api_event_input */
	const char *at;		    /* where it stands in the document */
	const char *description;    /* or NULL */
	struct json_object *any_of; /* [{"required": [...]}]; or NULL */
	struct contract_member *members;
	size_t n_members;
	bool is_open; /* being read: a $ref to it is a loop */
};

/* What "x-body" says. */
enum contract_body { BODY_JSON, BODY_RAW, BODY_FILE, BODY_PIECE, BODY_PICTURE };

/* A body that is taken as it comes. */
struct contract_raw {
	bool is_file, is_piece, is_picture;
	size_t max; /* bytes */
	struct json_object *content;
};

enum contract_auth { AUTH_NONE, AUTH_OPTIONAL, AUTH_REQUIRED };

struct contract_operation {
	const char *id, *path, *method; /* method: "get" */
	const char *at, *summary;
	const char *successor;	    /* a path, or NULL */
	const char *scope;	    /* of API tokens; NULL: they may not */
	struct json_object *json;   /* in the merged document */
	struct json_object *shared; /* the path's parameters, or NULL */
	enum contract_auth auth;
	bool wants_factor; /* where one is required */
	bool takes_guest;  /* by the link of a mail, too */
	bool is_fresh, is_heavy, is_slow, has_own_transaction, has_even_time,
	    is_response_secret;
	bool is_response_file, is_merge_patch;
	bool is_body_required;
	bool has_secret;		/* in its URL */
	bool has_secret_path;		/* and in the path of that */
	struct contract_shape *body;	/* of JSON; or NULL */
	struct contract_raw *raw;	/* instead of it; or NULL */
	struct contract_member *params; /* of the path, in its order */
	size_t n_params;
	struct contract_member *query;
	size_t n_query;
	struct contract_member *headers;
	size_t n_headers;
	bool errors[ERR_COUNT]; /* what it may answer */
};

struct contract_origin {
	struct contract_origin *next;
	const char *at, *file;
};

/* A node of the router's tree; node 0 is the root. */
struct contract_edge {
	const char *literal;
	size_t node;
};

struct contract_node {
	struct contract_edge *edges; /* sorted by literal */
	size_t n_edges;
	struct contract_edge *suffixes; /* of {token}.ics: .ics */
	size_t n_suffixes;
	size_t param;		/* node, 0: none */
	const char *param_name; /* with its closing brace */
	size_t operations[16];	/* by enum http_method, 1 + index */
};

struct contract_line {
	struct contract_line *next;
	const char *text;
};

struct contract {
	struct arena arena;
	const char *version, *out, *prefix;
	struct json_object *document; /* the merged one */
	struct json_object *paths, *components;
	struct contract_origin *origins;
	struct contract_list *lists;   /* in the order of the document */
	struct contract_shape *shapes; /* inner ones before outer ones */
	struct contract_shape *open;   /* being read, innermost first */
	struct contract_operation *operations;
	size_t n_operations;
	struct contract_node *nodes;
	size_t n_nodes;
	struct contract_line *said; /* complaints so far */
	unsigned n_errors;
};

/* Prints "file: at: message" on standard error, once, and counts it. */
void contract_error(struct contract *c, const char *at, const char *format, ...)
    FORMAT_LIKE(3, 4);
/* at, a slash and key, in the contract's arena. */
const char *contract_at(struct contract *c, const char *at, const char *key);
/* The member's text, or NULL when it is absent or no string (an error). */
const char *contract_text(struct contract *c, const char *at,
    struct json_object *object, const char *key);
/* The member as a boolean; false when absent, an error when something else. */
bool contract_flag(struct contract *c, const char *at,
    struct json_object *object, const char *key);
/* Whether object has only keys of the NULL-terminated list; complains about
 * each other one. False as well when it is not an object. */
bool contract_only(struct contract *c, const char *at,
    struct json_object *object, const char *const *keys);
/* Whether the JSON array of strings holds text. */
bool contract_lists(struct json_object *array, const char *text);
/* [a-z][a-z0-9_]* and no word that C or the generated code takes. */
bool contract_is_name(const char *name);
/* EventInput -> event_input, RSVPInput -> rsvp_input. */
const char *contract_snake(struct contract *c, const char *name);

/* Adds the fragment in file to the document. */
void contract_read(struct contract *c, const char *file);
/* The component that ref ("#/components/<section>/<name>") names; *at becomes
 * its place. NULL (an error) when it is not there. */
struct json_object *contract_ref(struct contract *c, const char *at,
    const char *ref, const char *section, const char **target);

/* Whether what it describes is a text that may be written as a JSON number,
 * too: its type is ["string", "number", "null"]. */
bool contract_takes_digits(struct json_object *schema);
/* Checks keywords, types and references of every schema inside; false after
 * an error. */
bool contract_schema_check(
    struct contract *c, const char *at, struct json_object *schema);
/* The same for all named schemas of the document. */
void contract_schema_check_components(struct contract *c);

/* Replaces each allOf of a named schema by the whole response that it means. */
void contract_responses_complete(struct contract *c);

/* Fills c->lists from the schemas of the components. */
void contract_lists_read(struct contract *c);
/* The list that stands at a place of the document, or NULL. */
const struct contract_list *contract_list_at(
    const struct contract *c, const char *at);
/* What the names of lists begin with: nothing, or the prefix of a contract
 * that is not the program's own. */
const char *contract_list_prefix(struct contract *c);
/* The enumerator of a word: EVENT_STATUS_DRAFT. */
const char *contract_list_enumerator(
    struct contract *c, const struct contract_list *list, const char *word);
/* words.h: the enums. */
void contract_write_words_header(struct contract *c, struct buf *out);
/* words.c: their texts. */
void contract_write_words(struct contract *c, struct buf *out);

/* Whether a schema is that of an object of whatever members, which is one
 * value. */
bool contract_is_any_object(struct json_object *schema);

/* Reads a schema as an input; name is the C name for an object that has none
 * of its own. False after an error. */
bool contract_input_value(struct contract *c, const char *at,
    struct json_object *schema, const char *name, struct contract_value *out);

/* Fills params, query and headers of op, whose path is item. */
void contract_parameters_read(struct contract *c, struct contract_operation *op,
    struct json_object *item);
/* Fills c->operations from c->paths. */
void contract_operations_read(struct contract *c);
/* Fills op->scope, when the rest of its extensions has been read. */
void contract_scope_read(struct contract *c, struct contract_operation *op);
/* Complains about scopes that are in no list of the document, and about words
 * of the list that are no operation's; a document need not have that list. */
void contract_scopes_check(struct contract *c);
/* Fills c->nodes from c->operations; complains about paths that collide. */
void contract_routes_read(struct contract *c);

/*
 * The generated files, one function each, appended to out: api.h; the two
 * halves of api.c, which are its tables of checks and its operations with the
 * tree of their paths; the lanes of each web server.
 */
void contract_write_header(struct contract *c, struct buf *out);
void contract_write_tables(struct contract *c, struct buf *out);
void contract_write_routes(struct contract *c, struct buf *out);
void contract_write_nginx_lanes(struct contract *c, struct buf *out);
void contract_write_apache_lanes(struct contract *c, struct buf *out);
void contract_write_lighttpd_lanes(struct contract *c, struct buf *out);

/* Puts version and title into the document, before all else. */
void contract_openapi_start(struct contract *c);
/* Completes the document: problems, headers, security. */
void contract_openapi_complete(struct contract *c);
/* The schema of a merge patch of what schema describes, a new reference. */
struct json_object *contract_patch_schema(
    struct contract *c, struct json_object *schema);
/* openapi.json, from the completed document without what only the generator
 * needs. */
void contract_write_openapi(struct contract *c, struct buf *out);
/* openapi.c: the same as bytes for the responder. */
void contract_write_embedded(struct contract *c, struct buf *out);

#endif
