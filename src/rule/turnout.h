/*
 * How many of those who say that they come do.
 */
#ifndef RULE_TURNOUT_H
#define RULE_TURNOUT_H

#include <stdint.h>

#include "base/opt.h"

/* So many latest events say it. */
enum { RULE_TURNOUT_EVENTS = 10 };

/* In percent, 1 to 100: of so many seats so many have arrived. Not set where
 * there is no such event. */
struct opt_int rule_turnout_percent(int64_t seats, int64_t arrived);

/* How many more than the capacity (not set: there is none) may be taken so that
 * no more come than that, as many of them as percent says: at most as many
 * again. Not set where one of them is not. */
struct opt_int rule_turnout_extra(
    struct opt_int capacity, struct opt_int percent);

#endif
