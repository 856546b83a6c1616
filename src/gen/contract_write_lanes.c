/*
 * nginx-lanes.conf, apache-lanes.conf, lighttpd-lanes.conf: a few lines for
 * each path that a web server must treat in another way than the rest, because
 * it costs much, waits for others, is about a file, takes a body that is
 * larger than others', or has a URL that holds a secret.
 */
#include "gen/contract.h"

#include <string.h>

#include "base/str.h"

#include "base/banned.h"

/* The largest body that the servers' own files let through: no less than
 * BODY_MAX_BYTES unless an administrator raises that. */
enum { USUAL_BODY_MAX = 256 << 10 };

/* What the operations of one path want of a web server. */
struct lane {
	const struct contract_operation *first;
	size_t body_max; /* of one that goes into memory as it comes */
	bool is_heavy, is_slow, reads_fast, takes_file, sends_file, has_secret,
	    has_secret_path;
	bool follows; /* another one, in the same file */
};

/* The file that says how it is answered. */
static const char *
name_of(const struct lane *lane)
{
	if (lane->takes_file)
		return "upload";
	if (lane->sends_file)
		return "download";
	if (lane->is_slow)
		return lane->reads_fast ? "change" : "slow";
	return lane->is_heavy ? "heavy" : "fast";
}

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
		lane.is_slow |= op->is_slow;
		lane.reads_fast |= str_eq(op->method, "get") && !op->is_slow;
		lane.takes_file |= op->raw && op->raw->is_file;
		if (op->raw && !op->raw->is_file &&
		    op->raw->max > lane.body_max)
			lane.body_max = op->raw->max;
		lane.sends_file |= op->is_response_file;
		lane.has_secret |= op->has_secret;
		lane.has_secret_path |= op->has_secret_path;
	}
	return lane;
}

static bool
takes_more(const struct lane *lane)
{
	return !lane->takes_file && lane->body_max > USUAL_BODY_MAX;
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
	if (takes_more(lane))
		buf_printf(
		    out, "\tclient_max_body_size %zu;\n", lane->body_max);
	buf_printf(out,
	    "\tinclude /usr/share/hearth/nginx/hearth-%s.conf;\n}\n",
	    name_of(lane));
}

static void
put_nginx(struct buf *out, const struct lane *lane)
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

static void
put_apache(struct buf *out, const struct lane *lane)
{
	bool is_fast = str_eq(name_of(lane), "fast");

	if (is_fast && !lane->has_secret_path && !takes_more(lane))
		return; /* its logs have no queries */
	buf_str(out, "SetEnvIf Request_URI \"^");
	put_regex(out, lane->first);
	buf_str(out, "/?$\"");
	if (!is_fast)
		buf_printf(out, " hearth_lane=%s", name_of(lane));
	if (lane->has_secret_path)
		buf_printf(out, " \"hearth_path=%s\"", lane->first->path);
	if (takes_more(lane))
		buf_printf(out, " hearth_body=%zu", lane->body_max);
	buf_char(out, '\n');
}

/* Each is for what none before it matches; of blocks that match, all count. */
static void
put_lighttpd(struct buf *out, const struct lane *lane)
{
	if (lane->follows)
		buf_str(out, "else ");
	buf_str(out, "$HTTP[\"url\"] =~ \"^");
	put_regex(out, lane->first);
	buf_str(out, "/?$\" {\n");
	if (lane->has_secret)
		buf_str(out, "\tserver.errorlog = \"/dev/null\"\n");
	if (lane->has_secret_path)
		buf_printf(out,
		    "\taccesslog.format = \"%%a - - %%t \\\"%%m %s %%H\\\" %%>s"
		    " %%b \\\"-\\\" \\\"%%{User-Agent}i\\\" %%D"
		    " %%{X-Request-Id}o\"\n",
		    lane->first->path);
	if (takes_more(lane)) /* in KiB */
		buf_printf(out, "\tserver.max-request-size = %zu\n",
		    (lane->body_max + 1023) / 1024);
	buf_printf(out,
	    "\tinclude \"/usr/share/hearth/lighttpd/hearth-%s.conf\"\n}\n",
	    name_of(lane));
}

static void
put_head(struct buf *out)
{
	buf_str(out, "# Paths of other lanes than that of short requests, and "
		     "paths whose URL\n# holds a secret, which"
		     " no log may have. Generated from the contract by"
		     " src/gen/contract.c; do not edit.\n");
}

static bool
is_apart(const struct lane *lane)
{
	return lane->has_secret || takes_more(lane) ||
	       !str_eq(name_of(lane), "fast");
}

static void
put_lanes(struct contract *c, struct buf *out,
    void (*put)(struct buf *, const struct lane *))
{
	put_head(out);
	for (size_t i = 0; i < c->n_operations;) {
		struct lane lane = next_lane(c, &i);

		if (is_apart(&lane))
			put(out, &lane);
	}
}

/* Those of one kind; returns whether any block stands there now. */
static bool
put_lighttpd_lanes(
    struct contract *c, struct buf *out, bool has_params, bool follows)
{
	for (size_t i = 0; i < c->n_operations;) {
		struct lane lane = next_lane(c, &i);

		if (!is_apart(&lane) ||
		    (lane.first->n_params > 0) != has_params)
			continue;
		lane.follows = follows;
		put_lighttpd(out, &lane);
		follows = true;
	}
	return follows;
}

void
contract_write_nginx_lanes(struct contract *c, struct buf *out)
{
	buf_str(out,
	    "# Server level. nginx writes whole request lines to its error log,"
	    " of a\n# limit or a pool that is away, and paths to its access"
	    " log.\n#\n");
	put_lanes(c, out, put_nginx);
}

void
contract_write_apache_lanes(struct contract *c, struct buf *out)
{
	buf_str(out, "# Virtual host.\n#\n");
	put_lanes(c, out, put_apache);
}

void
contract_write_lighttpd_lanes(struct contract *c, struct buf *out)
{
	buf_str(out,
	    "# Within the condition for the host. lighttpd writes whole URLs to"
	    " its error\n# log, of a pool that is away, and paths to its access"
	    " log.\n#\n");
	put_head(out);
	put_lighttpd_lanes(
	    c, out, true, put_lighttpd_lanes(c, out, false, false));
}
