#include "t/api/line.h"

#include "generated/query/rsvp.h"
#include "generated/query/seats.h"
#include "rule/seats.h"
#include "t/lib/given.h"

#include "base/banned.h"

static void
expect_none_fits(const char *event, const struct q_seats_lock_row *seats,
    const struct q_rsvp_waiting_row *waiting, size_t n)
{
	int64_t left = seats->capacity.v - seats->taken;

	for (size_t i = 0; seats->capacity.set && i < n; i++) {
		cr_expect(waiting[i].party_size > left,
		    "%s: a party of %ld waits at place %zu, %ld seats are free",
		    event, (long)waiting[i].party_size, i + 1, (long)left);
		if (waiting[i].passed >= RULE_SEATS_PASSES_MAX &&
		    waiting[i].party_size <= seats->capacity.v)
			break; /* the others wait for this one */
	}
}

void
expect_line(const char *event)
{
	struct q_rsvp_waiting_row *waiting;
	struct q_seats_lock_row seats;
	struct user_id nobody = { 0 };
	struct event_id id;
	size_t n;

	cr_assert(uuid_parse(event, &id.v));
	cr_assert(q_seats_lock(given_db(), .event = id, &seats) == ERR_OK);
	cr_expect(seats.taken == seats_in_rows(id),
	    "%s: %ld seats taken, rows say %ld", event, (long)seats.taken,
	    (long)seats_in_rows(id));
	cr_expect(!seats.capacity.set || seats.taken <= seats.capacity.v,
	    "%s: oversold", event);
	cr_assert(q_rsvp_waiting(given_db(), .event = id, .after = 0,
		      .after_user = nobody, .party_max = INT64_MAX,
		      .limit = 1000, &waiting, &n) == ERR_OK);
	cr_expect(seats.waiting == (int64_t)n, "%s: %ld wait, rows say %zu",
	    event, (long)seats.waiting, n);
	if (seats.status == EVENT_STATUS_PUBLISHED)
		expect_none_fits(event, &seats, waiting, n);
}
