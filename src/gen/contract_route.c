/*
 * Operations into the tree that api/router.c walks: one node per path
 * position, its literal children sorted, one child for any value.
 */
#include "gen/contract.h"

#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "base/str.h"

#include "base/banned.h"

/* In the order of enum http_method; HEAD and OPTIONS have no operations. */
static const char *const methods[] = { "get", "head", "post", "put", "patch",
	"delete", "options" };

static size_t
method_index(const char *name)
{
	size_t i = 0;

	while (!str_eq(methods[i], name))
		i++;
	return i;
}

static size_t
child_literal(struct contract *c, size_t at, const char *literal, size_t room)
{
	struct contract_node *node = &c->nodes[at];

	for (size_t i = 0; i < node->n_edges; i++)
		if (str_eq(node->edges[i].literal, literal))
			return node->edges[i].node;
	if (!node->edges)
		node->edges = arena_array(
		    &c->arena, room, sizeof(*node->edges));
	node->edges[node->n_edges++] = (struct contract_edge){
		.literal = literal, .node = c->n_nodes
	};
	return c->n_nodes++;
}

static size_t
child_param(struct contract *c, size_t at, const char *name,
    const struct contract_operation *op)
{
	struct contract_node *node = &c->nodes[at];

	if (!node->param) {
		node->param = c->n_nodes++;
		node->param_name = name;
	} else if (!str_eq(node->param_name, name)) {
		contract_error(c, op->at,
		    "collides with a path that calls"
		    " {%s {%s",
		    name, node->param_name);
	}
	return node->param;
}

/* {token}.ics is a way of its own beside {token}. */
static size_t
child_suffix(struct contract *c, size_t at, const char *suffix, size_t room)
{
	struct contract_node *node = &c->nodes[at];

	for (size_t i = 0; i < node->n_suffixes; i++)
		if (str_eq(node->suffixes[i].literal, suffix))
			return node->suffixes[i].node;
	if (!node->suffixes)
		node->suffixes = arena_array(
		    &c->arena, room, sizeof(*node->suffixes));
	node->suffixes[node->n_suffixes++] = (struct contract_edge){
		.literal = suffix, .node = c->n_nodes
	};
	return c->n_nodes++;
}

static void
add_operation(struct contract *c, size_t index, size_t room)
{
	const struct contract_operation *op = &c->operations[index];
	const char *p = op->path;
	size_t at = 0;

	while (*p && p[1]) {
		size_t len = strcspn(++p, "/");
		const char *segment = arena_strndup(&c->arena, p, len);
		const char *close = strchr(segment, '}');

		if (close && close[1])
			at = child_suffix(c, at, close + 1, room);
		else if (close)
			at = child_param(c, at, segment + 1, op);
		else
			at = child_literal(c, at, segment, room);
		p += len;
	}
	c->nodes[at].operations[method_index(op->method)] = index + 1;
}

static int
compare_edges(const void *a, const void *b)
{
	const struct contract_edge *x = a, *y = b;

	return strcmp(x->literal, y->literal);
}

void
contract_routes_read(struct contract *c)
{
	size_t segments = 1;

	for (size_t i = 0; i < c->n_operations; i++)
		for (const char *p = c->operations[i].path; *p; p++)
			segments += *p == '/';
	c->nodes = arena_array(&c->arena, segments, sizeof(*c->nodes));
	c->n_nodes = 1;
	for (size_t i = 0; i < c->n_operations; i++)
		add_operation(c, i, c->n_operations);
	for (size_t i = 0; i < c->n_nodes; i++)
		if (c->nodes[i].n_edges)
			qsort(c->nodes[i].edges, c->nodes[i].n_edges,
			    sizeof(*c->nodes[i].edges), compare_edges);
}
