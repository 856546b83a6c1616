/*
 * Files of events: whose room they take, and how they come and go.
 */
#ifndef APP_FILE_H
#define APP_FILE_H

#include "app/call.h"
#include "base/clock.h"
#include "generated/id/event.h"
#include "generated/id/file.h"
#include "generated/id/space.h"
#include "generated/id/upload.h"

/* A job that removes the bytes of a file, or the pieces of one, that has no row
 * any more. */
#define APP_FILE_JOB "file_remove"
/* A job that makes smaller pictures of one. */
#define APP_FILE_IMAGE_JOB "file_image"

/* For so long what was begun waits for its next piece. */
#define APP_FILE_PIECE_US (24 * CLOCK_HOUR_US)

/* A file whose bytes are kept, or about to be. */
struct app_file {
	struct file_id id;
	const char *filename, *content_type;
	int64_t size;
	struct bytes sha256;
	int64_t width, height; /* of a picture; 0 of anything else */
	bool can_shrink;
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
/* What is said of a file before its bytes come in pieces. */
struct app_file_plan {
	struct upload_id id;
	const char *metadata; /* as it was sent */
	const char *filename;
	const char *content_type; /* as declared; NULL */
	int64_t size;
};

/* Begins one, if app_file_check allows it; it takes its room from now on. Needs
 * a transaction. */
MUST_CHECK enum err app_file_begin(
    struct call *call, struct event_id event, const struct app_file_plan *plan);
/* What the caller has begun is whole: adds the file, which has its id. It takes
 * no more room, and everything else that app_file_check looks at is looked at
 * anew. ERR_NOT_FOUND also when it is begun no more. Needs a transaction. */
MUST_CHECK enum err app_file_end(
    struct call *call, struct event_id event, const struct app_file *file);
/* What the caller has begun takes no more room, and its pieces go.
 * ERR_NOT_FOUND also when it is whole. Needs a transaction. */
MUST_CHECK enum err app_file_give_up(struct call *call, struct upload_id id);

/* Gives a file another name, which http_filename has made; for whom
 * app_file_remove is. ERR_NOT_FOUND, ERR_FORBIDDEN. Needs a transaction. */
MUST_CHECK enum err app_file_rename(
    struct call *call, struct file_id id, const char *filename);
/* Removes a file, which its uploader may, the event's hosts, and who moderates
 * files there; of others' it tells the audit log. ERR_NOT_FOUND, ERR_FORBIDDEN.
 * Needs a transaction. */
MUST_CHECK enum err app_file_remove(struct call *call, struct file_id id);

#endif
