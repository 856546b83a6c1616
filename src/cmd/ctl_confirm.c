/*
 * The question before what cannot be undone. A script has to say --yes: what it
 * has on standard input is meant for something else.
 */
#include "cmd/ctl.h"

#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/str.h"

#include "base/banned.h"

static bool
is_yes(char *answer)
{
	answer[strcspn(answer, "\r\n")] = '\0';
	return str_eq_nocase(answer, "yes") || str_eq_nocase(answer, "y");
}

int
ctl_confirm(struct ctl *ctl, bool is_agreed, const char *what)
{
	char answer[8] = "";

	if (is_agreed)
		return 0;
	if (!isatty(fileno(ctl->in)))
		return ctl_complain(ctl, EX_NOINPUT,
		    "there is no terminal to ask at: say --yes. %s", what);
	fprintf(ctl->err, "%s Go on? [yes/no] ", what);
	fflush(ctl->err);
	if (!fgets(answer, sizeof(answer), ctl->in) || !is_yes(answer))
		return ctl_complain(ctl, EX_NOINPUT, "nothing was changed");
	return 0;
}
