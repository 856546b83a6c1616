/*
 * Pages where people pay that were opened before they were sealed: those where
 * nobody can pay any more are forgotten, nobody looks at them again.
 */
#include "db/migrate.h"
#include "generated/query/payment.h"
#include "generated/query/reservation.h"
#include "t/query/fixture.h"

#include "base/banned.h"

enum { BEFORE = 90 /* the version of the schema */ };

#define TIME INT64_C(1900000000000000)

/* As programs of before wrote them. */
static const struct db_query write_urls = QUERY(
    0, SAME_SQL("UPDATE checkout SET url = 'https://pay.example/' || ref"));

static struct reservation_id
add_page(struct event_id event, const char *ref)
{
	struct reservation_id id = { uuid_new() };
	const struct bytes none = { NULL, 0 };

	ok(q_reservation_add(on.db, .id = id, .event = event,
	    .user = fixture_user(ref), .is_offer = false, .persons = 1,
	    .total = 750, .currency = "EUR", .expires = TIME, .reference = ref,
	    .now = TIME, NULL));
	ok(q_checkout_add(on.db, .reservation = id, .provider = "stripe",
	    .request = "x", .now = TIME, NULL));
	ok(q_checkout_open(on.db, .reservation = id, .ref = ref,
	    .sealed_url = none, .look_at = TIME, NULL));
	return id;
}

static const char *
url_of(struct reservation_id id)
{
	struct q_checkout_url_row row;

	ok(q_checkout_url(on.db, .reservation = id, &row));
	return row.url;
}

Test_engines(query_payment_page, one_that_is_over_is_forgotten)
{
	struct user_id ann = fixture_user("ann@x.org");
	struct event_id event = fixture_event(.organizer_id = ann,
	    .start_time = TIME, .now = TIME);
	struct reservation_id open = add_page(event, "open"),
			      over = add_page(event, "over");

	ok(q_checkout_set_look(
	    on.db, .reservation = over, .look_at = { 0 }, NULL));
	ok(db_exec(on.db, (struct db_call){ &write_urls, NULL }, NULL));
	cr_expect_str_eq(url_of(over), "https://pay.example/over");
	fixture_take_any_schema();
	ok(db_migrate_down(
	    on.db, db_schema_expected() - BEFORE, false, NULL, NULL));
	ok(db_migrate_up(on.db, 0, false, NULL, NULL));
	cr_expect_null(url_of(over));
	cr_expect_str_eq(url_of(open), "https://pay.example/open");
}
