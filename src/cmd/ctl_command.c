/*
 * Finding the command that argv asks for, its options and operands, and the
 * help of every command. Knows nothing of what the commands do.
 */
#include "cmd/ctl.h"

#include <stdarg.h>
#include <string.h>
#include <sysexits.h>

#include "base/buf.h"
#include "base/bug.h"
#include "base/str.h"

#include "base/banned.h"

enum { WORDS = 32, DEPTH = 4, HELP_MAX = 16384 };

const struct ctl_option ctl_global_options[] = {
	{ "--conf", "FILE", "read the settings from FILE" },
	{ "--help", NULL, "print this help" },
	{ "--version", NULL, "print the version" }, { 0 }
};

/* argv taken apart: the commands on the way down, and what is left. */
struct parse {
	const struct ctl_command *path[DEPTH];
	size_t depth;
	const char *words[WORDS]; /* options and operands of the last */
	size_t n_words;
	bool help, version;
};

static const struct ctl_command *
last(const struct parse *p)
{
	return p->path[p->depth - 1];
}

/* "hearthctl user add" */
static void
put_path(struct buf *b, const struct parse *p)
{
	for (size_t i = 0; i < p->depth; i++)
		buf_printf(b, "%s%s", i ? " " : "", p->path[i]->name);
}

static int usage(struct ctl *ctl, const struct parse *p, const char *format,
    ...) FORMAT_LIKE(3, 4);

static int
usage(struct ctl *ctl, const struct parse *p, const char *format, ...)
{
	struct buf b;
	va_list args;

	buf_init(&b, HELP_MAX);
	buf_lit(&b, "hearthctl: ");
	va_start(args, format);
	buf_vprintf(&b, format, args);
	va_end(args);
	buf_lit(&b, "\nTry '");
	put_path(&b, p);
	buf_lit(&b, " --help'.\n");
	fputs(buf_text(&b), ctl->err);
	buf_release(&b);
	return EX_USAGE;
}

/*
 * Help.
 */

static void
put_synopsis(struct buf *b, const struct parse *p)
{
	const struct ctl_command *c = last(p);

	buf_lit(b, "usage: ");
	put_path(b, p);
	for (const struct ctl_option *o = c->options; o && o->name; o++)
		buf_printf(b, " [%s%s%s]", o->name, o->value ? " " : "",
		    o->value ? o->value : "");
	if (c->operands)
		buf_printf(b, " %s", c->operands);
	if (c->children)
		buf_str(b, c->run ? " [COMMAND]" : " COMMAND");
	buf_char(b, '\n');
}

static void
put_children(struct buf *b, const struct ctl_command *children)
{
	buf_lit(b, "\ncommands:\n");
	for (const struct ctl_command *c = children; c->name; c++) {
		size_t start = b->len;

		buf_printf(b, "  %s%s%s", c->name, c->operands ? " " : "",
		    c->operands ? c->operands : "");
		buf_printf(b, "%*s%s\n",
		    b->len - start < 22 ? (int)(24 - (b->len - start)) : 2, "",
		    c->help);
	}
}

static void
put_options(struct buf *b, const struct ctl_option *options)
{
	for (const struct ctl_option *o = options; o && o->name; o++) {
		size_t start = b->len;

		buf_printf(b, "  %s%s%s", o->name, o->value ? " " : "",
		    o->value ? o->value : "");
		buf_printf(b, "%*s%s\n",
		    b->len - start < 22 ? (int)(24 - (b->len - start)) : 2, "",
		    o->help);
	}
}

static void
put_help(struct buf *b, const struct parse *p)
{
	const struct ctl_command *c = last(p);

	put_synopsis(b, p);
	buf_printf(b, "\n%s\n", c->help);
	if (c->children)
		put_children(b, c->children);
	buf_lit(b, "\noptions:\n");
	put_options(b, c->options);
	put_options(b, ctl_global_options);
}

static int
print_help(struct parse *p, FILE *to, int status)
{
	struct buf b;

	buf_init(&b, HELP_MAX);
	put_help(&b, p);
	fputs(buf_text(&b), to);
	buf_release(&b);
	return status;
}

/*
 * Parsing.
 */

/* The value of option o when word is it ("--conf=x", or "--conf" and then
 * next); NULL when word is another option. *used_next tells. */
static const char *
option_value(const struct ctl_option *o, const char *word, const char *next,
    bool *used_next)
{
	size_t len = strlen(o->name);

	*used_next = false;
	if (strncmp(word, o->name, len) != 0)
		return NULL;
	if (!word[len] && !o->value)
		return "";
	if (word[len] == '=' && o->value)
		return word + len + 1;
	if (word[len] || !next)
		return NULL;
	*used_next = true;
	return next;
}

static const struct ctl_command *
find_child(const struct ctl_command *c, const char *name)
{
	for (const struct ctl_command *child = c->children;
	     child && child->name; child++)
		if (str_eq(child->name, name))
			return child;
	return NULL;
}

/* Global options go into *ctl and *p wherever they stand. */
static bool
take_global(struct ctl *ctl, struct parse *p, const char *word,
    const char *next, bool *used_next)
{
	const char *value = option_value(
	    &ctl_global_options[0], word, next, used_next);

	if (value)
		ctl->conf_file = value;
	else if (str_eq(word, "--help") || str_eq(word, "-h"))
		p->help = true;
	else if (str_eq(word, "--version"))
		p->version = true;
	else
		return false;
	return true;
}

/* Walks down the tree as long as operands name a child; what is neither a
 * command nor a global option is kept for the last one. */
static int
descend(struct ctl *ctl, struct parse *p, int argc, char *const *argv)
{
	bool literal = false, used_next;

	for (int i = 1; i < argc; i++) {
		const char *word = argv[i];
		const char *next = i + 1 < argc ? argv[i + 1] : NULL;
		const struct ctl_command *child;

		if (!literal && take_global(ctl, p, word, next, &used_next)) {
			i += used_next;
			continue;
		}
		if (str_eq(word, "--"))
			literal = true;
		if (word[0] != '-' && last(p)->children) {
			child = find_child(last(p), word);
			if (!child)
				return usage(ctl, p, "no command '%s'", word);
			bug_if(p->depth == DEPTH);
			p->path[p->depth++] = child;
			continue;
		}
		if (p->n_words == WORDS)
			return usage(ctl, p, "too many arguments");
		p->words[p->n_words++] = word;
	}
	return 0;
}

/* Puts words[*i] into args when it is an option of the command. */
static bool
take_option(const struct parse *p, size_t *i, struct ctl_args *args)
{
	const char *next = *i + 1 < p->n_words ? p->words[*i + 1] : NULL;
	const struct ctl_option *options = last(p)->options;
	bool used_next;

	for (size_t k = 0; options && options[k].name; k++) {
		const char *value = option_value(
		    &options[k], p->words[*i], next, &used_next);

		if (!value)
			continue;
		bug_if(k >= CTL_OPTIONS);
		args->options[k] = value;
		*i += used_next;
		return true;
	}
	return false;
}

static int
read_words(struct ctl *ctl, const struct parse *p, struct ctl_args *args)
{
	const struct ctl_command *c = last(p);
	bool literal = false;
	unsigned n = 0;

	for (size_t i = 0; i < p->n_words; i++) {
		const char *word = p->words[i];

		if (!literal && str_eq(word, "--")) {
			literal = true;
			continue;
		}
		if (!literal && word[0] == '-' && word[1]) {
			if (take_option(p, &i, args))
				continue;
			return usage(ctl, p, "bad option '%s'", word);
		}
		if (n == c->n_max)
			return usage(ctl, p, "unexpected '%s'", word);
		args->operands[n++] = word;
	}
	if (n < c->n_min)
		return usage(ctl, p, "%s is missing", c->operands);
	return 0;
}

int
ctl_run(struct ctl *ctl, const struct ctl_command *root, int argc,
    char *const *argv)
{
	struct parse p = { .path = { root }, .depth = 1 };
	struct ctl_args args = { 0 };
	int status;

	ctl->root = root;
	status = descend(ctl, &p, argc, argv);
	if (status)
		return status;
	if (p.help)
		return print_help(&p, ctl->out, 0);
	if (p.version) {
		fprintf(ctl->out, "hearthctl %s\n", ctl->version);
		return 0;
	}
	if (!last(&p)->run)
		return print_help(&p, ctl->err, EX_USAGE);
	status = read_words(ctl, &p, &args);
	if (status)
		return status;
	status = last(&p)->run(ctl, &args);
	if (fflush(ctl->out) || ferror(ctl->out))
		return ctl_complain(ctl, EX_IOERR, "cannot write the output");
	return status;
}
