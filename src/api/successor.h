/*
 * Old names of operations: they do what they always did, and say in each
 * answer that they are old, until when they will be there, and what took their
 * place.
 */
#ifndef API_SUCCESSOR_H
#define API_SUCCESSOR_H

#include "api/exchange.h"

/* Adds Deprecation (RFC 9745), Sunset (RFC 8594) and, where the request names
 * what its path wants, a Link to the successor-version (RFC 5829); nothing when
 * the operation's contract has no x-successor. */
void api_successor_headers(const struct api_exchange *x);

#endif
