/*
 * A directory for people's files, as UPLOAD_DIR wants it.
 */
#ifndef T_LIB_FILES_H
#define T_LIB_FILES_H

#include <stdbool.h>

/* Makes it below parent, and sets UPLOAD_DIR; what is in it goes with
 * files_close. */
void files_open(const char *parent);
/* The same on a disk of so many MiB of its own, which this process and what it
 * starts see from then on. False when the kernel refuses: it is then as the
 * other. */
bool files_open_small(const char *parent, int mib);
/* Takes all the room that the disk has left but for so many bytes. */
void files_fill(long left);
/* Gives it back. */
void files_give_room(void);
/* Nothing when it was not made. */
void files_close(void);
const char *files_dir(void);
/* How many files lie below one of its folders: "incoming", "part", "store",
 * "image". */
int files_count(const char *folder);
/* The permissions of a file. */
int files_mode(const char *path);

#endif
