/*
 * Recording of what went wrong.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/fault.h"
#include "base/str.h"

#include "base/banned.h"

static struct fault f;

Test(base_fault, the_last_fault_is_kept)
{
	cr_expect(
	    eq(int, fault(&f, ERR_NOT_FOUND, "no %s", "event"), ERR_NOT_FOUND));
	cr_expect(
	    eq(int, fault(&f, ERR_EVENT_FULL, "%d left", 0), ERR_EVENT_FULL));
	cr_expect(eq(int, f.err, ERR_EVENT_FULL));
	cr_expect(eq(str, f.detail, "0 left"));
}

Test(base_fault, an_internal_cause_is_not_for_the_client)
{
	fault(&f, ERR_NOT_FOUND, "earlier");
	cr_expect(eq(int, fault_internal(&f, ERR_INTERNAL, "SELECT %d", 1),
	    ERR_INTERNAL));
	cr_expect(eq(str, f.detail, ""));
	cr_expect(eq(str, f.internal, "SELECT 1"));
}

Test(base_fault, items_add_up_and_the_first_error_wins)
{
	fault_item(&f, ERR_WEAK_PASSWORD, "/password", "no_digit", "a");
	cr_expect(eq(int,
	    fault_item(&f, ERR_VALIDATION_FAILED, "/title", "required",
		"%s is required", "title"),
	    ERR_WEAK_PASSWORD));
	cr_expect(eq(sz, f.n_items, 2));
	cr_expect(eq(str, f.items[1].pointer, "/title"));
	cr_expect(eq(str, f.items[1].code, "required"));
	cr_expect(eq(str, f.items[1].detail, "title is required"));
}

Test(base_fault, too_many_items_are_dropped)
{
	for (int i = 0; i < 2 * FAULT_ITEMS; i++)
		fault_item(&f, ERR_VALIDATION_FAILED, "/x", "c", "%d", i);
	cr_expect(eq(sz, f.n_items, FAULT_ITEMS));
	cr_expect(eq(str, f.items[FAULT_ITEMS - 1].detail, "31"));
}

Test(base_fault, what_is_cut_off_is_still_utf8)
{
	char text[2 * FAULT_TEXT];

	for (size_t pad = 0; pad < 4; pad++) {
		memset(text, 'x', pad);
		for (size_t i = pad; i + 4 < sizeof(text); i += 4)
			memcpy(text + i, "\xf0\x9f\x94\xa5", 5);
		fault(&f, ERR_BAD_JSON, "%s", text);
		cr_expect(str_is_utf8(f.detail, strlen(f.detail)));
		cr_expect(gt(sz, strlen(f.detail), FAULT_TEXT - 5));
		fault_internal(&f, ERR_INTERNAL, "%s", text);
		cr_expect(str_is_utf8(f.internal, strlen(f.internal)));
		f.n_items = 0;
		fault_item(&f, ERR_BAD_JSON, text, "c", "%s", text);
		cr_expect(str_is_utf8(
		    f.items[0].pointer, strlen(f.items[0].pointer)));
		cr_expect(
		    str_is_utf8(f.items[0].detail, strlen(f.items[0].detail)));
	}
}

Test(base_fault, clearing_forgets_everything)
{
	fault_internal(&f, ERR_INTERNAL, "x");
	fault_item(&f, ERR_INTERNAL, "/x", "c", "d");
	f.retry_after_s = 3;
	str_copy(f.members, sizeof(f.members), "\"from\":\"draft\"");
	fault_clear(&f);
	cr_expect(eq(int, f.err, ERR_OK));
	cr_expect(eq(str, f.detail, ""));
	cr_expect(eq(str, f.internal, ""));
	cr_expect(eq(str, f.members, ""));
	cr_expect(eq(int, f.retry_after_s, 0));
	cr_expect(eq(sz, f.n_items, 0));
}
