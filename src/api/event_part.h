/*
 * What of a series a request about one of its dates is meant for: that date, it
 * and those that follow, or all.
 */
#ifndef API_EVENT_PART_H
#define API_EVENT_PART_H

#include "api/event.h"

/* Whether others are meant besides the event itself. */
bool api_event_part_is_more(enum series_part part, const api_event_row *e);

/* As api_event_load, but that it locks first whoever organizes the event when
 * that may give them one more series; ERR_VALIDATION_FAILED for a word that
 * cannot be meant of it; ERR_RETRY when it is handed over meanwhile. */
MUST_CHECK enum err api_event_part_load(struct call *call, struct event_id id,
    enum series_part part, api_event_row *e);
/* The same of what gives them one more event, whatever the part. */
MUST_CHECK enum err api_event_part_load_for_room(struct call *call,
    struct event_id id, enum series_part part, api_event_row *e);

/*
 * The series, *id, that is then written in place of a date that is loaded: its
 * own, or of a date and those that follow one that is made of these
 * (app/series_split.h). Its row is locked, and asks nothing of its version.
 */
MUST_CHECK enum err api_event_part_series(struct call *call,
    enum series_part part, const api_event_row *date, struct event_id *id,
    api_event_row *series);

/* What those who come to the dates from one on are told besides. */
enum api_event_said {
	API_EVENT_QUIET, /* nothing */
	API_EVENT_TOLD,	 /* what of them has changed */
	API_EVENT_GOES	 /* that they do not take place */
};

/* A series as it was when it was split off, and is now. */
struct api_event_half {
	struct event_id id;
	const api_event_row *was, *is;
};

/* Once something has become of what api_event_part_series gave: tells whoever
 * has the series of the date in their calendar that it ends before that, and
 * what comes after it; nobody when it was not split. */
MUST_CHECK enum err api_event_part_tell(struct call *call,
    const struct api_event_half *second, const api_event_row *date,
    enum api_event_said said);

#endif
