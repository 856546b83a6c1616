/*
 * Somebody elsewhere who has to show first who they are here: what their
 * provider has said of them waits, sealed, behind a link_ticket.
 */
#ifndef APP_LINK_TICKET_H
#define APP_LINK_TICKET_H

#include "app/link.h"
#include "app/ticket.h"

/* Has them wait; the answer is the same whether or not anybody here has their
 * address. Commits. ERR_ACCOUNT_LINK_REQUIRED, with the ticket among the
 * members of the problem; ERR_PROVIDER_FAILED. */
MUST_CHECK enum err app_link_ticket_ask(
    struct call *call, const struct app_identity *in);
/* What was said of them, by the data of a ticket; in the arena. */
MUST_CHECK enum err app_link_ticket_read(
    struct call *call, struct bytes data, struct app_identity *out);

#endif
