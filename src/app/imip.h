/*
 * Answers to events that come by mail (RFC 6047): from calendar programs, and
 * from people who answer the mail itself. Whatever anybody sends does no more
 * than the person could over the API to whom the mail was sent that is
 * answered.
 */
#ifndef APP_IMIP_H
#define APP_IMIP_H

#include "app/call.h"
#include "base/opt.h"

/*
 * Takes a mail that went to recipient (NULL: the mail says to whom), in
 * transactions of its own; once, however often it comes. *said: what became of
 * it, a sentence, for the log; that it was of no use is no error. An error
 * means that it has had no effect, and should come again.
 */
MUST_CHECK enum err app_imip_take(struct call *call, struct bytes mail,
    const char *recipient, const char **said);

#endif
