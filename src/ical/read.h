/*
 * iCalendar that somebody else wrote, line by line (RFC 5545, 3.1), within
 * bounds. What is broken is left out: programs write all kinds of things.
 */
#ifndef ICAL_READ_H
#define ICAL_READ_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/opt.h"

enum {
	/* bytes, folds included; longer ones are left out: some programs write
	 * all dates that are left out in one line, and a description is one */
	ICAL_LINE_MAX = 64 * 1024,
	ICAL_LINES_MAX = 20000, /* behind these nothing is read */
	ICAL_DEPTH_MAX = 4	/* components in components */
};

struct ical_reader {
	const char *p;
	struct arena *arena;
	size_t n_lines;
	/* the components that are open */
	struct {
		const char *name;
		size_t number; /* which one of all, from 1 */
	} open[ICAL_DEPTH_MAX];
	size_t depth, n; /* may be more than are named; of all so far */
};

/* A line that is neither BEGIN nor END. */
struct ical_read_line {
	const char *name;   /* in capitals */
	const char *params; /* as they stand, each behind a ';' */
	const char *value;  /* as it stands */
};

/* text stays where it is; a line of it that is no UTF-8 is left out. */
struct ical_reader ical_reader(const char *text, struct arena *arena);
/* The next line, in the arena. False: there are no more. */
MUST_CHECK bool ical_read_next(
    struct ical_reader *r, struct ical_read_line *out);
/* The number of the component that the line which was read is of, if it is one
 * of that name; else 0. */
size_t ical_read_in(const struct ical_reader *r, const char *component);

/* A parameter without its quotes; NULL when there is none. In the arena. */
char *ical_read_param(
    const struct ical_read_line *line, const char *name, struct arena *arena);
/* A value without the spaces around it; in the arena. */
char *ical_read_trimmed(const char *value, struct arena *arena);
/* TEXT without escapes; in the arena. */
char *ical_read_text(const char *value, struct arena *arena);
/* DATE or DATE-TIME as clocks show it (base/zone.h), *is_utc: those of UTC.
 * False when it is none. */
MUST_CHECK bool ical_read_time(
    const char *value, int64_t *wall_us, bool *is_utc);

#endif
