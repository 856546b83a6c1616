/*
 * One pass over the parameters instead of one linear search per name, and the
 * only place that knows their names. nginx before 1.23 sends a repeated header
 * as a repeated parameter.
 */
#include "http/param.h"

#include <string.h>

#include "base/attr.h"
#include "base/str.h"

#include "base/banned.h"

enum param {
	REQUEST_METHOD,
	REQUEST_URI,
	CONTENT_LENGTH,
	CONTENT_TYPE,
	REMOTE_ADDR,
	AUTHORIZATION,
	IDEMPOTENCY_KEY,
	IF_MATCH,
	IF_NONE_MATCH,
	ORIGIN,
	CORS_METHOD,
	CORS_HEADERS,
	USER_AGENT,
	COOKIE,
	FETCH_SITE,
	REQUEST_ID,
	HOST,
	HEADER_CONTENT_TYPE,
	BODY_FILE,
	PHASE,
	LENGTH,
	SEND,
	N_PARAMS
};

/* Not every web server bounds them by their number. */
enum { HEADERS_MAX = 100 };

#define NAME(text) text, sizeof(text) - 1

static const struct {
	const char *name;
	size_t len;
	bool repeats; /* harmless when repeated: the first one counts */
} params[N_PARAMS] = {
	[REQUEST_METHOD] = { NAME("REQUEST_METHOD"), false },
	[REQUEST_URI] = { NAME("REQUEST_URI"), false },
	[CONTENT_LENGTH] = { NAME("CONTENT_LENGTH"), false },
	[CONTENT_TYPE] = { NAME("CONTENT_TYPE"), false },
	[REMOTE_ADDR] = { NAME("REMOTE_ADDR"), false },
	[AUTHORIZATION] = { NAME("HTTP_AUTHORIZATION"), false },
	[IDEMPOTENCY_KEY] = { NAME("HTTP_IDEMPOTENCY_KEY"), false },
	[IF_MATCH] = { NAME("HTTP_IF_MATCH"), false },
	[IF_NONE_MATCH] = { NAME("HTTP_IF_NONE_MATCH"), true },
	[ORIGIN] = { NAME("HTTP_ORIGIN"), false },
	[CORS_METHOD] = { NAME("HTTP_ACCESS_CONTROL_REQUEST_METHOD"), true },
	[CORS_HEADERS] = { NAME("HTTP_ACCESS_CONTROL_REQUEST_HEADERS"), true },
	[USER_AGENT] = { NAME("HTTP_USER_AGENT"), true },
	[COOKIE] = { NAME("HTTP_COOKIE"), true },
	[FETCH_SITE] = { NAME("HTTP_SEC_FETCH_SITE"), false },
	[REQUEST_ID] = { NAME("HTTP_X_REQUEST_ID"), true },
	[HOST] = { NAME("HTTP_HOST"), false },
	/* of the web server, where it writes bodies to files itself; what a
	 * client sends is called HTTP_... */
	[BODY_FILE] = { NAME("HEARTH_BODY_FILE"), false },
	[PHASE] = { NAME("HEARTH_PHASE"), false },
	[LENGTH] = { NAME("HEARTH_LENGTH"), false },
	[SEND] = { NAME("HEARTH_SEND"), false },
	/* nginx sends this one beside CONTENT_TYPE */
	[HEADER_CONTENT_TYPE] = { NAME("HTTP_CONTENT_TYPE"), false },
};

/* N_PARAMS when the name is none of ours. */
static enum param
find_param(const char *name, size_t len)
{
	size_t i = 0;

	while (i < N_PARAMS && !(params[i].len == len &&
				   memcmp(params[i].name, name, len) == 0))
		i++;
	return (enum param)i;
}

static void
collect(struct http_request *r, char *const *envp, const char **values)
{
	size_t n_headers = 0;

	for (; *envp; envp++) {
		const char *equals = strchr(*envp, '=');
		enum param p;

		n_headers += strncmp(*envp, "HTTP_", 5) == 0;
		if (!equals)
			continue;
		p = find_param(*envp, (size_t)(equals - *envp));
		if (p == N_PARAMS || (values[p] && params[p].repeats))
			continue;
		if (values[p])
			fault(r->fault, ERR_BAD_REQUEST,
			    "%s was sent more than once.", params[p].name);
		values[p] = equals + 1;
		if (str_has_control(values[p])) {
			fault(r->fault, ERR_BAD_REQUEST,
			    "%s has a control character.", params[p].name);
			values[p] = ""; /* nobody may meet it */
		}
	}
	if (n_headers > HEADERS_MAX)
		fault(r->fault, ERR_BAD_REQUEST,
		    "There are more than %d headers.", HEADERS_MAX);
}

/* nginx sends an absent value as an empty one. */
static const char *
or_null(const char *value)
{
	return value && *value ? value : NULL;
}

/* Before it stores a body the web server asks whether it may. */
static void
read_phase(struct http_request *r, const char *phase, const char *length)
{
	r->is_ask = str_eq(phase, "ask");
	if (!r->is_ask)
		return;
	r->body_size = HTTP_SIZE_UNKNOWN;
	if (length && !str_to_int(length, 0, INT64_MAX, &r->body_size))
		fault(r->fault, ERR_BAD_REQUEST,
		    "Content-Length is not a number.");
}

void
http_params_read(
    struct http_request *r, char *const *envp, const char **content_length)
{
	const char *values[N_PARAMS] = { NULL };

	collect(r, envp, values);
	*content_length = or_null(values[CONTENT_LENGTH]);
	http_request_set_id(r, values[REQUEST_ID]);
	r->method = values[REQUEST_METHOD]
			? http_method_parse(values[REQUEST_METHOD])
			: HTTP_UNKNOWN_METHOD;
	if (values[REMOTE_ADDR])
		r->remote_address = values[REMOTE_ADDR];
	r->content_type = or_null(values[CONTENT_TYPE]);
	r->authorization = or_null(values[AUTHORIZATION]);
	r->idempotency_key = values[IDEMPOTENCY_KEY]; /* "" is a bad key */
	r->if_match = or_null(values[IF_MATCH]);
	r->if_none_match = or_null(values[IF_NONE_MATCH]);
	r->origin = or_null(values[ORIGIN]);
	r->cors_method = or_null(values[CORS_METHOD]);
	r->cors_headers = or_null(values[CORS_HEADERS]);
	r->user_agent = or_null(values[USER_AGENT]);
	r->cookie = or_null(values[COOKIE]);
	r->fetch_site = or_null(values[FETCH_SITE]);
	r->body_file = or_null(values[BODY_FILE]);
	r->sends_by = or_null(values[SEND]);
	r->params = envp;
	read_phase(r, values[PHASE], or_null(values[LENGTH]));
	if (!r->fault->err && values[REQUEST_URI] &&
	    http_request_set_uri(r, values[REQUEST_URI], r->fault))
		return; /* it is in the fault */
	if (!values[REQUEST_URI])
		fault(r->fault, ERR_BAD_REQUEST,
		    "The web server did not pass REQUEST_URI.");
}
