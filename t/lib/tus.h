/*
 * What a client of tus says.
 */
#ifndef T_LIB_TUS_H
#define T_LIB_TUS_H

/* A value of Upload-Metadata; memory as of text(). */
const char *tus_base64(const char *s);

#endif
