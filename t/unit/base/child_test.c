/*
 * Programs that are run and waited for.
 */
#include "base/child.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/banned.h"

enum { SIZE = 64 };

static struct child child;
static char text[SIZE];

/* Runs a line of the shell, with variables of its own. */
static int
shell(const char *line, const char *const *env, int in, int out)
{
	const char *const argv[] = { "sh", "-c", line, NULL };

	cr_assert(child_start(&child, argv, env, in, out));
	return child_wait(&child, text, sizeof(text));
}

static int
say(const char *line)
{
	return shell(line, NULL, CHILD_NOTHING, CHILD_NOTHING);
}

Test(base_child, the_status_is_that_of_the_program_or_its_signal)
{
	cr_expect(eq(int, say("exit 7"), 7));
	cr_expect(eq(int, say("kill -9 $$"), 128 + 9));
	cr_expect(zero(int, say("true")));
}

Test(base_child, what_it_complains_of_is_one_line)
{
	cr_expect(eq(int, say("printf 'a\\nb\\n\\n' >&2; exit 1"), 1));
	cr_expect(eq(str, text, (char *)"a b"));
	cr_expect(zero(int, say("echo not this")));
	cr_expect(eq(str, text, (char *)""));
	cr_expect(zero(int, say("yes | head -c 100000 >&2")));
	cr_expect(eq(sz, strlen(text), SIZE - 1));
}

Test(base_child, a_variable_goes_before_the_inherited_one)
{
	static const char *const env[] = { "CHILD_A=new", NULL };
	int out = memfd_create("out", MFD_CLOEXEC);

	setenv("CHILD_A", "old", 1);
	setenv("CHILD_AB", "kept", 1);
	cr_expect(zero(int, shell("env | grep ^CHILD_A= && echo $CHILD_AB", env,
				CHILD_NOTHING, out)));
	cr_assert(gt(int, (int)pread(out, text, SIZE - 1, 0), 0));
	cr_expect(eq(str, text, (char *)"CHILD_A=new\nkept\n"), "%s", text);
	close(out);
}

Test(base_child, it_gets_the_input_and_no_other_descriptor)
{
	int ends[2];

	cr_assert(zero(int, pipe(ends)));
	cr_assert(eq(int, (int)write(ends[1], "x\n", 2), 2));
	close(ends[1]);
	cr_expect(zero(
	    int, shell("read l; test $l = x", NULL, ends[0], CHILD_NOTHING)));
	close(ends[0]);
	cr_expect(zero(int, say("! read l")), "nothing is an empty input");
}

Test(base_child, a_program_that_is_not_there_is_told)
{
	static const char *const argv[] = { "no-such-program", NULL };

	cr_expect(
	    not(child_start(&child, argv, NULL, CHILD_NOTHING, CHILD_NOTHING)));
	cr_expect(eq(int, errno, ENOENT));
	cr_expect(eq(int, child_run(argv, text, sizeof(text)), -1));
}

Test(base_child, run_gives_the_beginning_of_the_output)
{
	static const char *const argv[] = { "seq", "100", NULL };
	char five[6];

	cr_expect(zero(int, child_run(argv, five, sizeof(five))));
	cr_expect(eq(str, five, (char *)"1\n2\n3"));
}
