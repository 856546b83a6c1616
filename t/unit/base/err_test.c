/*
 * The table of errors: what clients rely on must not change by accident.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "base/attr.h"
#include "base/err.h"

#include "base/banned.h"

Test(base_err, success_is_zero_and_200)
{
	cr_expect(eq(int, ERR_OK, 0));
	cr_expect(eq(int, err_status(ERR_OK), 200));
	cr_expect(eq(str, (char *)err_code(ERR_OK), "ok"));
}

Test(base_err, every_row_is_complete)
{
	for (enum err e = ERR_OK + 1; e < ERR_COUNT; e++) {
		const char *code = err_code(e);

		cr_expect(err_status(e) >= 400 && err_status(e) < 600);
		cr_expect(strlen(code) > 0 &&
			      strspn(code, "abcdefghijklmnopqrstuvwxyz_") ==
				  strlen(code),
		    "%s", code);
		cr_expect(gt(sz, strlen(err_title(e)), 0));
	}
}

Test(base_err, no_two_rows_share_code_and_status)
{
	for (enum err a = ERR_OK + 1; a < ERR_COUNT; a++)
		for (enum err b = a + 1; b < ERR_COUNT; b++)
			cr_expect(err_status(a) != err_status(b) ||
				      strcmp(err_code(a), err_code(b)) != 0,
			    "%s", err_code(a));
}

Test(base_err, statuses_are_those_of_the_interface)
{
	static const struct {
		enum err err;
		int status;
		char code[32];
	} cases[] = {
		{ ERR_BAD_JSON, 400, "bad_json" },
		{ ERR_NOT_AUTHENTICATED, 401, "not_authenticated" },
		{ ERR_FORBIDDEN, 403, "forbidden" },
		{ ERR_NOT_FOUND, 404, "not_found" },
		{ ERR_EVENT_FULL, 409, "event_full" },
		{ ERR_PRECONDITION_FAILED, 412, "precondition_failed" },
		{ ERR_VALIDATION_FAILED, 422, "validation_failed" },
		{ ERR_RATE_LIMITED, 429, "rate_limited" },
		{ ERR_DATABASE_UNAVAILABLE, 503, "database_unavailable" },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		cr_expect(eq(int, err_status(cases[i].err), cases[i].status));
		cr_expect(eq(str, (char *)err_code(cases[i].err),
		    (char *)cases[i].code));
	}
}
