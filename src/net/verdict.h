/*
 * What a server's refusal means for a message: it never will be taken, or it
 * may be when somebody has mended something. An enhanced status code (RFC 3463)
 * decides where there is one, else the reply code (RFC 5321) and what it
 * answered. Pure.
 */
#ifndef NET_VERDICT_H
#define NET_VERDICT_H

#include "net/transport.h"

/* What the server had been told when it answered. */
enum net_stage {
	NET_STAGE_SESSION = 1, /* its greeting, EHLO, STARTTLS, AUTH */
	NET_STAGE_MAIL = 2,
	NET_STAGE_RCPT = 4,
	NET_STAGE_DATA = 8, /* the command, or the end of the message */
	NET_STAGE_ANY = 15
};

struct net_verdict {
	enum net_outcome outcome; /* NET_REFUSED or NET_FAILED */
	const char *why;	  /* a static string */
};

/* Judges the last line of a reply that begins with a reply code from 400
 * on. */
struct net_verdict net_verdict_of(enum net_stage stage, const char *line);

#endif
