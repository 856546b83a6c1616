/*
 * Polls: what one is at a time, and at which times people could come together.
 */
#ifndef RULE_POLL_H
#define RULE_POLL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/opt.h"
#include "base/zone.h"
#include "generated/words.h"
#include "rule/busy.h"

enum {
	RULE_POLL_STEP_M = 15, /* times that are suggested begin so */
	RULE_POLL_WINDOW_D = 60,
	RULE_POLL_SUGGESTIONS = 5,
	RULE_POLL_DAY_BEGINS_H = 8, /* before, or past the other, is an odd */
	RULE_POLL_DAY_ENDS_H = 21   /* hour */
};

/* What a poll is at a time: an open one is closed from its deadline on. The
 * fragment poll_status says the same in SQL. */
enum poll_status rule_poll_status(
    enum poll_status status, struct opt_time deadline, int64_t now_us);

/* Somebody whose times are known. */
struct rule_poll_person {
	const struct rule_busy *busy; /* as rule_busy_unite puts them together;
					 what is tentative keeps nobody */
	size_t n_busy;
	const char *timezone; /* where they are; unknown: no hour is odd */
	bool is_required;
};

/* What is looked for: times within a window that begin when clocks show a
 * quarter of an hour, and of each day those between two times by its clocks. */
struct rule_poll_window {
	const struct zone *zone; /* whose clocks these are */
	int64_t from_us, to_us;	 /* at most RULE_POLL_WINDOW_D apart */
	int64_t length_us;
	int64_t day_from_us, day_to_us; /* since midnight, up to 24 hours */
};

struct rule_poll_time {
	int64_t start_us;
	/* how many cannot, of those who are required and of the others; for how
	 * many it is an odd hour */
	int64_t missing, missing_optional, odd;
};

/*
 * The best times that do not overlap, the best first: those with the fewest
 * required people missing, then others, then odd hours; then the earliest.
 * Returns how many there are. Each taken time forbids the starts that would
 * overlap it; a sweep over the starts counts whom each is forbidden. A time
 * that clocks show twice is the first of the two.
 */
size_t rule_poll_suggest(struct arena *arena, const struct rule_poll_window *w,
    const struct rule_poll_person *people, size_t n,
    struct rule_poll_time out[RULE_POLL_SUGGESTIONS]);

#endif
