/*
 * The settings file of a new installation is one that loads as it should.
 */
#include "conf/template.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"

#include "conf/conf.h"

#include "base/banned.h"

#define KEY "a secret for tests only, long enough"

static struct arena arena;
static struct fault f;
static struct conf conf;
static char path[] = "/tmp/conf-template-test-XXXXXX";

static void
setup(void)
{
	arena_init(&arena, 1 << 20);
	close(mkstemp(path));
	/* nothing from outside */
	for (size_t i = 0; conf_setting_at(i); i++)
		unsetenv(conf_setting_at(i)->name);
}

static void
teardown(void)
{
	arena_release(&arena);
	unlink(path);
}

TestSuite(conf_template, .init = setup, .fini = teardown);

/* Prints the template to the file. */
static void
print(void)
{
	FILE *out = fopen(path, "w");

	conf_template_print(KEY, out);
	fclose(out);
}

/* The lines that begin with what, none of which may be too long. */
static size_t
count_lines(const char *what)
{
	FILE *in = fopen(path, "r");
	char line[1024];
	size_t n = 0;

	while (fgets(line, sizeof(line), in)) {
		cr_expect(le(sz, strlen(line), 79), "%s", line);
		n += str_has_prefix(line, what);
	}
	fclose(in);
	return n;
}

static void
load(void)
{
	cr_assert(eq(int, conf_load(&conf, path, 0, &arena, &f), ERR_OK), "%s",
	    f.detail);
	cr_expect(eq(str, (char *)conf.unknown, ""));
}

Test(conf_template, every_setting_is_a_comment_with_its_default_but_the_key)
{
	print();
	for (size_t i = 0; conf_setting_at(i); i++) {
		const struct conf_setting *s = conf_setting_at(i);
		char line[128];

		snprintf(line, sizeof(line), "#%s=%s", s->name,
		    strchr(s->default_text, ' ') ? "\"" : s->default_text);
		if (str_eq(s->name, "SECRET_KEY"))
			snprintf(line, sizeof(line), "SECRET_KEY=\"" KEY "\"");
		cr_expect(eq(sz, count_lines(line), 1), "%s", line);
	}
	load();
	cr_expect(eq(str, (char *)conf.secret_key, KEY));
	cr_expect(eq(str, (char *)conf.database_url, ""));
}

Test(conf_template, what_the_environment_sets_is_read_back)
{
	static const struct {
		char name[16], value[64];
	} set[] = {
		{ "DATABASE_URL", "sqlite:////var/lib/a b#c/\"d\\e.db" },
		{ "MAIL_FROM", "Ann's <ann@example.org>" },
		{ "SECRET_KEY", "another one of more than 32 bytes, too" },
	};

	for (size_t i = 0; i < N_OF(set); i++)
		setenv(set[i].name, set[i].value, 1);
	print();
	for (size_t i = 0; i < N_OF(set); i++)
		unsetenv(set[i].name);
	load();
	cr_expect(
	    str_eq(conf.database_url, set[0].value), "%s", conf.database_url);
	cr_expect(str_eq(conf.mail_from, set[1].value), "%s", conf.mail_from);
	cr_expect(str_eq(conf.secret_key, set[2].value), "%s", conf.secret_key);
}
