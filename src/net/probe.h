/*
 * One request, by which hearthctl doctor sees whether clients can reach Hearth.
 * The URL is the operator's own; nothing is followed, and the body is not kept.
 */
#ifndef NET_PROBE_H
#define NET_PROBE_H

#include <stdbool.h>
#include <stdint.h>

enum { NET_PROBE_TEXT = 256 };

struct net_probe {
	int status;			 /* 0: no answer, error says why */
	char error[NET_PROBE_TEXT];	 /* one line */
	bool is_untrusted;		 /* the certificate is the reason */
	char media_type[NET_PROBE_TEXT]; /* of the answer, "" for none */
	char location[NET_PROBE_TEXT]; /* where it redirects to, "" for nowhere
					*/
	int64_t certificate_end_us;    /* the first end of the certificates that
					  the server shows; 0: none */
};

/* GETs it, for at most five seconds. ca_file are the authorities that sign the
 * server's certificate, in PEM; "" for those of the system. */
void net_probe(const char *url, const char *ca_file, struct net_probe *out);
/* The same of a POST that announces a body of so many bytes and sends none of
 * it; status 100: it was to be sent. */
void net_probe_body(
    const char *url, const char *ca_file, int64_t size, struct net_probe *out);

#endif
