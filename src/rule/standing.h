/*
 * What an answer that stands for all dates of a series makes of one of them.
 */
#ifndef RULE_STANDING_H
#define RULE_STANDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/opt.h"
#include "generated/words.h"

/* A date, and what its person has answered to it so far. */
struct rule_standing_date {
	bool takes; /* answers, now */
	struct opt_int capacity;
	int64_t taken, waiting;
	bool waitlist;
	int64_t max_party;
	enum rsvp_status status; /* NO_RSVP_STATUS: nothing */
	int64_t party_size;
	bool is_standing; /* that follows from the answer to the series */
};

/*
 * The status that somebody gets there who has answered the series, asked for
 * attending, maybe or not_attending: what they have answered to the date itself
 * is left alone, and so is a date that takes no answers, has not so many seats
 * and nobody waits for them, or takes no such party; a refusal holds always.
 * NO_RSVP_STATUS: it stays as it is.
 */
enum rsvp_status rule_standing_status(const struct rule_standing_date *date,
    enum rsvp_status asked, int64_t party_size);

/* By how much seats taken and people waiting grow when they get it; then date
 * says so. */
void rule_standing_move(struct rule_standing_date *date, enum rsvp_status to,
    int64_t party_size, int64_t *taken, int64_t *waiting);

#endif
