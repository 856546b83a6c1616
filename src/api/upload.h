/*
 * Bodies that become files: asked for before they come, read when they are
 * there, kept before the transaction of the row that says whose they are.
 *
 * nginx stores a body and names it. What another web server passes on Hearth
 * writes to a file as it comes (api_upload_take). Either way the operation's
 * ask has said yes before.
 */
#ifndef API_UPLOAD_H
#define API_UPLOAD_H

#include "api/exchange.h"
#include "app/file.h"
#include "store/body.h"

/* The store of the process, which is opened when it is first asked for.
 * ERR_STORAGE. */
MUST_CHECK enum err api_upload_store(
    struct api_exchange *x, const struct store **out);

/* Whether the disk has so much room, and some more. ERR_STORAGE,
 * ERR_STORAGE_FULL. */
MUST_CHECK enum err api_upload_check_disk(struct api_exchange *x, int64_t size);

/* A descriptor for the body of the request, which was asked for. ERR_STORAGE,
 * ERR_STORAGE_FULL. */
MUST_CHECK enum err api_upload_take(struct api_exchange *x, int *fd);

/* Whether bytes come with the request, or are asked about. */
bool api_upload_comes(const struct api_exchange *x);
/*
 * Fills file from the request. One that only asks is refused for its size and
 * for want of room. Else the body is found, the file in a form cut out of it,
 * and looked through; a piece is only found. ERR_BODY_TOO_LARGE, ERR_STORAGE,
 * ERR_STORAGE_FULL, and of forms what http/multipart.h says.
 */
MUST_CHECK enum err api_upload_read(
    struct api_exchange *x, struct check_file *file);
/* Fills what the bytes say of file: size, hash, type, and how large a picture
 * is, from the bytes of fd, whose sender has
 * declared a type, or not (NULL). ERR_STORAGE. */
MUST_CHECK enum err api_upload_look(struct api_exchange *x, int fd,
    const char *declared, struct check_file *file);
/* What is kept of it in the database. */
struct app_file api_upload_facts(const struct check_file *file);
/* Where a piece lies that was read; it goes with the request. */
const struct store_body *api_upload_piece(const struct api_exchange *x);
/* Opens what the piece is of, which nobody else can until the request has
 * ended and its row is written. As store_part_open. */
MUST_CHECK enum err api_upload_open_part(
    struct api_exchange *x, struct uuid id, struct store_body **out);
/* What was read; NULL when nothing was. */
const struct check_file *api_upload_file(const struct api_exchange *x);
/* Keeps what was read, if anything was, under its id; of what has to be a
 * picture, two pictures for everybody. ERR_STORAGE, ERR_STORAGE_FULL,
 * ERR_VALIDATION_FAILED when it is none. */
MUST_CHECK enum err api_upload_keep(struct api_exchange *x);
/* The address of the large one, when pictures were kept. */
const char *api_upload_picture(const struct api_exchange *x);
/* The request has ended with err: what was refused is not kept any more. What
 * failed stays for the sweep, since nobody knows whether its row is there. */
void api_upload_end(struct api_exchange *x, enum err err);

#endif
