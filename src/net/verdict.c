/*
 * One table; its first row that matches decides. A mail is given up at once
 * only where nothing but another address or another message could help: trying
 * again costs little, and most other refusals are about the set-up of a server.
 */
#include "net/verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

enum { ANY = -1 };

static const struct row {
	enum net_stage stages;
	int code;	     /* of the reply, or ANY */
	int subject, detail; /* of the enhanced status code, or ANY */
	struct net_verdict verdict;
} rows[] = {
	{ NET_STAGE_SESSION, ANY, ANY, ANY,
	    { NET_FAILED, "it refuses the connection, not the mail" } },

	{ NET_STAGE_ANY, ANY, 1, 1, { NET_REFUSED, "no such mailbox" } },
	{ NET_STAGE_ANY, ANY, 1, 2, { NET_REFUSED, "no such domain" } },
	{ NET_STAGE_ANY, ANY, 1, 3,
	    { NET_REFUSED, "the address is not well-formed" } },
	{ NET_STAGE_ANY, ANY, 1, 4,
	    { NET_REFUSED, "the address is ambiguous" } },
	{ NET_STAGE_ANY, ANY, 1, 6, { NET_REFUSED, "the mailbox has moved" } },
	{ NET_STAGE_ANY, ANY, 1, 7,
	    { NET_FAILED, "it does not like the sender's address" } },
	{ NET_STAGE_ANY, ANY, 1, 8,
	    { NET_FAILED, "it does not like the sender's domain" } },
	{ NET_STAGE_ANY, ANY, 1, 10,
	    { NET_REFUSED, "the domain takes no mail" } },
	{ NET_STAGE_ANY, ANY, 2, 1,
	    { NET_REFUSED, "the mailbox is switched off" } },
	{ NET_STAGE_ANY, ANY, 2, 2, { NET_FAILED, "the mailbox is full" } },
	{ NET_STAGE_ANY, ANY, 2, 3,
	    { NET_REFUSED, "the mail is too large for the mailbox" } },
	{ NET_STAGE_ANY, ANY, 3, 4,
	    { NET_REFUSED, "the mail is too large for the server" } },
	{ NET_STAGE_ANY, ANY, 3, ANY,
	    { NET_FAILED, "the server cannot take mail now" } },
	{ NET_STAGE_ANY, ANY, 4, ANY,
	    { NET_FAILED, "the server finds no way to the mailbox" } },
	{ NET_STAGE_ANY, ANY, 5, 1,
	    { NET_FAILED, "it does not like how it is spoken to" } },
	{ NET_STAGE_ANY, ANY, 5, 2,
	    { NET_FAILED, "it does not like how it is spoken to; see "
			  "MAIL_HELO" } },
	{ NET_STAGE_ANY, ANY, 5, 4,
	    { NET_FAILED, "it does not like how it is spoken to; see "
			  "MAIL_HELO" } },
	{ NET_STAGE_ANY, ANY, 6, ANY,
	    { NET_REFUSED, "it does not like the content" } },
	{ NET_STAGE_ANY, ANY, 7, ANY,
	    { NET_FAILED, "its policy does not let this sender in" } },

	/* no enhanced status code, or one that says nothing by itself */
	{ NET_STAGE_RCPT, 550, ANY, ANY, { NET_REFUSED, "no such mailbox" } },
	{ NET_STAGE_RCPT, 551, ANY, ANY,
	    { NET_REFUSED, "the mailbox has moved" } },
	{ NET_STAGE_RCPT, 556, ANY, ANY,
	    { NET_REFUSED, "the domain takes no mail" } },
	{ NET_STAGE_DATA, 550, ANY, ANY,
	    { NET_REFUSED, "it does not like the content" } },
	{ NET_STAGE_ANY, 504, ANY, ANY,
	    { NET_FAILED,
		"it does not like the name in EHLO; see MAIL_HELO" } },
	{ NET_STAGE_ANY, 530, ANY, ANY,
	    { NET_FAILED, "it wants a password; see MAIL_URL" } },
	{ NET_STAGE_ANY, 552, ANY, ANY, { NET_FAILED, "there is no room" } },
	{ NET_STAGE_ANY, ANY, ANY, ANY,
	    { NET_FAILED, "nothing says that it never will" } },
};

/* The parts of a line; subject and detail stay ANY without an enhanced code. */
struct reading {
	int code, class, subject, detail;
};

static struct reading
read_line(const char *line)
{
	struct reading r = { .class = ANY, .subject = ANY, .detail = ANY };
	char end;
	int n;

	r.code = (int)strtol(line, NULL, 10);
	n = sscanf(line, "%*3d%*1[- ]%1d.%3d.%3d%c", &r.class, &r.subject,
	    &r.detail, &end);
	if (n < 3 || (n == 4 && !strchr(" \t\r\n", end)))
		r.class = r.subject = r.detail = ANY;
	return r;
}

static bool
matches(const struct row *row, enum net_stage stage, const struct reading *r)
{
	return (row->stages & stage) &&
	       (row->code == ANY || row->code == r->code) &&
	       (row->subject == ANY || row->subject == r->subject) &&
	       (row->detail == ANY || row->detail == r->detail);
}

struct net_verdict
net_verdict_of(enum net_stage stage, const char *line)
{
	struct reading r = read_line(line);
	const struct row *row = rows;

	while (!matches(row, stage, &r)) /* the last one matches all */
		row++;
	if (r.code < 500 || r.class == 4)
		return (struct net_verdict){ NET_FAILED, "it may pass" };
	return row->verdict;
}
