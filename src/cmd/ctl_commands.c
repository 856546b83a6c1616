/*
 * hearthctl commands: the tree of commands as lines, from which the build makes
 * the completion for bash.
 */
#include "cmd/ctl.h"

#include "base/buf.h"

#include "base/banned.h"

enum { TEXT_MAX = 64 * 1024, PATH_SIZE = 128 };

static void
put_options(struct buf *out, const struct ctl_option *options)
{
	for (const struct ctl_option *o = options; o && o->name; o++)
		buf_printf(out, " %s%s%s", o->name, o->value ? "=" : "",
		    o->value ? o->value : "");
}

/* A line for the command at path, then one for each below it. */
static void
put_command(struct buf *out, const char *path, const struct ctl_command *c)
{
	buf_printf(out, "%s:", path);
	for (const struct ctl_command *child = c->children;
	     child && child->name; child++)
		buf_printf(out, " %s", child->name);
	put_options(out, c->options);
	put_options(out, ctl_global_options);
	buf_printf(out, "%s%s\n", c->operands ? " " : "",
	    c->operands ? c->operands : "");
	for (const struct ctl_command *child = c->children;
	     child && child->name; child++) {
		char below[PATH_SIZE];

		snprintf(below, sizeof(below), "%s %s", path, child->name);
		put_command(out, below, child);
	}
}

int
ctl_commands_run(struct ctl *ctl, const struct ctl_args *args)
{
	struct buf text;

	(void)args;
	buf_init(&text, TEXT_MAX);
	put_command(&text, ctl->root->name, ctl->root);
	fwrite(text.p, 1, text.len, ctl->out);
	buf_release(&text);
	return 0;
}
