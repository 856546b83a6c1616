/*
 * What Stripe is asked, and what it says.
 */
#include "pay/stripe.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "pay/amount.h"

#include "base/banned.h"

static struct arena arena;

static void
begin(void)
{
	arena_init(&arena, 1 << 20);
}

static void
end(void)
{
	arena_release(&arena);
}

TestSuite(pay_stripe, .init = begin, .fini = end);

Test(pay_stripe, an_order_is_a_form)
{
	static const struct pay_item items[] = { { "M\xc3\xbcsli & co", 2,
						     750 },
		{ "Free", 1, 0 }, { "Gift", 1, 100 } };
	struct pay_order order = { .reservation = "r1",
		.title = "A b",
		.currency = "EUR",
		.items = items,
		.n = N_OF(items),
		.email = "a+b@x.org",
		.ends_us = 1700000000 * CLOCK_SECOND_US,
		.success_url = "https://x.org/?a=b",
		.cancel_url = "https://x.org/" };
	const char *form;

	cr_assert(pay_stripe.order(&order, &arena, &form));
	cr_expect(eq(str, (char *)form,
	    "mode=payment"
	    "&line_items%5B0%5D%5Bquantity%5D=2"
	    "&line_items%5B0%5D%5Bprice_data%5D%5Bcurrency%5D=eur"
	    "&line_items%5B0%5D%5Bprice_data%5D%5Bunit_amount%5D=750"
	    "&line_items%5B0%5D%5Bprice_data%5D%5Bproduct_data%5D%5Bname%5D="
	    "M%C3%BCsli+%26+co"
	    "&line_items%5B0%5D%5Bprice_data%5D%5Bproduct_data%5D"
	    "%5Bdescription%5D=A+b"
	    "&line_items%5B1%5D%5Bquantity%5D=1"
	    "&line_items%5B1%5D%5Bprice_data%5D%5Bcurrency%5D=eur"
	    "&line_items%5B1%5D%5Bprice_data%5D%5Bunit_amount%5D=100"
	    "&line_items%5B1%5D%5Bprice_data%5D%5Bproduct_data%5D%5Bname%5D="
	    "Gift"
	    "&line_items%5B1%5D%5Bprice_data%5D%5Bproduct_data%5D"
	    "%5Bdescription%5D=A+b"
	    "&client_reference_id=r1&metadata%5Breservation_id%5D=r1"
	    "&payment_intent_data%5Bmetadata%5D%5Breservation_id%5D=r1"
	    "&customer_email=a%2Bb%40x.org&expires_at=1700000000"
	    "&success_url=https%3A%2F%2Fx.org%2F%3Fa%3Db"
	    "&cancel_url=https%3A%2F%2Fx.org%2F"));
	order.currency = "KWD"; /* in whole tens alone */
	order.items = &(struct pay_item){ "x", 1, 5125 };
	order.n = 1;
	cr_expect(pay_stripe.order(&order, &arena, &form) == false);
}

Test(pay_stripe, amounts_are_counted_as_it_does)
{
	static const struct {
		char currency[4];
		int64_t minor, stripe; /* -1: not possible */
	} cases[] = { { "EUR", 750, 750 }, { "JPY", 500, 500 },
		{ "ISK", 5, 500 }, { "UGX", 1, 100 }, { "MGA", 700, 7 },
		{ "MGA", 750, -1 }, { "KWD", 5120, 5120 }, { "KWD", 5124, -1 },
		{ "EUR", -1, -1 } };

	for (size_t i = 0; i < N_OF(cases); i++) {
		int64_t amount;

		cr_assert(
		    pay_amount_to_stripe(cases[i].currency, cases[i].minor,
			&amount) == (cases[i].stripe >= 0),
		    "case %zu", i);
		if (cases[i].stripe < 0)
			continue;
		cr_expect(eq(i64, amount, cases[i].stripe), "case %zu", i);
		cr_expect(
		    eq(i64, pay_amount_of_stripe(cases[i].currency, amount),
			cases[i].minor),
		    "case %zu", i);
	}
	cr_expect(eq(i64, pay_amount_of_stripe("ISK", 550), -1));
}

#define SESSION(members)                                       \
	"{\"object\":\"checkout.session\",\"id\":\"cs_1\","    \
	"\"client_reference_id\":\"r1\",\"amount_total\":750," \
	"\"currency\":\"eur\"" members "}"
#define PAID   ",\"status\":\"complete\",\"payment_status\":\"paid\""
#define UNPAID ",\"status\":\"complete\",\"payment_status\":\"unpaid\""
#define CHARGE ",\"payment_intent\":\"pi_1\""
#define REFUND(status)                                               \
	"{\"object\":\"refund\",\"id\":\"re_1\",\"payment_intent\":" \
	"\"pi_1\",\"amount\":300,\"currency\":\"eur\",\"metadata\":" \
	"{\"payment_id\":\"p1\"},\"status\":\"" status "\"}"

Test(pay_stripe, deliveries_are_read_by_their_type)
{
	static const struct {
		const char *type, *object;
		enum pay_kind kind;
		enum pay_refund_status status;
	} cases[] = {
		{ "checkout.session.completed", SESSION(PAID CHARGE), PAY_PAID,
		    PAY_REFUND_PENDING },
		{ "checkout.session.completed", SESSION(UNPAID CHARGE),
		    PAY_PENDING, PAY_REFUND_PENDING },
		{ "checkout.session.async_payment_succeeded",
		    SESSION(PAID CHARGE), PAY_PAID, PAY_REFUND_PENDING },
		{ "checkout.session.async_payment_failed",
		    SESSION(UNPAID CHARGE), PAY_FAILED, PAY_REFUND_PENDING },
		{ "checkout.session.expired",
		    SESSION(",\"status\":\"expired\""), PAY_EXPIRED,
		    PAY_REFUND_PENDING },
		{ "refund.created", REFUND("pending"), PAY_REFUND,
		    PAY_REFUND_PENDING },
		{ "refund.updated", REFUND("succeeded"), PAY_REFUND,
		    PAY_REFUND_SUCCEEDED },
		{ "charge.refund.updated", REFUND("canceled"), PAY_REFUND,
		    PAY_REFUND_FAILED },
		{ "refund.failed", REFUND("failed"), PAY_REFUND,
		    PAY_REFUND_FAILED },
		{ "charge.refunded",
		    "{\"object\":\"charge\",\"payment_intent\":\"pi_1\"}",
		    PAY_LOOK, PAY_REFUND_PENDING },
		{ "customer.created", "{\"object\":\"customer\"}", PAY_NOTHING,
		    PAY_REFUND_PENDING },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		const char *text = arena_printf(&arena,
		    "{\"id\":\"evt_1\",\"type\":\"%s\",\"data\":{\"object\":"
		    "%s}}",
		    cases[i].type, cases[i].object);
		const struct json_value *event;
		struct fault f = { 0 };
		struct pay_fact fact;

		cr_assert(json_parse(&arena, text, strlen(text), &f, &event) ==
			  ERR_OK);
		cr_assert(pay_stripe.read_event(event, &fact), "%s", text);
		cr_expect(eq(int, fact.kind, cases[i].kind), "%s", text);
		cr_expect(eq(str, (char *)fact.event, "evt_1"));
		if (fact.kind == PAY_REFUND) {
			cr_expect(eq(int, fact.refund_status, cases[i].status));
			cr_expect(eq(i64, fact.amount_minor, 300));
			cr_expect(eq(str, (char *)fact.ours, "p1"));
		}
		if (fact.session) {
			cr_expect(eq(str, fact.currency, "EUR"));
			cr_expect(eq(i64, fact.amount_minor, 750));
			cr_expect(eq(str, (char *)fact.reservation, "r1"));
		}
	}
}

Test(pay_stripe, what_is_none_of_its_objects_is_not_understood)
{
	static const char *const texts[] = { "[]", "{}", "{\"object\":7}",
		"{\"object\":\"event\"}", SESSION(PAID), /* of no charge */
		SESSION(",\"status\":\"other\""),
		"{\"object\":\"checkout.session\",\"status\":\"open\","
		"\"id\":\"cs/../1\"}",
		"{\"object\":\"checkout.session\",\"status\":\"open\","
		"\"id\":{}}",
		"{\"object\":\"refund\",\"id\":\"re_1\",\"amount\":1.5,"
		"\"currency\":\"eur\",\"payment_intent\":\"pi_1\"}" };

	for (size_t i = 0; i < N_OF(texts); i++) {
		const struct json_value *v;
		struct fault f = { 0 };
		struct pay_fact fact;

		cr_assert(json_parse(&arena, texts[i], strlen(texts[i]), &f,
			      &v) == ERR_OK);
		cr_expect(pay_stripe.read(v, &fact) == false, "%s", texts[i]);
		cr_expect(
		    pay_stripe.read_event(v, &fact) == false, "%s", texts[i]);
	}
}
