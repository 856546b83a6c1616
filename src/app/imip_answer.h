/*
 * An answer of a calendar program: which event it is to, whether it may be
 * believed, and what comes of it.
 */
#ifndef APP_IMIP_ANSWER_H
#define APP_IMIP_ANSWER_H

#include "app/imip_read.h"
#include "generated/query/imip.h"

struct app_imip_result {
	const char *said;   /* what became of it, for the log */
	const char *reason; /* what its person is told; NULL: nothing */
};

/* What comes of a mail that another address than the invited one has sent. */
extern const struct app_imip_result app_imip_of_another;

/* Whether a mail says that it is from an address, but for what people put
 * behind a '+' to sort their mail. That it is true the mail server has to see
 * to. */
bool app_imip_is_from(
    struct call *call, const struct app_imip_mail *mail, const char *email);

/*
 * Gives the answer. Needs a transaction. What app_answer_set refuses is its
 * error, and anything of the database.
 */
MUST_CHECK enum err app_imip_answer(struct call *call,
    const struct app_imip_mail *mail, const struct q_imip_invitation_row *to,
    struct app_imip_result *out);

#endif
