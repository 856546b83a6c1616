/*
 * Checks that need more than the contract's tables.
 */
#include "api/condition.h"

#include "api/exchange.h"
#include "http/etag.h"

#include "base/banned.h"

enum err
api_condition_check(struct call *call, int64_t version)
{
	const char *if_match = api_exchange_of(call)->request->if_match;

	if (!if_match || http_etag_has_version(if_match, version))
		return ERR_OK;
	return fault(call->fault, ERR_PRECONDITION_FAILED,
	    "It has been changed since you read it; read it again.");
}

enum err
api_condition_timezone(struct call *call, const char *pointer)
{
	fault_item(call->fault, ERR_TIMEZONE_UNKNOWN, pointer,
	    "timezone_unknown", "Use a name of the IANA time zone database.");
	return fault(
	    call->fault, ERR_TIMEZONE_UNKNOWN, "The time zone is not known.");
}

enum err
api_condition_mismatch(struct call *call, const char *pointer)
{
	fault_item(call->fault, ERR_VALIDATION_FAILED, pointer, "mismatch",
	    "The passwords differ.");
	return fault(
	    call->fault, ERR_VALIDATION_FAILED, "The passwords differ.");
}
