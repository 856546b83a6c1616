/*
 * The language that tests speak to Hearth in, the same over HTTP and in
 * process:
 *
 *	given_event("e", .by = "ann", .capacity = 1);
 *	cr_expect(eq(int, as("bob", PUT, "/events/%s/rsvps/me "
 *	    "{'status': 'attending'}", id("e")), 200));
 *	cr_expect(eq(str, body("/status"), "attending"));
 *
 * A format holds the path below /api/v1 (or "//path" for one outside of it)
 * and, after a space, a JSON body in which ' stands for " (in the format, not
 * in the arguments). Every response is held against the contract; one that it
 * does not allow ends the test. Texts returned live until the test ends.
 */
#ifndef T_LIB_TALK_H
#define T_LIB_TALK_H

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/str.h"
#include "t/lib/response.h"
#include "t/lib/contract.h"

#define GET	"GET"
#define HEAD	"HEAD"
#define POST	"POST"
#define PUT	"PUT"
#define PATCH	"PATCH"
#define DELETE	"DELETE"
#define OPTIONS "OPTIONS"

enum { TALK_HEADERS = 16 };

struct talk_header {
	const char *name, *value;
};

struct talk_request {
	const char *method, *target;
	const char *body; /* NULL: none */
	size_t len;
	struct talk_header headers[TALK_HEADERS];
	size_t n_headers;
};

/* Sends the request and fills the response. */
typedef void (*talk_send_fn)(
    void *ctx, const struct talk_request *, struct response *);
/* The Authorization header of a user, "Bearer ...". */
typedef char *(*talk_login_fn)(void *ctx, const char *user);

/* Begins a conversation. The contract is read from generated/openapi.json. */
void talk_open(talk_send_fn, talk_login_fn, void *ctx);
void talk_close(void);
/* The contract that answers are held against. */
const struct contract *talk_contract(void);

/* Where the next request stands in the test; used by the macros. */
void talk_at(const char *file, int line);
int talk_as(const char *user, const char *method, const char *format, ...)
    FORMAT_LIKE(3, 4);
int talk_anonymous(const char *method, const char *format, ...)
    FORMAT_LIKE(2, 3);

/* What a test takes for granted: the thing that this POST as a user makes;
 * id(name) is its id. Anything but 201 ends the test. */
void talk_given(const char *name, const char *user, const char *format, ...)
    FORMAT_LIKE(3, 4);

/* given("c", "ann", "/clusters {'name': 'x'}") */
#define given(...) (talk_at(__FILE__, __LINE__), talk_given(__VA_ARGS__))
/* Asks as a user, who is made when first named; returns the status. */
#define as(...) (talk_at(__FILE__, __LINE__), talk_as(__VA_ARGS__))
/* Asks as nobody. */
#define anonymous(...) \
	(talk_at(__FILE__, __LINE__), talk_anonymous(__VA_ARGS__))
/* A header for the next request; one of as() is not sent when it is set here,
 * a value of NULL sends none. */
void with(const char *header, const char *value);
/* A body for the next request, byte for byte. */
void with_body(const char *content_type, const void *p, size_t len);

/* The last response. */
const struct response *response(void);
/* The value at a JSON pointer, see answer_text. */
char *body(const char *pointer);
long body_int(const char *pointer);
/* Elements of the array at pointer, -1 when it is none. */
int body_count(const char *pointer);
/* A header's value, "(none)" when there is none. */
char *header(const char *name);
/* The code of a problem, "(none)" when it is none. */
char *problem_code(void);
/* The code that "errors" has for a pointer, "(none)" when it has no such. */
char *error_at(const char *pointer);
/* The target of the Link header with rel="next", NULL when there is none: for
 * as(user, GET, "/%s", next_page()). */
char *next_page(void);
/* Whether anything in the body or headers contains text. */
bool response_contains(const char *text);

/* Names the resource of the last response (its /id) for id(). */
void keep(const char *name);
/* The id of what was named so; a test that names nothing ends. */
char *id(const char *name);
/* Gives a name to an id. */
void keep_id(const char *name, const char *value);
bool is_kept(const char *name);
/* Formatted text that lives until the test ends. */
char *text(const char *format, ...) FORMAT_LIKE(1, 2);
/* JSON with ' for ", as it is sent; it lives as long. */
char *quoted(const char *json);

/* What a request should have answered; a failure shows the whole answer. */
#define expect(status, request)                                           \
	do {                                                              \
		int got_ = (request);                                     \
		cr_expect(got_ == (status), "%d instead of %d: %s", got_, \
		    (status), response()->body);                          \
	} while (0)
#define expect_problem(status, code, request)      \
	do {                                       \
		expect(status, request);           \
		expect_text(code, problem_code()); \
	} while (0)
#define expect_text(expected, actual)                                          \
	do {                                                                   \
		const char *got_ = (actual), *want_ = (expected);              \
		cr_expect(str_eq(got_, want_), "\"%s\" instead of \"%s\": %s", \
		    got_, want_, response()->body);                            \
	} while (0)
#define expect_int(expected, actual)                                     \
	do {                                                             \
		long got_ = (actual), want_ = (expected);                \
		cr_expect(got_ == want_, "%ld instead of %ld: %s", got_, \
		    want_, response()->body);                            \
	} while (0)

#endif
