/*
 * Mail into a directory instead of the network: one .eml file per message,
 * complete or not there at all, named so that they sort by time. The directory
 * is made (mode 0700) when only its last part is missing. A message is sent or
 * has failed; none is refused, none uncertain.
 */
#ifndef NET_FILE_H
#define NET_FILE_H

#include "net/transport.h"

extern const struct net_transport net_file;

#endif
