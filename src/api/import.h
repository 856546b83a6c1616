/*
 * What another program's calendar says of an event, as a client would say it:
 * members of an EventInput, which the contract looks at like those of anybody.
 */
#ifndef API_IMPORT_H
#define API_IMPORT_H

#include "app/calendar_item.h"
#include "app/call.h"
#include "generated/api.h"

/* A calendar that is brought. */
struct api_import {
	struct call *call;
	struct app_calendar_source source;
	struct space_id group; /* nil: none */
};

/* An event of it, or a series. */
struct api_import_item {
	const struct ical_item *item;
	struct app_calendar_time time;
	/* dates of it that do not take place, or that items of their own say;
	 * walls of its zone */
	const int64_t *exdates;
	size_t n_exdates;
	/* an event of this server, which says more than went out with it: its
	 * description and place stay as they are here */
	bool is_own;
};

/* A new draft: in the group, whose members are to see it, or else one that
 * nobody sees. ERR_VALIDATION_FAILED, ERR_RRULE_INVALID. */
MUST_CHECK enum err api_import_new(struct api_import *c,
    const struct api_import_item *i, struct api_event_create_in *out);

/* The same as what changes of one that was brought before. */
MUST_CHECK enum err api_import_change(struct api_import *c,
    const struct api_import_item *i, struct event_id id,
    struct api_event_patch_in *out);

/* What one date says otherwise than its series, which is in that zone. */
MUST_CHECK enum err api_import_date(struct api_import *c,
    const struct api_import_item *i, struct event_id id,
    struct api_event_patch_in *out);

#endif
