/*
 * Chooses the transport; what each does is in its own file.
 */
#include "net/mailer.h"

#include <stdlib.h>

#include "base/bug.h"
#include "base/str.h"
#include "net/file.h"
#include "net/sendgrid.h"
#include "net/smtp.h"

#include "base/banned.h"

static const struct {
	const char *prefix; /* of the URL */
	const struct net_transport *transport;
} schemes[] = {
	{ "smtp://", &net_smtp },
	{ "smtps://", &net_smtp },
	{ "file:", &net_file },
	{ "sendgrid://", &net_sendgrid },
};

struct net_mailer {
	const struct net_transport *transport;
	void *state; /* the transport's */
};

static const struct net_transport *
find_transport(const char *url)
{
	for (size_t i = 0; i < N_OF(schemes); i++)
		if (str_has_prefix(url, schemes[i].prefix))
			return schemes[i].transport;
	return NULL;
}

enum err
net_mailer_new(
    const struct net_options *options, struct fault *f, struct net_mailer **out)
{
	const struct net_transport *transport = find_transport(options->url);
	struct net_mailer *m;
	void *state;
	enum err err;

	if (!transport)
		return fault(f, ERR_CONFIG,
		    "MAIL_URL must begin with smtp://, smtps://, sendgrid:// "
		    "or file:");
	err = transport->open(options, f, &state);
	if (err)
		return err;
	m = malloc(sizeof(*m));
	bug_if(!m);
	*m = (struct net_mailer){ transport, state };
	*out = m;
	return ERR_OK;
}

void
net_mailer_free(struct net_mailer *m)
{
	if (!m)
		return;
	m->transport->close(m->state);
	free(m);
}

enum net_outcome
net_mailer_send(
    struct net_mailer *m, const struct net_mail *mail, struct net_report *r)
{
	return m->transport->send(m->state, mail, r);
}

void
net_mailer_rest(struct net_mailer *m)
{
	if (m->transport->rest)
		m->transport->rest(m->state);
}
