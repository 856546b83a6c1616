/*
 * nginx-lanes.conf: a location for each path that nginx must treat in another
 * way than the rest, because it costs much or because its URL holds a secret.
 */
#include "gen/contract.h"

#include <string.h>

#include "base/str.h"

#include "base/banned.h"

/* What the operations of one path want of nginx. */
struct lane {
	const struct contract_operation *first;
	bool is_heavy, has_secret, has_secret_path;
};

/* Operations of one path stand side by side. *i moves past them. */
static struct lane
next_lane(const struct contract *c, size_t *i)
{
	struct lane lane = { .first = &c->operations[*i] };

	for (; *i < c->n_operations; (*i)++) {
		const struct contract_operation *op = &c->operations[*i];

		if (!str_eq(op->path, lane.first->path))
			break;
		lane.is_heavy |= op->is_heavy;
		lane.has_secret |= op->has_secret;
		lane.has_secret_path |= op->has_secret_path;
	}
	return lane;
}

/* The regular expression of a path with parameters. */
static void
put_regex(struct buf *out, const struct contract_operation *op)
{
	size_t param = 0;

	for (const char *p = op->path; *p; p++) {
		if (*p == '{') {
			bool is_id = op->params[param++].value.kind ==
				     KIND_UUID;

			buf_str(out, is_id ? "[0-9A-Fa-f-]{36}" : "[^/]+");
			p = strchr(p, '}');
		} else if (*p == '.') {
			buf_str(out, "\\.");
		} else {
			buf_char(out, *p);
		}
	}
}

static void
put_block(struct buf *out, const struct lane *lane)
{
	buf_str(out, " {\n");
	if (lane->has_secret)
		buf_str(out, "\terror_log /dev/null;\n");
	if (lane->has_secret_path)
		buf_printf(
		    out, "\tset $hearth_path \"%s\";\n", lane->first->path);
	buf_printf(out,
	    "\tinclude /usr/share/hearth/nginx/hearth-%s.conf;\n}\n",
	    lane->is_heavy ? "heavy" : "fast");
}

static void
put_lane(struct buf *out, const struct lane *lane)
{
	if (lane->first->n_params) {
		buf_str(out, "location ~ \"^");
		put_regex(out, lane->first);
		buf_str(out, "/?$\"");
		put_block(out, lane);
		return;
	}
	buf_printf(out, "location = %s", lane->first->path);
	put_block(out, lane);
	buf_printf(out, "location = %s/", lane->first->path);
	put_block(out, lane);
}

void
contract_write_lanes(struct contract *c, struct buf *out)
{
	buf_str(out,
	    "# Server level: paths of the heavy lane, and paths whose URL "
	    "holds a"
	    " secret. nginx\n# writes whole request lines to its error log, of "
	    "a"
	    " limit or a pool that is away,\n# and paths to its access log; not"
	    " those. Generated from the contract by\n#"
	    " src/gen/contract.c; do not edit.\n");
	for (size_t i = 0; i < c->n_operations;) {
		struct lane lane = next_lane(c, &i);

		if (lane.is_heavy || lane.has_secret)
			put_lane(out, &lane);
	}
}
