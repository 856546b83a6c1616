/*
 * The manual says what the tables say: settings, commands, error codes.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "cmd/ctl.h"
#include "conf/conf.h"

#include "base/banned.h"

static char *page;

static void
load(const char *name)
{
	char path[512];
	long size;
	FILE *f;

	snprintf(path, sizeof(path), "%s/man/%s", TOP_SRCDIR, name);
	f = fopen(path, "r");
	cr_assert(f != NULL, "%s", path);
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	rewind(f);
	page = calloc(1, (size_t)size + 1);
	cr_assert(eq(sz, fread(page, 1, (size_t)size, f), (size_t)size));
	fclose(f);
}

static void
unload(void)
{
	free(page);
}

TestSuite(cmd_manual, .fini = unload);

/* The line that states type, bounds and default of a setting. */
static void
fact(const struct conf_setting *s, char *line, size_t size)
{
	char kind[64], value[128];
	long long min = s->min, max = s->max;

	if (strcmp(s->type, "int") == 0)
		snprintf(
		    kind, sizeof(kind), "Integer from %lld to %lld", min, max);
	else if (strcmp(s->type, "bool") == 0)
		snprintf(kind, sizeof(kind), "On or off");
	else if (min == max)
		snprintf(kind, sizeof(kind), "Text of %lld bytes", max);
	else if (min == 0)
		snprintf(kind, sizeof(kind), "Text of at most %lld bytes", max);
	else
		snprintf(
		    kind, sizeof(kind), "Text of %lld to %lld bytes", min, max);
	if (s->default_text[0])
		snprintf(value, sizeof(value), "default %s", s->default_text);
	else
		snprintf(value, sizeof(value), "no default");
	snprintf(line, size, "\n%s; %s.\n", kind, value);
}

Test(cmd_manual, every_setting_has_its_paragraph_with_bounds_and_default)
{
	const struct conf_setting *s;
	size_t n = 0, n_items = 0;

	load("hearth.conf.5");
	for (; (s = conf_setting_at(n)) != NULL; n++) {
		char item[64], line[256];
		const char *start, *end, *at;

		snprintf(item, sizeof(item), "\n.It Ev %s\n", s->name);
		fact(s, line, sizeof(line));
		start = strstr(page, item);
		cr_assert(start != NULL, "%s has no paragraph", s->name);
		end = strstr(start + 1, "\n.It Ev ");
		at = strstr(start, line);
		cr_expect(at && (!end || at < end), "%s should say: %s",
		    s->name, line);
	}
	cr_expect(gt(sz, n, 20));
	for (const char *p = page; (p = strstr(p, "\n.It Ev ")); p++)
		n_items++;
	cr_expect(eq(sz, n_items, n), "paragraphs without a setting");
}

/* Whether the manual has a paragraph for the command at path, with its
 * operands' and options' names. */
static void
check_command(const char *path, const struct ctl_command *c)
{
	char item[128];
	const char *start, *end;
	char *paragraph;

	snprintf(item, sizeof(item), "\n.It Cm %s", path);
	start = strstr(page, item);
	cr_assert(start != NULL, "'%s' has no paragraph", path);
	end = strstr(start + 1, "\n.It Cm ");
	paragraph = strndup(start, end ? (size_t)(end - start) : strlen(start));
	for (const struct ctl_option *o = c->options; o && o->name; o++) {
		char name[64];

		/* mdoc: --dry-run is "Fl -dry-run" */
		snprintf(name, sizeof(name), "Fl %s", o->name + 1);
		cr_expect(strstr(paragraph, name) != NULL, "'%s' lacks %s",
		    path, o->name);
	}
	free(paragraph);
}

static size_t
check_tree(const char *prefix, const struct ctl_command *commands)
{
	size_t n = 0;

	for (const struct ctl_command *c = commands; c && c->name; c++) {
		char path[64];

		snprintf(path, sizeof(path), "%s%s%s", prefix,
		    *prefix ? " " : "", c->name);
		if (c->run && !c->children) {
			check_command(path, c);
			n++;
		}
		n += check_tree(path, c->children);
	}
	return n;
}

Test(cmd_manual, every_command_has_its_paragraph_with_its_options)
{
	load("hearthctl.8");
	cr_expect(gt(sz, check_tree("", ctl_root.children), 15));
}

/* Sees that the page has the checks that a source file of doctor names. */
static int
check_names(const char *path)
{
	static char source[32768];
	FILE *f = fopen(path, "r");
	int n = 0;

	cr_assert(f != NULL, "%s", path);
	source[fread(source, 1, sizeof(source) - 1, f)] = '\0';
	fclose(f);
	for (char *p = source; (p = strstr(p, "doctor_say(")); n++) {
		char *name = strchr(p, '"') + 1, item[64];

		p = strchr(name, '"');
		snprintf(item, sizeof(item), "\n.It Cm %.*s\n", (int)(p - name),
		    name);
		cr_expect(strstr(page, item) != NULL, "%s: the page lacks %s",
		    path, item);
	}
	return n;
}

Test(cmd_manual, every_check_of_doctor_is_listed)
{
	glob_t files;
	int n = 0;

	load("hearthctl.8");
	cr_assert(zero(int,
	    glob(TOP_SRCDIR "/src/cmd/ctl_doctor_[!ps]*.c", 0, NULL, &files)));
	for (size_t i = 0; i < files.gl_pathc; i++)
		n += check_names(files.gl_pathv[i]);
	n += check_names(TOP_SRCDIR "/src/cmd/ctl_doctor_settings.c");
	n += check_names(TOP_SRCDIR "/src/cmd/ctl_doctor_system.c");
	cr_expect(gt(int, n, 40));
	globfree(&files);
}

Test(cmd_manual, every_error_code_a_client_can_see_is_listed)
{
	char heading[16];

	load("hearth-api.7");
	for (int i = ERR_OK + 1; i < ERR_CONFLICT; i++) {
		enum err err = (enum err)i;
		const char *start, *end, *at;

		snprintf(
		    heading, sizeof(heading), "\n.It %d\n", err_status(err));
		start = strstr(page, heading);
		cr_assert(
		    start != NULL, "no paragraph for %d", err_status(err));
		end = strstr(start + 1, "\n.It ");
		at = strstr(start, err_code(err));
		cr_expect(at && (!end || at < end), "%d lacks %s",
		    err_status(err), err_code(err));
	}
}
