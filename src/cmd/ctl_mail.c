/*
 * hearthctl mail: whether mail leaves, by sending one.
 */
#include "cmd/ctl.h"

#include <sysexits.h>

#include "worker/mailer.h"

#include "base/banned.h"

static int
mail_test(struct ctl *ctl, const struct ctl_args *args)
{
	char said[WORKER_REASON_SIZE];
	bool is_taken;
	int status = ctl_load(ctl, CONF_NEED_MAIL);

	if (!status)
		status = ctl_result(
		    ctl, worker_mailer_try(&ctl->conf, args->operands[0],
			     &is_taken, said, &ctl->fault));
	if (status)
		return status;
	if (!is_taken)
		return ctl_complain(
		    ctl, EX_UNAVAILABLE, "the mail did not leave: %s", said);
	fprintf(ctl->out, "the mail was taken: %s\n", said);
	return EX_OK;
}

const struct ctl_command ctl_mail_commands[] = {
	{ .name = "test",
	    .operands = "ADDRESS",
	    .n_min = 1,
	    .n_max = 1,
	    .help = "Send a mail to "
		    "ADDRESS and print "
		    "what the server "
		    "said.",
	    .run = mail_test },
	{ 0 }
};
