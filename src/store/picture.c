/*
 * The name is random, so nobody has it who was not given it.
 */
#include "store/picture.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/place.h"

#include "base/banned.h"

enum { SHELF_MODE = 0755, MODE = 0644 };

void
store_picture_path(struct uuid id, enum store_picture which, bool is_png,
    char path[STORE_PICTURE_SIZE])
{
	char text[UUID_TEXT_SIZE];

	uuid_format(id, text);
	snprintf(path, STORE_PICTURE_SIZE, "%s/%s-%c.%s",
	    text + UUID_TEXT_SIZE - 1 - 2, text,
	    which == STORE_PICTURE_LARGE ? 'l' : 's', is_png ? "png" : "jpg");
}

enum err
store_picture_keep(const struct store *s, struct store_body *body,
    struct uuid id, enum store_picture which, bool is_png, struct fault *f)
{
	char path[STORE_PICTURE_SIZE];
	int shelf, failed;

	if (s->images < 0)
		return fault_internal(f, ERR_STORAGE,
		    "UPLOAD_DIR %s has no folder image", s->directory);
	store_picture_path(id, which, is_png, path);
	shelf = store_open_shelf(s->images, id, SHELF_MODE);
	failed = shelf < 0 || fchmod(body->fd, MODE) < 0 ||
			 !store_move(shelf, body, path + 3)
		     ? errno
		     : 0;
	if (shelf >= 0)
		close(shelf);
	return failed ? store_fault(f, failed, "keeping a picture") : ERR_OK;
}

bool
store_picture_remove(const struct store *s, struct uuid id)
{
	bool is_gone = true;

	for (int i = 0; i < 4 && s->images >= 0; i++) {
		char path[STORE_PICTURE_SIZE];

		store_picture_path(
		    id, (enum store_picture)(i >> 1), i & 1, path);
		is_gone = is_gone && (unlinkat(s->images, path, 0) == 0 ||
					 errno == ENOENT);
	}
	return is_gone;
}
