/*
 * Price rules as a table: what each way to pay wants of the two prices.
 */
#include "rule/ticket_type.h"

#include "base/banned.h"

enum want { NONE, ANY, NEEDED };

static const struct {
	enum want price, min_price;
	int64_t least; /* of what is needed */
} rules[] = {
	[PAYMENT_TYPE_FREE] = { NONE, NONE, 0 },
	[PAYMENT_TYPE_PAID] = { NEEDED, NONE, 1 },
	[PAYMENT_TYPE_DONATION] = { ANY, NEEDED, 0 },
};

static void
check_price(enum payment_type type, enum want want, const char *pointer,
    struct opt_int price, struct fault *f)
{
	const char *word = payment_type_text(type);

	if (price.set && want == NONE)
		fault_item(f, ERR_VALIDATION_FAILED, pointer, "unexpected",
		    "What is %s has none.", word);
	if (!price.set && want == NEEDED)
		fault_item(f, ERR_VALIDATION_FAILED, pointer, "required",
		    "What is %s has one.", word);
	if (price.set && want == NEEDED && price.v < rules[type].least)
		fault_item(f, ERR_VALIDATION_FAILED, pointer, "minimum",
		    "Must be more than nothing.");
}

enum err
rule_ticket_type_check(const struct rule_ticket_type *type, struct fault *f)
{
	enum payment_type how = type->payment_type;

	check_price(how, rules[how].price, "/price", type->price, f);
	check_price(
	    how, rules[how].min_price, "/min_price", type->min_price, f);
	if (how == PAYMENT_TYPE_DONATION && type->price.set &&
	    type->min_price.set && type->price.v < type->min_price.v)
		fault_item(f, ERR_VALIDATION_FAILED, "/price", "minimum",
		    "Must not be below min_price.");
	if (type->sales_opens_at.set && type->sales_closes_at.set &&
	    type->sales_closes_at.v <= type->sales_opens_at.v)
		fault_item(f, ERR_VALIDATION_FAILED, "/sales_closes_at",
		    "end_before_start", "Must be after sales_opens_at.");
	return f->n_items ? fault(f, ERR_VALIDATION_FAILED,
				"The ticket type cannot be sold like this.")
			  : ERR_OK;
}
