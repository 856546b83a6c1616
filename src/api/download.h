/*
 * Responses that are files of the store.
 */
#ifndef API_DOWNLOAD_H
#define API_DOWNLOAD_H

#include "app/call.h"

struct reply_file {
	struct uuid id;
	int side; /* STORE_FILE, or that of a smaller picture of it */
	const char *name;
	/* of the file: a smaller picture says itself what it is, and how
	 * large */
	const char *content_type;
	int64_t size;
	struct bytes sha256;
};

/*
 * 200 with the file. A web server that has said how (HEARTH_SEND) is told which
 * one to send; under others the responder sends it. 304 when If-None-Match has
 * its ETag, unless the web server asks first, as nginx, which has its own. What
 * browsers do not show they are told to save. ERR_STORAGE.
 */
MUST_CHECK enum err reply_file(
    struct call *call, const struct reply_file *file);

#endif
