/*
 * Bodies that hold FastCGI records of a second request, as somebody would send
 * them who knows of P-02.
 */
#ifndef T_FCGI_ATTACK_H
#define T_FCGI_ATTACK_H

#include "base/buf.h"

struct attack {
	const char *host;    /* URI of the request that carries them */
	struct buf smuggled; /* the records */
	struct buf out;
	char *body;
};

/* The second request is a POST to smuggled, as REMOTE_USER admin. */
void attack_init(struct attack *a, const char *host, const char *smuggled);
void attack_release(struct attack *a);
/*
 * Sends the i-th variant on fd and reads its response, if there is one. The
 * records lie where libfcgi's buffer of 8192 bytes ends, or where the first of
 * two sends ends, or anywhere; the length announced is true or not.
 */
void attack_send(struct attack *a, int fd, int i);

#endif
