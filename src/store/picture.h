/*
 * Pictures that everybody may get who has their name: a web server gives them
 * out without asking.
 */
#ifndef STORE_PICTURE_H
#define STORE_PICTURE_H

#include "store/body.h"

/* Where a web server shows them. */
#define STORE_PICTURE_LOCATION "/images/"

/* Which of the pictures that are made of one. */
enum store_picture { STORE_PICTURE_LARGE, STORE_PICTURE_SQUARE };

/* "ab/<id>-l.jpg", terminated: "l" for the large one, "s" for the square. */
enum { STORE_PICTURE_SIZE = UUID_TEXT_SIZE + 9 };

/* The place of one below image/, and below where a web server shows them. */
void store_picture_path(struct uuid id, enum store_picture which, bool is_png,
    char path[STORE_PICTURE_SIZE]);
/* Makes the body that picture, for everybody. ERR_STORAGE, also when there is
 * no folder for them. */
MUST_CHECK enum err store_picture_keep(const struct store *s,
    struct store_body *body, struct uuid id, enum store_picture which,
    bool is_png, struct fault *f);
/* Removes all of the id; true also when there were none. */
MUST_CHECK bool store_picture_remove(const struct store *s, struct uuid id);

#endif
