/*
 * The words by which people are found. Whatever changes a name, or lets
 * somebody into a cluster, says so here in the same transaction; who leaves one
 * is not found there any more by itself.
 */
#ifndef APP_PEOPLE_H
#define APP_PEOPLE_H

#include "app/call.h"
#include "generated/id/user.h"

/* The words of a name; they live in the arena. */
const char *app_people_words(
    struct arena *arena, const char *first_name, const char *last_name);

/* What follows needs a transaction. */

/* Makes somebody, whose row is locked, found by words in all their clusters,
 * and by no others. */
MUST_CHECK enum err app_people_rename(
    struct call *call, struct user_id user, const char *words);

#define APP_PEOPLE_JOB "people" /* the kind of the jobs that index anew */
/* An app_job_fn: a page of users behind the one in the payload, and a job for
 * the next. The migration that brought words added the first one.
 * ERR_BAD_REQUEST when the payload is not one of these. */
MUST_CHECK enum err app_people_run(struct call *call, const char *payload);

#endif
