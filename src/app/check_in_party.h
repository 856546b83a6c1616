/*
 * People of an event who are about to be let in or out, with all that was
 * reported of them so far.
 */
#ifndef APP_CHECK_IN_PARTY_H
#define APP_CHECK_IN_PARTY_H

#include "app/call.h"
#include "generated/id/event.h"
#include "generated/query/check_in.h"
#include "rule/check_in.h"

/* Of what names one in a list, as it is written: an id, what was read out, or a
 * nonce of 64 characters. */
enum { APP_CHECK_IN_NAME_BYTES = 160 };

/* Something that was reported, before now or now. */
struct app_check_in_said {
	struct rule_check_in rule; /* first: a person's are lists of these */
	struct check_in_id id;
	struct event_ticket_id ticket; /* nil: of a party */
	const char *door;
	bool is_new;
	/* what is kept of one that is not new */
	enum check_in_result result;
	int64_t moved, arrivals;
};

/* Somebody, and who comes with them. */
struct app_check_in_person {
	const struct q_check_in_party_row *rows; /* one at the least */
	size_t n_rows;
	struct rule_check_in_party party; /* a place for each row with a
					     ticket */
	int64_t valid;			  /* tickets that let somebody in */
	struct rule_check_in **all;
	size_t n_all, size_all;
};

struct app_check_in_people {
	struct call *call;
	struct event_id event;
	bool is_over; /* who came is settled, and is anew */
	bool is_new;  /* they were read, and nothing was reported of them */
	const struct q_check_in_party_row *rows;
	size_t n_rows;
	struct app_check_in_person *v; /* by their ids */
	size_t n;
	const struct q_check_in_past_row *past;
	size_t n_past;
};

/* All need a transaction in which the event is locked. */

/* Reads whom tickets of the event, what was read out of some, and ids name:
 * JSON arrays; also whether there is anything that read_past would, by nonces
 * too. */
MUST_CHECK enum err app_check_in_people_read(struct app_check_in_people *p,
    const char *tickets, const char *codes, const char *users,
    const char *nonces);
/* Reads what was reported of them so far, and by nonces (a JSON array),
 * whomever that is of; there is room for so many more of each person. */
MUST_CHECK enum err app_check_in_people_read_past(
    struct app_check_in_people *p, const char *nonces, size_t more);

/* One of them; NULL: nobody who has to do with the event. */
struct app_check_in_person *app_check_in_people_find(
    const struct app_check_in_people *p, struct user_id user);

/* One more of a person; ERR_RATE_LIMITED when there are RULE_CHECK_IN_MAX. */
MUST_CHECK enum err app_check_in_person_add(struct call *call,
    struct app_check_in_person *person, struct app_check_in_said *said);

/* Lets all of it happen again, and writes what comes of it by now. */
MUST_CHECK enum err app_check_in_people_settle(struct app_check_in_people *p);

#endif
