/*
 * A directory for people's files, as UPLOAD_DIR wants it.
 */
#ifndef T_LIB_FILES_H
#define T_LIB_FILES_H

/* Makes it below parent, and sets UPLOAD_DIR; what is in it goes with
 * files_close. */
void files_open(const char *parent);
/* Nothing when it was not made. */
void files_close(void);
const char *files_dir(void);
/* How many files lie below one of its folders: "incoming", "part", "store",
 * "image". */
int files_count(const char *folder);
/* The permissions of a file. */
int files_mode(const char *path);
/* Removes a directory and all that is in it. */
void files_remove(const char *dir);

#endif
