/*
 * Bytes as letters (RFC 4648, section 4), as parts of messages hold them.
 */
#ifndef NET_BASE64_H
#define NET_BASE64_H

#include "base/buf.h"

/* Appends len bytes, with padding and without line ends. */
void net_base64_put(struct buf *out, const char *p, size_t len);

#endif
