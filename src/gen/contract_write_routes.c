/*
 * api.c, second part: operations and the tree of their paths.
 */
#include "gen/contract.h"

#include "base/attr.h"
#include "gen/contract_c.h"

#include "base/banned.h"

static void
put_input(
    struct contract *c, struct buf *out, const struct contract_operation *op)
{
	const char *p = c->prefix, *id = op->id;

	buf_printf(out,
	    "\t  .input = {\n\t    .size = sizeof(struct %s_%s_in),"
	    "\n",
	    p, id);
	if (op->n_params)
		buf_printf(out, "\t    .path = %s_path, .n_path = %zu,\n", id,
		    op->n_params);
	if (op->n_query)
		buf_printf(out, "\t    .query = %s_query, .n_query = %zu,\n",
		    id, op->n_query);
	if (op->n_headers)
		buf_printf(out, "\t    .header = %s_header, .n_header = %zu,\n",
		    id, op->n_headers);
	if (op->raw)
		buf_printf(out,
		    "\t    .raw = &%s_raw,\n\t    .body_offset ="
		    " offsetof(struct %s_%s_in, body),\n",
		    id, p, id);
	if (op->body)
		buf_printf(out,
		    "\t    .body = &%s_object,\n\t    .body_offset"
		    " = offsetof(struct %s_%s_in, body),\n",
		    op->body->name, p, id);
	if (op->body && !op->is_body_required)
		buf_printf(out,
		    "\t    .has_body = offsetof(struct %s_%s_in,"
		    " has_body),\n",
		    p, id);
	else
		buf_str(out, "\t    .has_body = CHECK_NO_HAS,\n");
	if (op->is_merge_patch)
		buf_str(out, "\t    .is_merge_patch = true,\n");
	buf_str(out, "\t  },\n");
}

static void
put_operation(
    struct contract *c, struct buf *out, const struct contract_operation *op)
{
	static const char *const auth[] = { "NONE", "OPTIONAL", "REQUIRED" };

	buf_printf(out,
	    "\t{ .id = \"%s\", .path = \"%s\",\n\t  .method ="
	    " HTTP_%s, .auth = API_AUTH_%s,\n",
	    op->id, op->path, contract_c_upper(c, op->method), auth[op->auth]);
	if (op->successor)
		buf_printf(out, "\t  .successor = \"%s\",\n", op->successor);
	if (op->scope)
		buf_printf(out, "\t  .scope = \"%s\",\n", op->scope);
	if (op->takes_guest)
		buf_str(out, "\t  .takes_guest = true,\n");
	if (op->wants_factor)
		buf_str(out, "\t  .wants_factor = true,\n");
	if (op->is_fresh)
		buf_str(out, "\t  .is_fresh = true,\n");
	if (op->is_heavy)
		buf_str(out, "\t  .is_heavy = true,\n");
	if (op->is_slow)
		buf_str(out, "\t  .is_slow = true,\n");
	if (op->has_own_transaction)
		buf_str(out, "\t  .has_own_transaction = true,\n");
	if (op->has_even_time)
		buf_str(out, "\t  .has_even_time = true,\n");
	if (op->is_response_secret)
		buf_str(out, "\t  .is_response_secret = true,\n");
	if (op->is_response_file)
		buf_str(out, "\t  .is_response_file = true,\n");
	if (op->has_secret)
		buf_str(out, "\t  .has_secret = true,\n");
	if (op->has_secret_path)
		buf_str(out, "\t  .has_secret_path = true,\n");
	put_input(c, out, op);
	if (op->raw && op->raw->is_file)
		buf_printf(out, "\t  .ask = ask_%s,\n", op->id);
	buf_printf(out, "\t  .handle = call_%s },\n", op->id);
}

static void
put_edges(struct buf *out, const char *name, const struct contract_edge *edges,
    size_t n)
{
	if (!n)
		return;
	buf_printf(out, " .%s = (const struct api_edge[]){\n", name);
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "\t\t{ \"%s\", %zu },\n", edges[i].literal,
		    edges[i].node);
	buf_printf(out, "\t  }, .n_%s = %zu,", name, n);
}

static void
put_node(struct buf *out, const struct contract_node *node)
{
	static const char *const methods[] = { "GET", "HEAD", "POST", "PUT",
		"PATCH", "DELETE", "OPTIONS" };

	buf_str(out, "\t{");
	put_edges(out, "edges", node->edges, node->n_edges);
	put_edges(out, "suffixes", node->suffixes, node->n_suffixes);
	buf_printf(out, " .param = %zu", node->param);
	for (size_t i = 0; i < N_OF(methods); i++)
		if (node->operations[i])
			buf_printf(out, ",\n\t  .operations[HTTP_%s] = %zu",
			    methods[i], node->operations[i]);
	buf_str(out, " },\n");
}

void
contract_write_routes(struct contract *c, struct buf *out)
{
	buf_str(out, "\nstatic const struct api_operation operations[] = {\n");
	for (size_t i = 0; i < c->n_operations; i++)
		put_operation(c, out, &c->operations[i]);
	buf_str(out, "};\n\nstatic const struct api_node nodes[] = {\n");
	for (size_t i = 0; i < c->n_nodes; i++)
		put_node(out, &c->nodes[i]);
	buf_printf(out,
	    "};\n\nconst struct api_routes %s_routes = {\n"
	    "\t.nodes = nodes,\n\t.operations = operations,\n"
	    "\t.n_operations = %zu,\n};\n",
	    c->prefix, c->n_operations);
}
