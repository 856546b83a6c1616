/*
 * What a client of tus says.
 */
#ifndef T_LIB_TUS_H
#define T_LIB_TUS_H

/* A value of Upload-Metadata; memory as of text(). */
const char *tus_base64(const char *s);
/* Headers of the next request: of one that begins a file of so many bytes for
 * the event of that id, named ../a.md. */
void tus_with_plan(const char *event_id, long size);
/* Begins one for the event "e" as a user, or as nobody (""); the status. */
int tus_begin(const char *user, long size);

#endif
