/*
 * Entity tags and the conditions on them (RFC 9110, sections 8.8.3 and 13.1).
 *
 * A tag of Hearth is strong and reads "<version>.<hash>": the version counts
 * the changes of what can be written, the hash is of the response's bytes,
 * which also hold what others change (spots taken, my own RSVP). Readers
 * compare the whole tag; writers compare the version, because they must not be
 * refused for a change that theirs cannot overwrite.
 */
#ifndef HTTP_ETAG_H
#define HTTP_ETAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HTTP_ETAG_SIZE = 40 };

/* Writes the tag of a body, quotes included. */
void http_etag_format(
    char etag[HTTP_ETAG_SIZE], int64_t version, const void *body, size_t len);

/* If-None-Match: whether etag, quotes included, is in list, or list is "*".
 * Weak comparison: W/ does not count. */
bool http_etag_matches(const char *list, const char *etag);

/* If-Match: whether a strong tag of version is in list, or list is "*". */
bool http_etag_has_version(const char *list, int64_t version);
/* If-None-Match of a writer: whether any tag of version is, or list is "*". */
bool http_etag_names_version(const char *list, int64_t version);

#endif
