/*
 * Whom a door means: by a code, by a ticket, by what was read out, by who
 * somebody is.
 */
#ifndef APP_CHECK_IN_SCAN_H
#define APP_CHECK_IN_SCAN_H

#include "app/check_in.h"
#include "app/check_in_party.h"
#include "crypt/entry.h"

/* How somebody was named, as far as that can be said of the item alone. */
enum app_check_in_by {
	APP_CHECK_IN_NOBODY, /* by what is no code of this event */
	APP_CHECK_IN_TICKET,
	APP_CHECK_IN_SHORT_CODE,
	APP_CHECK_IN_PERSON
};

struct app_check_in_scan {
	const struct app_check_in_item *item;
	enum app_check_in_by by;
	struct crypt_entry entry; /* of a code: what it says */
	bool is_code;		  /* entry is there, whoever signed it */
	struct event_ticket_id ticket;
	struct user_id user;
	const char *short_code;
	/* whom it has found; NULL: nobody of this event */
	struct app_check_in_person *person;
	const struct q_check_in_party_row *row; /* their ticket; NULL: any */
};

/* Reads n items. A code of another event names nobody. ERR_VALIDATION_FAILED
 * for one that names in two ways. */
MUST_CHECK enum err app_check_in_scan_read(struct call *call,
    struct event_id event, const struct app_check_in_item *items, size_t n,
    struct app_check_in_scan *scans);

/* Reads the people whom they name (nonces: as people_read), and finds them. */
MUST_CHECK enum err app_check_in_scan_find(struct app_check_in_people *people,
    struct app_check_in_scan *scans, size_t n, const char *nonces);

/* Of those who have found nobody: where what they name belongs. results[i] is
 * CHECK_IN_RESULT_WRONG_DATE, WRONG_EVENT or UNKNOWN for each of them. */
MUST_CHECK enum err app_check_in_scan_elsewhere(struct call *call,
    struct event_id event, const struct app_check_in_scan *scans, size_t n,
    enum check_in_result *results);

#endif
