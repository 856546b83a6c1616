/*
 * What a ticket type may say.
 */
#include "rule/ticket_type.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/str.h"

#include "base/banned.h"

#define NONE             \
	{                \
		false, 0 \
	}
#define COSTS(n)        \
	{               \
		true, n \
	}

static const struct {
	struct rule_ticket_type type;
	char wrong[24]; /* the member; empty: it is fine */
} cases[] = {
	{ { PAYMENT_TYPE_FREE, NONE, NONE, NONE, NONE }, "" },
	{ { PAYMENT_TYPE_FREE, COSTS(0), NONE, NONE, NONE }, "/price" },
	{ { PAYMENT_TYPE_FREE, NONE, COSTS(0), NONE, NONE }, "/min_price" },
	{ { PAYMENT_TYPE_PAID, COSTS(1), NONE, NONE, NONE }, "" },
	{ { PAYMENT_TYPE_PAID, COSTS(0), NONE, NONE, NONE }, "/price" },
	{ { PAYMENT_TYPE_PAID, NONE, NONE, NONE, NONE }, "/price" },
	{ { PAYMENT_TYPE_PAID, COSTS(5), COSTS(1), NONE, NONE }, "/min_price" },
	{ { PAYMENT_TYPE_DONATION, NONE, COSTS(0), NONE, NONE }, "" },
	{ { PAYMENT_TYPE_DONATION, COSTS(5), COSTS(5), NONE, NONE }, "" },
	{ { PAYMENT_TYPE_DONATION, COSTS(4), COSTS(5), NONE, NONE }, "/price" },
	{ { PAYMENT_TYPE_DONATION, COSTS(4), NONE, NONE, NONE }, "/min_price" },
	{ { PAYMENT_TYPE_FREE, NONE, NONE, COSTS(7), COSTS(8) }, "" },
	{ { PAYMENT_TYPE_FREE, NONE, NONE, COSTS(7), COSTS(7) },
	    "/sales_closes_at" },
};

Test(rule_ticket_type, prices_go_by_how_it_is_paid)
{
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct fault f = { 0 };
		enum err err = rule_ticket_type_check(&cases[i].type, &f);

		cr_expect(
		    err == (cases[i].wrong[0] ? ERR_VALIDATION_FAILED : ERR_OK),
		    "case %zu", i);
		cr_expect(str_eq(f.items[0].pointer, cases[i].wrong),
		    "case %zu: %s", i, f.items[0].pointer);
	}
}
