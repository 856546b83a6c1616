/*
 * Mail by the API of SendGrid, POST /v3/mail/send: sendgrid://host[:port],
 * which is asked by https. The API knows no key by which a message would be
 * taken once: one that was sent and not answered is NET_UNCERTAIN, and each
 * attempt has a connection of its own, since libcurl would send it anew by
 * itself where a kept one was closed.
 */
#ifndef NET_SENDGRID_H
#define NET_SENDGRID_H

#include "net/transport.h"

extern const struct net_transport net_sendgrid;

/* The body of the request, as the client libraries of SendGrid write it; links
 * are left as they are. False when it does not fit. */
MUST_CHECK bool net_sendgrid_write(
    struct buf *out, const struct net_message *m);

/* What an answer means for a message; *why is a static string. */
enum net_outcome net_sendgrid_judge(long status, const char **why);

#endif
