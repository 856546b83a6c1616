/*
 * What refusals mean, in the words of servers that are in use.
 */
#include "net/verdict.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/str.h"

#include "base/banned.h"

static const struct {
	enum net_stage stage;
	char line[96];
	enum net_outcome outcome;
} cases[] = {
	/* the session is nobody's mail */
	{ NET_STAGE_SESSION, "554 No SMTP service here", NET_FAILED },
	{ NET_STAGE_SESSION, "554 5.7.1 Client host blocked", NET_FAILED },
	{ NET_STAGE_SESSION, "535 5.7.8 Authentication failed", NET_FAILED },
	{ NET_STAGE_SESSION, "550 5.1.1 odd here", NET_FAILED },
	/* the name in EHLO is judged late by most */
	{ NET_STAGE_RCPT,
	    "504 5.5.2 <box>: Helo command rejected: need "
	    "fully-qualified hostname",
	    NET_FAILED },
	{ NET_STAGE_RCPT, "504 need fully-qualified hostname", NET_FAILED },
	{ NET_STAGE_RCPT, "550 5.7.1 <box>: Helo command rejected",
	    NET_FAILED },
	/* the sender */
	{ NET_STAGE_MAIL, "550 Sender not allowed", NET_FAILED },
	{ NET_STAGE_MAIL, "553 5.1.8 Domain of sender not found", NET_FAILED },
	{ NET_STAGE_RCPT, "550 5.1.8 Domain of sender not found", NET_FAILED },
	{ NET_STAGE_RCPT, "554 5.7.1 Relay access denied", NET_FAILED },
	{ NET_STAGE_RCPT, "553 not in my list of rcpthosts", NET_FAILED },
	{ NET_STAGE_MAIL, "530 Authentication required", NET_FAILED },
	{ NET_STAGE_DATA, "550 5.7.26 not authenticated (SPF, DKIM)",
	    NET_FAILED },
	/* the mailbox */
	{ NET_STAGE_RCPT, "550 5.1.1 No such user", NET_REFUSED },
	{ NET_STAGE_RCPT, "550 No such user", NET_REFUSED },
	{ NET_STAGE_RCPT, "550 5.5.0 mailbox unavailable", NET_REFUSED },
	{ NET_STAGE_RCPT, "550 5.0.0 mailbox unavailable", NET_REFUSED },
	{ NET_STAGE_RCPT, "556 5.1.10 null MX", NET_REFUSED },
	{ NET_STAGE_RCPT, "550 5.2.1 disabled", NET_REFUSED },
	{ NET_STAGE_RCPT, "552 5.2.2 over quota", NET_FAILED },
	{ NET_STAGE_RCPT, "550 5.2.2 over quota", NET_FAILED },
	{ NET_STAGE_RCPT, "552 over quota", NET_FAILED },
	{ NET_STAGE_DATA, "552 5.2.2 over quota", NET_FAILED },
	/* the content */
	{ NET_STAGE_DATA, "554 5.6.0 bad content", NET_REFUSED },
	{ NET_STAGE_DATA, "552 5.3.4 too big", NET_REFUSED },
	{ NET_STAGE_DATA, "550 looks like spam", NET_REFUSED },
	{ NET_STAGE_DATA, "554 transaction failed", NET_FAILED },
	/* what passes */
	{ NET_STAGE_RCPT, "450 5.1.1 both at once", NET_FAILED },
	{ NET_STAGE_RCPT, "550 4.1.1 both at once", NET_FAILED },
	{ NET_STAGE_RCPT, "451 4.7.1 Greylisted", NET_FAILED },
	{ NET_STAGE_DATA, "421 4.3.2 Going down", NET_FAILED },
	/* no enhanced code, although it looks like one */
	{ NET_STAGE_RCPT, "550 5.2.2.9 is not one", NET_REFUSED },
	{ NET_STAGE_RCPT, "550 5.2.2x is not one", NET_REFUSED },
	{ NET_STAGE_RCPT, "550", NET_REFUSED },
	{ NET_STAGE_RCPT, "550-5.1.1 of several lines", NET_REFUSED },
	{ NET_STAGE_RCPT, "599 never heard of", NET_FAILED },
};

Test(net_verdict, only_what_another_address_or_mail_could_help_is_final)
{
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct net_verdict v = net_verdict_of(
		    cases[i].stage, cases[i].line);

		cr_expect(eq(int, v.outcome, cases[i].outcome), "%s: %s",
		    cases[i].line, v.why);
		cr_expect(ne(str, (char *)v.why, ""), "%s", cases[i].line);
	}
}
