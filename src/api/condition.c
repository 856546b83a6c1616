/*
 * Checks that need more than the contract's tables.
 */
#include "api/condition.h"

#include "api/exchange.h"
#include "http/etag.h"

#include "base/banned.h"

bool
api_condition_is_given(const struct call *call)
{
	const struct http_request *r = api_exchange_of(call)->request;

	return r->if_match || r->if_none_match;
}

enum err
api_condition_check(struct call *call, int64_t version)
{
	const struct http_request *r = api_exchange_of(call)->request;

	if (r->if_match && !http_etag_has_version(r->if_match, version))
		return fault(call->fault, ERR_PRECONDITION_FAILED,
		    "It has been changed since you read it; read it again.");
	if (r->if_none_match &&
	    http_etag_names_version(r->if_none_match, version))
		return fault(call->fault, ERR_PRECONDITION_FAILED,
		    "It is there already.");
	return ERR_OK;
}

enum err
api_condition_check_absent(struct call *call)
{
	if (!api_exchange_of(call)->request->if_match)
		return ERR_OK;
	return fault(
	    call->fault, ERR_PRECONDITION_FAILED, "There is none yet.");
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
