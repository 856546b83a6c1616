/*
 * The way out for mail, by the scheme of MAIL_URL:
 *
 *	smtp://[user:password@]host[:port][?tls=try|require|off]
 *	smtps://[user:password@]host[:port]
 *	sendgrid://host[:port]	SendGrid's API there, by https
 *	file:DIR	one .eml file per message, for development and tests
 *
 * smtp:// uses STARTTLS when the server offers it (try), or refuses to go on
 * without it (require, the default when a password would be sent). A
 * certificate that does not prove the host is never accepted.
 */
#ifndef NET_MAILER_H
#define NET_MAILER_H

#include "net/transport.h"

struct net_mailer;

/* Checks the URL; does not connect. ERR_CONFIG with a reason that holds no
 * secret. The options are copied, their texts too. */
MUST_CHECK enum err net_mailer_new(const struct net_options *options,
    struct fault *f, struct net_mailer **out);
/* NULL is allowed. */
void net_mailer_free(struct net_mailer *m);
/* Sends one message and waits for the end of that. */
enum net_outcome net_mailer_send(
    struct net_mailer *m, const struct net_mail *mail, struct net_report *r);
/* Nothing to send for a while: ends a connection that was kept. */
void net_mailer_rest(struct net_mailer *m);

#endif
