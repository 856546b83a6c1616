/*
 * One line per request for the operator.
 */
#ifndef HTTP_ACCESS_H
#define HTTP_ACCESS_H

#include "base/fault.h"
#include "base/uuid.h"
#include "http/request.h"
#include "http/response.h"
#include "generated/id/user.h"

struct http_access {
	const struct http_request *request;
	const struct http_response *response;
	const char *path;      /* instead of the request's own, which holds
				  a secret; or NULL */
	const char *operation; /* operationId; NULL when no route matched */
	int64_t took_us;
	struct user_id user; /* the caller; nil: nobody */
	const struct fault
	    *fault; /* what the response was made from, or NULL */
};

/*
 * Writes one JSON object and a newline to the log with one write(2), at level
 * error for a status of 500 or more, else info. The query string, headers and
 * bodies are left out: they hold tokens and people's data.
 */
void http_access_log(const struct http_access *a);

#endif
