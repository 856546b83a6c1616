/*
 * Dates of headers.
 */
#ifndef HTTP_DATE_H
#define HTTP_DATE_H

#include <stdint.h>

enum { HTTP_DATE_SIZE = sizeof("Sun, 06 Nov 1994 08:49:37 GMT") };

/* An IMF-fixdate (RFC 9110, 5.6.7) of a time in microseconds since 1970. */
void http_date_format(int64_t us, char text[HTTP_DATE_SIZE]);

#endif
