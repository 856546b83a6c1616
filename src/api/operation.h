/*
 * What the loop knows of an operation. The tables are generated from
 * src/api/contract/ into generated/api.c.
 */
#ifndef API_OPERATION_H
#define API_OPERATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "check/check.h"
#include "http/request.h"

struct call;

enum api_auth {
	API_AUTH_NONE,	   /* a token is not looked at */
	API_AUTH_OPTIONAL, /* looked at when there is one */
	API_AUTH_REQUIRED
};

struct api_operation {
	const char *id;	  /* "event_get" */
	const char *path; /* "/api/v1/events/{id}" */
	enum http_method method;
	enum api_auth auth;
	/* of an old name, the path of what took its place; or NULL */
	const char *successor;
	/* that an API token needs, "events:read"; NULL: none will do */
	const char *scope;
	bool takes_guest;	  /* by the link of a mail, too */
	bool wants_factor;	  /* of whom MFA_REQUIRED names */
	bool is_fresh;		  /* only for who has just shown who they are */
	bool is_heavy;		  /* belongs to the heavy lane */
	bool is_slow;		  /* to that of requests that wait
				 or take long */
	bool has_own_transaction; /* the loop opens none */
	bool has_even_time;	  /* tells nothing by how long it takes */
	bool is_response_secret;  /* never stored for a retry */
	bool is_response_file;	  /* of the store */
	bool has_secret;	  /* in its URL */
	bool has_secret_path;	  /* and in the path of that */
	struct check_input input;
	/* in is the struct api_<id>_in that check_input filled. */
	enum err (*handle)(struct call *call, const void *in);
	/* Whether the caller may send a body that is a file, before it comes;
	 * NULL for operations that take none. */
	enum err (*ask)(struct call *call, const void *in);
};

/* A node of the tree of paths. Node 0 is "/". */
struct api_edge {
	const char *literal;
	uint16_t node;
};

struct api_node {
	const struct api_edge *edges;	 /* sorted by literal */
	const struct api_edge *suffixes; /* of "{token}.ics": ".ics" */
	uint16_t n_edges, n_suffixes;
	uint16_t param; /* the node for any segment; 0: none */
	uint16_t operations[HTTP_UNKNOWN_METHOD]; /* 1 + index, by method */
};

struct api_routes {
	const struct api_node *nodes;
	const struct api_operation *operations;
	size_t n_operations;
};

/* The contract's own. */
extern const struct api_routes api_routes;

#endif
