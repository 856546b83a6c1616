/*
 * A mail whose facts are known: its words, its calendar, and its delivery.
 */
#ifndef WORKER_MAIL_MESSAGE_H
#define WORKER_MAIL_MESSAGE_H

#include "app/job.h"
#include "app/notice.h"
#include "worker/attempt.h"
#include "worker/mail_text.h"
#include "worker/worker.h"

struct mail_message {
	struct uuid id; /* the job's: each attempt sends the same Message-ID, by
			   which servers and readers tell a second copy */
	const struct app_notice *notice;
	const struct mail_facts *facts;
	const char *to;
};

/* Makes the message and hands it to the mailer. How that ended, and why if not
 * well. */
MUST_CHECK enum app_job_end mail_message_send(struct worker *w,
    const struct mail_message *m, char reason[WORKER_REASON_SIZE]);

#endif
