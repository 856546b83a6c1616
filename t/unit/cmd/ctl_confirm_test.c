/*
 * The question before what cannot be undone.
 */
#include "cmd/ctl.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "ctl_fixture.h"

#include "base/banned.h"

/* What becomes of the question when somebody types answer at a terminal. */
static int
ask(struct ctl_fixture *f, const char *answer)
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY), status;
	size_t len = strlen(answer);

	cr_assert(zero(int, grantpt(terminal)));
	cr_assert(zero(int, unlockpt(terminal)));
	ctl_fixture_init(f, "");
	fclose(f->ctl.in);
	f->ctl.in = fdopen(open(ptsname(terminal), O_RDWR | O_NOCTTY), "r");
	cr_assert(f->ctl.in != NULL);
	cr_assert(eq(sz, (size_t)write(terminal, answer, len), len));
	status = ctl_confirm(&f->ctl, false, "It is lost.");
	ctl_fixture_read(f);
	close(terminal);
	return status;
}

Test(cmd_ctl_confirm, only_yes_goes_on)
{
	static const struct {
		char answer[16];
		int status;
	} cases[] = { { "yes\n", 0 }, { "y\n", 0 }, { "YES\n", 0 },
		{ "no\n", EX_NOINPUT }, { "\n", EX_NOINPUT },
		{ "yess\n", EX_NOINPUT }, { "yes please\n", EX_NOINPUT },
		{ "\004", EX_NOINPUT } };

	for (size_t i = 0; i < N_OF(cases); i++) {
		struct ctl_fixture f;

		cr_expect(eq(int, ask(&f, cases[i].answer), cases[i].status),
		    "%s", cases[i].answer);
		cr_expect(strstr(f.err, "It is lost. Go on? [yes/no] ") != NULL,
		    "%s", f.err);
		cr_expect(eq(int, strstr(f.err, "nothing was changed") != NULL,
		    cases[i].status != 0));
		ctl_fixture_release(&f);
	}
}

Test(cmd_ctl_confirm, without_a_terminal_the_option_must_say_it)
{
	struct ctl_fixture f;

	ctl_fixture_init(&f, "yes\n");
	cr_expect(
	    eq(int, ctl_confirm(&f.ctl, false, "It is lost."), EX_NOINPUT));
	cr_expect(zero(int, ctl_confirm(&f.ctl, true, "It is lost.")));
	ctl_fixture_read(&f);
	cr_expect(eq(str, f.err,
	    (char *)"hearthctl: there is no terminal to ask at: say --yes. "
		    "It is lost.\n"));
	ctl_fixture_release(&f);
}
