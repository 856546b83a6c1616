/*
 * Files of events: whose room they take, and how they come and go.
 */
#ifndef APP_FILE_H
#define APP_FILE_H

#include "app/call.h"
#include "generated/id/event.h"
#include "generated/id/file.h"
#include "generated/id/space.h"

/* A job that removes the bytes of a file which has no row any more. */
#define APP_FILE_JOB "file_remove"

/* A file whose bytes are kept, or about to be. */
struct app_file {
	struct file_id id;
	const char *filename, *content_type;
	int64_t size;
	struct bytes sha256;
};

/*
 * Whether the caller may add a file of the size to the event: it is seen, they
 * run it or may upload as one who attends, and there is room. cluster becomes
 * the one whose room it takes, nil for none. ERR_NOT_FOUND, ERR_FORBIDDEN,
 * ERR_QUOTA_EXCEEDED.
 */
MUST_CHECK enum err app_file_check(struct call *call, struct event_id event,
    int64_t size, struct space_id *cluster);
/* Adds its row, if app_file_check allows it; two at once are counted one after
 * the other. Needs a transaction. */
MUST_CHECK enum err app_file_add(
    struct call *call, struct event_id event, const struct app_file *file);
/* Removes a file, which its uploader may, the event's hosts, and who moderates
 * files there; of others' it tells the audit log. ERR_NOT_FOUND, ERR_FORBIDDEN.
 * Needs a transaction. */
MUST_CHECK enum err app_file_remove(struct call *call, struct file_id id);

#endif
