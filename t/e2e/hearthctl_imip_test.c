/*
 * hearthctl imip: mails that lie in a Maildir. What becomes of one is tried by
 * api/imip_test.c, and of one that a mail server hands over by post_test.c.
 */
#include <stdlib.h>
#include <sysexits.h>

#include "t/e2e/ctl_fixture.h"

#include "base/banned.h"

#define MAIL "'To: x@example.org\\r\\n\\r\\nYes\\r\\n'"

/* Two mails, and one that is being written. */
static void
given_maildir(void)
{
	setenv("IMIP_ADDRESS", "rsvp@events.example.org", 1);
	shell("mkdir new cur tmp; printf " MAIL " | tee new/1.a new/2.b "
	      ">new/.3");
}

Test_engines(e2e_hearthctl_imip, mails_of_a_directory_are_taken_and_moved)
{
	migrate();
	given_maildir();
	expect_exit(0, ctl("imip --maildir %s", t.dir));
	cr_expect_str_eq(
	    t.out, "1.a: it went to nobody\n2.b: it went to nobody\n");
	shell("test -f cur/1.a:2,S; test -f cur/2.b:2,S; test -f new/.3; "
	      "! test -e new/1.a; ! test -e new/2.b");
	expect_exit(0, ctl("imip --maildir %s", t.dir));
	cr_expect_str_eq(t.out, "");
}

/* A directory is no mail, whoever has put it there. */
Test_engines(e2e_hearthctl_imip, what_cannot_be_taken_stays_alone)
{
	migrate();
	given_maildir();
	shell("mkdir new/0.c");
	expect_exit(EX_TEMPFAIL, ctl("imip --maildir %s", t.dir));
	cr_expect_str_eq(
	    t.out, "1.a: it went to nobody\n2.b: it went to nobody\n");
	shell("test -d new/0.c; ! test -e new/2.b; test -f cur/2.b:2,S");
	expect_exit(EX_TEMPFAIL, ctl("imip --maildir %s/none", t.dir));
	expect_err("none/new: ");
}

Test_engines(e2e_hearthctl_imip, while_the_database_is_away_all_stay)
{
	given_maildir();
	setenv("DATABASE_URL", "sqlite:///nowhere/hearth.db", 1);
	expect_exit(EX_TEMPFAIL, ctl("imip --maildir %s", t.dir));
	cr_expect_str_eq(t.out, "");
	shell("test -f new/1.a; test -f new/2.b; ! test -e cur/1.a:2,S");
}
