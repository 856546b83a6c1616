/*
 * Mail into a directory instead of the network: one .eml file per message,
 * complete or not there at all, named so that they sort by time.
 */
#ifndef NET_FILE_H
#define NET_FILE_H

#include "net/mailer.h"

struct net_file;

/* dir is made (mode 0700) when only its last part is missing. ERR_CONFIG. */
MUST_CHECK enum err net_file_new(
    const char *dir, struct fault *f, struct net_file **out);
/* NULL is allowed. */
void net_file_free(struct net_file *d);
/* Never NET_REFUSED and never NET_UNCERTAIN. */
enum net_outcome net_file_send(
    struct net_file *d, const struct net_mail *mail, struct net_report *r);

#endif
