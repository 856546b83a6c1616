/*
 * What a date of a series may say otherwise than the series.
 */
#ifndef RULE_SERIES_H
#define RULE_SERIES_H

/* Bits of event.overrides. */
enum rule_series_override {
	RULE_SERIES_TITLE = 1,
	RULE_SERIES_DESCRIPTION = 2,
	RULE_SERIES_PLACE = 4,
	RULE_SERIES_ONLINE_URL = 8,
	RULE_SERIES_IMAGE = 16,
	RULE_SERIES_TIME = 32,
	RULE_SERIES_CAPACITY = 64,
	RULE_SERIES_ANSWERS = 128, /* the waitlist, parties, who sees answers */
	/* not said by anybody: it was cancelled with its series */
	RULE_SERIES_CANCELLED = 256,
	RULE_SERIES_CLOSING = 512, /* until when it is answered */

	RULE_SERIES_WORDS = RULE_SERIES_TITLE | RULE_SERIES_DESCRIPTION |
			    RULE_SERIES_PLACE, /* what it is found by */
	/* a date that says one of these has a whole document of its own */
	RULE_SERIES_WHOLE = RULE_SERIES_WORDS | RULE_SERIES_ONLINE_URL |
			    RULE_SERIES_IMAGE | RULE_SERIES_ANSWERS
};

#endif
