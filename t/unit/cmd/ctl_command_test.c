/*
 * How argv becomes a command, its options and operands.
 */
#include "cmd/ctl.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <sysexits.h>

#include "ctl_fixture.h"

#include "base/banned.h"

static struct ctl_fixture f;
static struct ctl_args seen;
static const char *ran;

static int
run_leaf(struct ctl *ctl, const struct ctl_args *args)
{
	(void)ctl;
	seen = *args;
	ran = "leaf";
	return 7;
}

static int
run_group(struct ctl *ctl, const struct ctl_args *args)
{
	(void)ctl;
	seen = *args;
	ran = "group";
	return 0;
}

enum { FLAG, VALUE };

static const struct ctl_option options[] = { [FLAG] = { "--flag", NULL,
						 "a flag" },
	[VALUE] = { "--value", "V", "a value" },
	{ 0 } };

static const struct ctl_command leaves[] = { { .name = "leaf",
						 .operands = "THIS [THAT]",
						 .n_min = 1,
						 .n_max = 2,
						 .help = "Do it.",
						 .options = options,
						 .run = run_leaf },
	{ 0 } };

static const struct ctl_command groups[] = {
	{ .name = "group", .help = "Several.", .children = leaves },
	{ .name = "both",
	    .help = "Itself or another.",
	    .options = options,
	    .children = leaves,
	    .run = run_group },
	{ 0 }
};

static const struct ctl_command root = {
	.name = "hearthctl", .help = "Everything.", .children = groups
};

/* Runs a line of words. */
static int
run(const char *line)
{
	static char text[512];
	char *argv[32], *rest = NULL;
	int argc = 0;

	snprintf(text, sizeof(text), "hearthctl %s", line);
	for (char *p = strtok_r(text, " ", &rest); p;
	     p = strtok_r(NULL, " ", &rest))
		argv[argc++] = p;
	argv[argc] = NULL;
	ran = NULL;
	argc = ctl_run(&f.ctl, &root, argc, argv);
	ctl_fixture_read(&f);
	return argc;
}

static void
setup(void)
{
	ctl_fixture_init(&f, "");
}

static void
teardown(void)
{
	ctl_fixture_release(&f);
}

TestSuite(cmd_ctl_command, .init = setup, .fini = teardown);

Test(cmd_ctl_command, a_command_gets_its_operands_and_gives_its_status)
{
	cr_assert(eq(int, run("group leaf one two"), 7));
	cr_expect(eq(str, (char *)ran, "leaf"));
	cr_expect(eq(str, (char *)seen.operands[0], "one"));
	cr_expect(eq(str, (char *)seen.operands[1], "two"));
	cr_expect(zero(ptr, (void *)seen.options[FLAG]));
}

Test(cmd_ctl_command, options_may_stand_anywhere_and_carry_values_two_ways)
{
	run("group leaf --value=x one --flag");
	cr_expect(eq(str, (char *)seen.options[VALUE], "x"));
	cr_expect(eq(str, (char *)seen.options[FLAG], ""));
	run("group leaf --value --flag one");
	cr_expect(eq(str, (char *)seen.options[VALUE], "--flag"));
	cr_expect(zero(ptr, (void *)seen.options[FLAG]));
	run("both --flag leaf one");
	cr_expect(eq(str, (char *)ran, "leaf"));
	cr_expect(eq(str, (char *)seen.options[FLAG], ""));
}

Test(cmd_ctl_command, after_two_dashes_everything_is_an_operand)
{
	cr_assert(eq(int, run("group leaf -- --flag"), 7));
	cr_expect(eq(str, (char *)seen.operands[0], "--flag"));
	cr_expect(zero(ptr, (void *)seen.options[FLAG]));
	cr_assert(eq(int, run("group leaf -- --help"), 7));
	cr_expect(eq(str, (char *)seen.operands[0], "--help"));
}

Test(cmd_ctl_command, a_group_that_can_run_runs_without_a_command)
{
	cr_assert(eq(int, run("both --flag"), 0));
	cr_expect(eq(str, (char *)ran, "group"));
}

Test(cmd_ctl_command, the_settings_file_is_taken_anywhere)
{
	run("--conf a group leaf one");
	cr_expect(eq(str, (char *)f.ctl.conf_file, "a"));
	run("group leaf one --conf=b");
	cr_expect(eq(str, (char *)f.ctl.conf_file, "b"));
	cr_expect(eq(str, (char *)ran, "leaf"));
}

Test(cmd_ctl_command, help_goes_to_standard_output_and_runs_nothing)
{
	static const char *const lines[] = { "--help", "group --help",
		"group leaf --help", "group leaf -h", "both --help" };

	for (size_t i = 0; i < N_OF(lines); i++) {
		cr_expect(eq(int, run(lines[i]), 0));
		cr_expect(zero(ptr, (void *)ran));
	}
	cr_expect(ne(ptr,
	    strstr(f.out, "usage: hearthctl group leaf [--flag] [--value V] "
			  "THIS [THAT]\n"),
	    NULL));
	cr_expect(
	    ne(ptr, strstr(f.out, "  leaf THIS [THAT]      Do it.\n"), NULL));
	cr_expect(eq(sz, f.err_len, 0));
}

Test(cmd_ctl_command, the_version_is_one_line)
{
	cr_assert(eq(int, run("--version"), 0));
	cr_expect(eq(str, f.out, "hearthctl 1.2.3\n"));
}

Test(cmd_ctl_command, what_makes_no_sense_is_refused)
{
	static const struct {
		const char line[48], complaint[64];
	} cases[] = {
		{ "", "usage: hearthctl COMMAND" },
		{ "group", "usage: hearthctl group COMMAND" },
		{ "nothing", "no command 'nothing'" },
		{ "group nothing", "no command 'nothing'" },
		{ "group leaf", "THIS [THAT] is missing" },
		{ "group leaf one two three", "unexpected 'three'" },
		{ "group leaf one --other", "bad option '--other'" },
		{ "group leaf one --flag=x", "bad option '--flag=x'" },
		{ "group leaf one --value", "bad option '--value'" },
		{ "group leaf one --flagged", "bad option '--flagged'" },
		{ "group leaf one --conf", "bad option '--conf'" },
		{ "both one", "no command 'one'" },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		cr_expect(
		    eq(int, run(cases[i].line), EX_USAGE), "%s", cases[i].line);
		cr_expect(zero(ptr, (void *)ran), "%s", cases[i].line);
		cr_expect(ne(ptr, strstr(f.err, cases[i].complaint), NULL),
		    "%s: %s", cases[i].line, f.err);
	}
	cr_expect(eq(sz, f.out_len, 0));
}

Test(cmd_ctl_command, output_that_cannot_be_written_is_an_error)
{
	FILE *full = fopen("/dev/full", "w");
	FILE *saved = f.ctl.out;

	cr_assert(full != NULL);
	f.ctl.out = full;
	fputs("x", full);
	cr_expect(eq(int, run("group leaf one"), EX_IOERR));
	f.ctl.out = saved;
	fclose(full);
}
