/*
 * DURATION (RFC 5545, 3.3.6): "PT1H30M", "P1W".
 */
#ifndef ICAL_DURATION_H
#define ICAL_DURATION_H

#include "base/opt.h"

/* In microseconds; not set when it is none, below zero, or longer than some ten
 * years. */
struct opt_int ical_duration_read(const char *text);

#endif
