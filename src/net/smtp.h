/*
 * Mail by SMTP (RFC 5321) with libcurl: smtp:// and smtps://. One connection at
 * a time; it is kept for the next message until the transport rests.
 */
#ifndef NET_SMTP_H
#define NET_SMTP_H

#include "net/transport.h"

extern const struct net_transport net_smtp;

#endif
