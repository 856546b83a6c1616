/*
 * From settings to a mailer, and a mail to try it with.
 */
#include "worker/mailer.h"

#include "base/clock.h"
#include "base/str.h"
#include "base/uuid.h"
#include "net/address.h"
#include "net/helo.h"
#include "net/mime.h"
#include "worker/attempt.h"

#include "base/banned.h"

enum err
worker_mailer_open(const struct conf *conf, struct worker *w, struct fault *f,
    struct net_mailer **mailer)
{
	char helo[NET_HELO_SIZE];
	struct net_address from;

	if (!net_address_parse(conf->mail_from, &from))
		return fault(f, ERR_CONFIG,
		    "MAIL_FROM must be address or Name <address>; a name with "
		    "a comma or another sign needs quotes, and the value too: "
		    "'\"Foo, Inc.\" <foo@example.org>'");
	if (!net_helo_choose(conf->mail_helo, conf->public_url, helo))
		return fault(f, ERR_CONFIG,
		    "MAIL_HELO must be a full domain name, or an address in "
		    "brackets such as [192.0.2.1]");
	return net_mailer_new(&(struct net_options){ .url = conf->mail_url,
				  .ca_file = conf->mail_ca_file,
				  .helo = helo,
				  .api_key = conf->sendgrid_api_key,
				  .tick = w ? worker_tick : NULL,
				  .ctx = w },
	    f, mailer);
}

static enum err
write_message(const struct conf *conf, const char *to, struct net_message *m,
    struct buf *message, struct fault *f)
{
	m->subject = "Test mail";
	m->text = "Hearth can send mail to this address.\n";
	m->html = "<p>Hearth can send mail to this address.</p>\n";
	if (!net_address_parse(conf->mail_from, &m->from) ||
	    !net_address_set(&m->to, to))
		return fault(f, ERR_BAD_REQUEST,
		    "'%s' is no address that mail can be sent to", to);
	return net_mime_write(message, m, f);
}

enum err
worker_mailer_try(const struct conf *conf, const char *to, bool *is_taken,
    char said[WORKER_REASON_SIZE], struct fault *f)
{
	char id[UUID_TEXT_SIZE];
	struct net_message m = { .id = id, .date_us = clock_now_us() };
	struct net_mailer *mailer = NULL;
	struct net_report report;
	struct buf message;
	enum err err;

	uuid_format(uuid_new(), id);
	buf_init(&message, NET_MESSAGE_MAX);
	err = worker_mailer_open(conf, NULL, f, &mailer);
	if (!err)
		err = write_message(conf, to, &m, &message, f);
	if (!err) {
		*is_taken = net_mailer_send(mailer,
				&(struct net_mail){ .from = m.from.spec,
				    .to = m.to.spec,
				    .id = id,
				    .date_us = m.date_us,
				    .message = message.p,
				    .len = message.len,
				    .parts = &m },
				&report) == NET_SENT;
		str_copy(said, WORKER_REASON_SIZE, report.reason);
	}
	net_mailer_free(mailer);
	buf_release(&message);
	return err;
}
