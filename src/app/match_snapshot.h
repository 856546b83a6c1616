/*
 * Who is matched in a cluster, in memory: what everybody likes and when they
 * are free. Some 190 bytes for each who likes twenty things.
 */
#ifndef APP_MATCH_SNAPSHOT_H
#define APP_MATCH_SNAPSHOT_H

#include "base/opt.h"
#include "generated/id/space.h"
#include "generated/id/user.h"
#include "rule/week.h"

struct app_match_person {
	struct user_id id;
	struct rule_week free; /* in UTC */
	uint32_t first;	       /* of their terms */
	/* eighty terms are the most that somebody has (app/match_like.h) */
	uint32_t n : 8;
	uint32_t n2 : 24; /* the sum of their squares; 0: gone */
};

struct app_match_snapshot {
	struct space_id cluster;
	int64_t version; /* of the last entry that is in it */
	struct app_match_person *people;
	size_t n_people, people_size;
	/* the terms of all, numbered as they came, each with its weight */
	uint32_t *terms;
	uint8_t *weights;
	size_t n_used, terms_size;
	size_t n_dead; /* of people who have others now */
	/* the terms themselves, by number */
	uint64_t *names;
	size_t n_names, names_size;
	/* people and terms by what they are called: open addressing; 0, or the
	 * number and one */
	uint32_t *people_at, *names_at;
	size_t people_mask, names_mask;
};

/* One thing that somebody likes: nine bytes, the weight behind the term, which
 * is little-endian. */
enum { APP_MATCH_TERM_SIZE = 9, APP_MATCH_VECTOR_MAX = 255 * 9 };
/* Writes it so. */
void app_match_term_write(
    unsigned char out[APP_MATCH_TERM_SIZE], uint64_t term, int64_t weight);

/* The term of what was written so; *weight is its weight. */
uint64_t app_match_term_read(
    const unsigned char in[APP_MATCH_TERM_SIZE], int64_t *weight);

/* Nobody yet. */
struct app_match_snapshot *app_match_snapshot_new(struct space_id cluster);
/* Frees it; NULL is allowed. */
void app_match_snapshot_free(struct app_match_snapshot *s);

/* What somebody likes and when they are free is this from now on; NULL: they
 * are gone. */
void app_match_snapshot_set(struct app_match_snapshot *s, struct user_id id,
    struct bytes vector, struct bytes free);
/* NULL: they are not in it. */
const struct app_match_person *app_match_snapshot_find(
    const struct app_match_snapshot *s, struct user_id id);
/* The number of a term; false when nobody has it. */
bool app_match_snapshot_term(
    const struct app_match_snapshot *s, uint64_t term, uint32_t *number);

/* The bytes that it takes. */
size_t app_match_snapshot_size(const struct app_match_snapshot *s);
/* Whether half of it is of people who have gone or changed: another one would
 * be smaller. */
bool app_match_snapshot_is_worn(const struct app_match_snapshot *s);

#endif
