/*
 * hearthctl config --new: a file with a key that nobody else has.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sysexits.h>

#include "base/str.h"

#include "ctl_fixture.h"

#include "base/banned.h"

static struct ctl_fixture f;

static void
setup(void)
{
	/* nothing from outside */
	for (size_t i = 0; conf_setting_at(i); i++)
		unsetenv(conf_setting_at(i)->name);
	setenv("HEARTH_CONF", "/nowhere/hearth.conf", 1);
	ctl_fixture_init(&f, "");
}

static void
teardown(void)
{
	ctl_fixture_release(&f);
}

TestSuite(cmd_ctl_config, .init = setup, .fini = teardown);

static int
config_new(void)
{
	char *argv[] = { "hearthctl", "config", "--new", NULL };
	int status = ctl_run(&f.ctl, &ctl_root, 3, argv);

	ctl_fixture_read(&f);
	return status;
}

/* The key on the line that begins at or after text. */
static const char *
next_key(const char *text)
{
	const char *line = strstr(text, "\nSECRET_KEY=");

	cr_assert(line != NULL);
	return line + strlen("\nSECRET_KEY=");
}

Test(cmd_ctl_config, a_new_file_has_a_key_of_its_own)
{
	const char *first, *second;

	cr_assert(eq(int, config_new(), 0), "%s", f.err);
	cr_assert(eq(int, config_new(), 0), "%s", f.err);
	first = next_key(f.out);
	second = next_key(first);
	cr_expect(eq(sz,
	    strspn(first, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			  "abcdefghijklmnopqrstuvwxyz"
			  "0123456789-_"),
	    64));
	cr_expect(ne(int, strncmp(first, second, 64), 0));
}

Test(cmd_ctl_config, a_new_file_has_no_value_that_is_wrong)
{
	setenv("SESSION_DAYS", "many", 1);
	cr_expect(eq(int, config_new(), EX_CONFIG));
	cr_expect(eq(str, f.out, ""));
	cr_expect(strstr(f.err, "SESSION_DAYS: must be a whole") != NULL);
}
