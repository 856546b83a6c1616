/*
 * Mail by SMTP (RFC 5321) with libcurl. One connection at a time; it is kept
 * for the next message until net_smtp_rest.
 */
#ifndef NET_SMTP_H
#define NET_SMTP_H

#include "net/mailer.h"

struct net_smtp;

/* ERR_CONFIG when the URL of the options is not one of smtp:// or smtps://. */
MUST_CHECK enum err net_smtp_new(const struct net_mailer_options *options,
    struct fault *f, struct net_smtp **out);
/* NULL is allowed. */
void net_smtp_free(struct net_smtp *s);
enum net_outcome net_smtp_send(
    struct net_smtp *s, const struct net_mail *mail, struct net_report *r);
void net_smtp_rest(struct net_smtp *s);

#endif
