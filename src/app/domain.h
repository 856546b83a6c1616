/*
 * Domains of clusters: an address at one that was proved lets people in. A
 * domain is proved by a TXT record whose text is derived from its id and the
 * key. All that changes one holds the row of the cluster.
 */
#ifndef APP_DOMAIN_H
#define APP_DOMAIN_H

#include "app/space.h"
#include "crypt/token.h"
#include "generated/query/domain.h"
#include "rule/domain.h"

enum { APP_DOMAINS_MAX = 20 }; /* of one cluster */

/* Where the record of a domain is: this before its name. */
#define APP_DOMAIN_LABEL  "_hearth-challenge."
#define APP_DOMAIN_PREFIX "hearth-verify="

enum { APP_DOMAIN_TEXT_SIZE = sizeof(APP_DOMAIN_PREFIX) + CRYPT_DOMAIN_SIZE };

typedef struct q_domain_list_row app_domain_row;

/* The text that the record must have, by the keys of one set. */
void app_domain_text(const struct call *call, unsigned set, struct domain_id id,
    char text[APP_DOMAIN_TEXT_SIZE]);

/* The domains of a cluster by name, whoever asks. */
MUST_CHECK enum err app_domain_all(struct call *call, struct space_id cluster,
    app_domain_row **rows, size_t *n);

/* Clusters that somebody joins by themselves when they prove an address, which
 * is in its unique form: at most APP_DOMAINS_MAX. */
MUST_CHECK enum err app_domain_open(struct call *call, const char *email_key,
    struct space_id spaces[APP_DOMAINS_MAX], size_t *n);

/* What follows, up to app_domain_ask, is for who has domains.manage:
 * ERR_NOT_FOUND, ERR_BANNED, ERR_FORBIDDEN; all but the first need a
 * transaction, and return ERR_INVALID_TRANSITION while the cluster is closing.
 * name is as people type it. */

/* app_domain_all. */
MUST_CHECK enum err app_domain_list(struct call *call, struct space_id cluster,
    app_domain_row **rows, size_t *n);

/* Claims a domain; of row what people write is looked at, and the rest becomes
 * what it is. ERR_VALIDATION_FAILED at /name, ERR_FORBIDDEN also when the
 * cluster has APP_DOMAINS_MAX. */
MUST_CHECK enum err app_domain_add(
    struct call *call, struct space_id cluster, app_domain_row *row);

/* A domain that is to be changed, and stays as it is until then. */
MUST_CHECK enum err app_domain_hold(struct call *call, struct space_id cluster,
    const char *name, app_domain_row *row);
/* Replaces what people write of one that is held. */
MUST_CHECK enum err app_domain_set(
    struct call *call, struct space_id cluster, const app_domain_row *row);
/* One that is held lets nobody in any more; who came by it stays. */
MUST_CHECK enum err app_domain_remove(
    struct call *call, struct space_id cluster, const app_domain_row *row);

/* Has the record of one looked for, at most once a minute:
 * ERR_RATE_LIMITED. */
MUST_CHECK enum err app_domain_ask(
    struct call *call, const app_domain_row *row);

/*
 * The clock's side.
 */

#define APP_DOMAIN_JOB "domain" /* a look at one domain */

/* Adds a job for each domain that has to be looked at; *n is how many. Needs no
 * transaction. */
MUST_CHECK enum err app_domain_begin(struct call *call, size_t *n);
/* What a look has found, with a sentence about it: the domain changes, or goes.
 * When it lapses, who manages the domains is told. Needs a transaction;
 * ERR_NOT_FOUND when the domain is gone. */
MUST_CHECK enum err app_domain_looked(struct call *call, struct domain_id id,
    enum rule_domain_look look, const char *sentence);

#endif
