/*
 * Messages as they travel (RFC 5322, RFC 2045..2047): a plain text and an HTML
 * form of the same words as multipart/alternative, CRLF line ends, no line
 * over 76 bytes but for words that cannot be folded, ASCII only. A calendar is
 * one more form, which calendar programs answer (RFC 6047), and a file for
 * those that look for one.
 */
#ifndef NET_MIME_H
#define NET_MIME_H

#include <stdint.h>

#include "base/buf.h"
#include "base/fault.h"
#include "net/address.h"

enum { NET_MESSAGE_MAX = 256 * 1024, NET_SUBJECT_MAX = 512 };

struct net_message {
	struct net_address from, to;
	const char *subject; /* UTF-8, at most NET_SUBJECT_MAX bytes */
	const char *id;	     /* of the Message-ID, left of the '@'; its
				right side is the domain of from */
	int64_t date_us;
	const char *text, *html;     /* UTF-8, lines end in LF or CRLF */
	const char *calendar;	     /* the same; NULL: none */
	const char *method;	     /* of the calendar, a word of letters */
	struct net_address reply_to; /* "": the sender */
};

/*
 * Appends the message to out. ERR_BAD_REQUEST when a header value holds a
 * control character, an address is not valid, a text is not UTF-8, or the
 * message does not fit into out: nothing of it may be sent then. The same
 * message gives the same bytes.
 */
MUST_CHECK enum err net_mime_write(
    struct buf *out, const struct net_message *m, struct fault *f);

#endif
