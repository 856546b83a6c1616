/*
 * Walks the generated tree. A path has few segments and a node few children,
 * so that a request costs some string comparisons and no memory.
 */
#include "api/router.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

struct search {
	const struct api_node *nodes;
	const char *const *segments;
	unsigned n_segments;
	struct api_match *match;
};

static unsigned
child_of(const struct api_node *node, const char *segment)
{
	unsigned low = 0, high = node->n_edges;

	while (low < high) {
		unsigned middle = (low + high) / 2;
		int order = strcmp(segment, node->edges[middle].literal);

		if (order == 0)
			return node->edges[middle].node;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return 0;
}

static unsigned
methods_of(const struct api_node *node)
{
	unsigned methods = 0;

	for (unsigned m = 0; m < HTTP_UNKNOWN_METHOD; m++)
		if (node->operations[m])
			methods |= 1u << m;
	return methods;
}

/* The node for a segment that ends with one of the suffixes, and what stands
 * before it; 0 when there is none. */
static unsigned
child_of_suffix(
    const struct api_node *node, const char *segment, struct api_match *match)
{
	size_t len = strlen(segment);

	for (unsigned i = 0; i < node->n_suffixes; i++) {
		const char *suffix = node->suffixes[i].literal;
		size_t n = strlen(suffix);

		if (len <= n || len - n >= sizeof(match->cut) ||
		    !str_eq(segment + len - n, suffix))
			continue;
		memcpy(match->cut, segment, len - n);
		match->cut[len - n] = '\0';
		return node->suffixes[i].node;
	}
	return 0;
}

static const struct api_node *descend(
    const struct search *s, unsigned at, unsigned i);

/* The same below child, which takes a value for the segment. */
static const struct api_node *
descend_value(
    const struct search *s, unsigned child, unsigned i, const char *value)
{
	s->match->values[s->match->n_values++] = value;
	return descend(s, child, i + 1);
}

/* The node of the path from segment i on below node at, or NULL. The literal
 * way may end nowhere where the other does not: /users/me and /users/{id}/x. */
static const struct api_node *
descend(const struct search *s, unsigned at, unsigned i)
{
	const struct api_node *node = &s->nodes[at], *found = NULL;
	unsigned child, n_values = s->match->n_values;

	if (i == s->n_segments)
		return methods_of(node) ? node : NULL;
	child = child_of(node, s->segments[i]);
	if (child)
		found = descend(s, child, i + 1);
	if (found || n_values == API_PATH_VALUES_MAX)
		return found;
	child = child_of_suffix(node, s->segments[i], s->match);
	if (child)
		found = descend_value(s, child, i, s->match->cut);
	if (found || !node->param)
		return found;
	s->match->n_values = n_values;
	return descend_value(s, node->param, i, s->segments[i]);
}

enum err
api_router_find(const struct api_routes *routes, const char *const *segments,
    unsigned n_segments, enum http_method method, struct api_match *out)
{
	const struct search s = { .nodes = routes->nodes,
		.segments = segments,
		.n_segments = n_segments,
		.match = out };
	const struct api_node *node;

	out->operation = NULL;
	out->n_values = 0;
	out->methods = 0;
	node = descend(&s, 0, 0);
	if (!node)
		return ERR_NOT_FOUND;
	out->methods = methods_of(node);
	if (method == HTTP_HEAD)
		method = HTTP_GET;
	if (method >= HTTP_UNKNOWN_METHOD || !node->operations[method])
		return ERR_METHOD_NOT_ALLOWED;
	out->operation = &routes->operations[node->operations[method] - 1];
	return ERR_OK;
}

void
api_router_allow(unsigned methods, char text[API_ALLOW_SIZE])
{
	size_t len = 0;

	if (methods & 1u << HTTP_GET)
		methods |= 1u << HTTP_HEAD;
	methods |= 1u << HTTP_OPTIONS;
	for (unsigned m = 0; m < HTTP_UNKNOWN_METHOD; m++)
		if (methods & 1u << m)
			len += (size_t)snprintf(text + len,
			    API_ALLOW_SIZE - len, "%s%s", len ? ", " : "",
			    http_method_name((enum http_method)m));
}
