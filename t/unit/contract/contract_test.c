/*
 * Answers against a small contract, and the report of what was never seen.
 */
#include "t/lib/contract.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attr.h"
#include "t/lib/coverage.h"
#include "t/lib/memory.h"

#include "base/banned.h"

static const char document[] =
    "{\"paths\":{"
    "\"/things/{id}\":{\"get\":{\"operationId\":\"thing_get\","
    "\"x-errors\":[\"not_found\"],"
    "\"responses\":{"
    "\"200\":{\"headers\":{\"ETag\":{},\"Link\":{}},"
    "\"content\":{\"application/json\":{\"schema\":"
    "{\"$ref\":\"#/components/schemas/Thing\"}}}},"
    "\"404\":{\"$ref\":\"#/components/responses/Problem\"},"
    "\"503\":{\"$ref\":\"#/components/responses/Problem\"},"
    "\"default\":{\"$ref\":\"#/components/responses/Problem\"}}},"
    "\"delete\":{\"operationId\":\"thing_delete\","
    "\"responses\":{\"204\":{\"description\":\"gone\"}}}},"
    "\"/things/mine\":{\"get\":{\"operationId\":\"thing_mine\","
    "\"responses\":{\"200\":{\"content\":{\"text/plain\":{\"schema\":"
    "{\"type\":\"string\"}}}}}}}},"
    "\"components\":{\"schemas\":{"
    "\"Thing\":{\"type\":\"object\",\"properties\":{\"n\":"
    "{\"type\":\"integer\"}}},"
    "\"Problem\":{\"type\":\"object\",\"additionalProperties\":true}},"
    "\"responses\":{\"Problem\":{\"content\":{\"application/problem+json\":"
    "{\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}}}}}}";

#define PROBLEM(status, code)                                                 \
	"{\"type\":\"/problems#" code "\",\"title\":\"t\",\"status\":" status \
	",\"detail\":\"d\",\"code\":\"" code "\",\"request_id\":\"r\"}"

static struct contract contract;

static void
open_contract(void)
{
	struct schema_fault f = { .text = "" };

	cr_assert(contract_parse(&contract, document, strlen(document), &f),
	    "%s", f.text);
}

static void
close_contract(void)
{
	contract_close(&contract);
	memory_release();
}

TestSuite(contract_contract, .init = open_contract, .fini = close_contract);

struct row {
	char method[8], target[32];
	int status;
	char headers[112], body[200];
	bool allowed;
};

#define JSON "X-Request-Id: r\r\nContent-Type: application/json\r\n"
#define PROB "X-Request-Id: r\r\nContent-Type: application/problem+json\r\n"
#define TAG  "ETag: \"1\"\r\n"

static const struct row rows[] = {
	{ "GET", "/things/1", 200, JSON TAG, "{\"n\":1}", true },
	{ "GET", "/things/1/?a=b", 200, JSON TAG, "{\"n\":1}", true },
	/* a member too many, a wrong type, a key twice, trailing data */
	{ "GET", "/things/1", 200, JSON TAG, "{\"n\":1,\"m\":2}", false },
	{ "GET", "/things/1", 200, JSON TAG, "{\"n\":\"1\"}", false },
	{ "GET", "/things/1", 200, JSON TAG, "{\"n\":1,\"n\":1}", false },
	{ "GET", "/things/1", 200, JSON TAG, "{\"n\":1} x", false },
	/* headers */
	{ "GET", "/things/1", 200, JSON, "{\"n\":1}", false },
	{ "GET", "/things/1", 200, "Content-Type: application/json\r\n" TAG,
	    "{\"n\":1}", false },
	{ "GET", "/things/1", 200,
	    "X-Request-Id: r\r\nContent-Type: text/html\r\n" TAG, "{\"n\":1}",
	    false },
	/* statuses */
	{ "GET", "/things/1", 201, JSON TAG, "{\"n\":1}", false },
	{ "GET", "/things/1", 404, PROB, PROBLEM("404", "not_found"), true },
	{ "GET", "/things/1", 409, PROB, PROBLEM("409", "event_full"), false },
	{ "GET", "/things/1", 500, PROB, PROBLEM("500", "internal"), true },
	{ "GET", "/things/1", 422, PROB,
	    PROBLEM("422", "idempotency_key_reused"), true },
	/* problems */
	{ "GET", "/things/1", 404, PROB, PROBLEM("400", "not_found"), false },
	{ "GET", "/things/1", 404, PROB, PROBLEM("404", "event_full"), false },
	{ "GET", "/things/1", 404, JSON, PROBLEM("404", "not_found"), false },
	{ "GET", "/things/1", 503, PROB, PROBLEM("503", "busy"), false },
	{ "GET", "/things/1", 503, PROB "Retry-After: 1\r\n",
	    PROBLEM("503", "busy"), true },
	{ "GET", "/things/1", 404, PROB,
	    "{\"code\":\"not_found\",\"status\":404}", false },
	/* no body */
	{ "DELETE", "/things/1", 204, "X-Request-Id: r\r\n", "", true },
	{ "DELETE", "/things/1", 204, "X-Request-Id: r\r\n", "x", false },
	{ "HEAD", "/things/1", 200, JSON TAG, "", true },
	{ "HEAD", "/things/1", 200, JSON TAG, "{\"n\":1}", false },
	{ "HEAD", "/things/1", 404, PROB, "", true },
	{ "HEAD", "/things/1", 409, PROB, "", false },
	/* literal before parameter */
	{ "GET", "/things/mine", 200,
	    "X-Request-Id: r\r\nContent-Type: text/plain\r\n", "x", true },
	/* outside of the contract */
	{ "GET", "/nothing", 404, PROB, PROBLEM("404", "not_found"), true },
	{ "GET", "/nothing", 200, JSON, "{}", false },
	{ "GET", "/things/", 200, JSON TAG, "{\"n\":1}", false },
	{ "POST", "/things/1", 405, PROB, PROBLEM("405", "method_not_allowed"),
	    true },
	{ "OPTIONS", "/things/1", 204, "", "", true },
};

Test(contract_contract, answers_are_allowed_or_not)
{
	struct response a = { .status = 0 };
	struct schema_fault f;
	size_t i;

	for (i = 0; i < N_OF(rows); i++) {
		f.text[0] = '\0';
		response_set(&a, rows[i].status, rows[i].headers, rows[i].body,
		    strlen(rows[i].body));
		cr_expect(eq(int,
			      contract_check(&contract, rows[i].method,
				  rows[i].target, &a, &f),
			      rows[i].allowed),
		    "row %zu: %s %s %d: %s", i, rows[i].method, rows[i].target,
		    rows[i].status, f.text);
	}
	response_clear(&a);
}

/* What the other tests take for granted when they read it. */
Test(contract_contract, the_served_document_is_sound)
{
	FILE *served = fopen(TOP_BUILDDIR "/generated/openapi.json", "re");
	struct schema_fault f = { .text = "" };
	struct contract c;
	char *text = NULL;
	size_t size = 0;
	ssize_t len;

	cr_assert(served != NULL);
	len = getdelim(&text, &size, '\0', served);
	fclose(served);
	cr_assert(len > 0);
	cr_expect(
	    contract_parse(&c, text, (size_t)len, &f) && contract_vet(&c, &f),
	    "%s", f.text);
	contract_close(&c);
	free(text);
}

static bool
refuses(const char *text)
{
	struct schema_fault f;
	struct contract c;
	bool ok;

	ok = contract_parse(&c, text, strlen(text), &f) && contract_vet(&c, &f);
	contract_close(&c);
	return !ok;
}

Test(contract_contract, a_document_with_mistakes_is_refused)
{
	cr_expect(refuses("{"));
	cr_expect(refuses("{}"));
	cr_expect(refuses("{\"paths\":{},\"paths\":{}}"));
	cr_expect(refuses("{\"paths\":{\"/a\":{\"get\":{\"responses\":{}}}}}"));
	cr_expect(
	    refuses("{\"paths\":{\"/a\":{\"get\":{\"operationId\":\"a\"}}}}"));
	cr_expect(refuses("{\"paths\":{\"/a\":{\"get\":{\"operationId\":\"a\","
			  "\"responses\":{\"200\":{\"content\":{\"x/json\":"
			  "{\"schema\":{\"nullable\":true}}}}}}}}}"));
	cr_expect(refuses("{\"paths\":{},\"components\":{\"schemas\":{\"A\":"
			  "{\"format\":\"int32\"}}}}"));
}

static char *
missing(const char *lines, size_t *n)
{
	size_t documented, size;
	char *text;
	FILE *out = open_memstream(&text, &size);

	*n = coverage_missing(&contract, lines, &documented, out);
	fclose(out);
	cr_expect(eq(sz, documented, 5));
	return text;
}

Test(contract_contract, the_report_lists_what_was_never_seen)
{
	char *text;
	size_t n;

	text = missing("thing_get 200\nthing_mine 200\nthing_get 4040\n", &n);
	cr_expect(eq(sz, n, 3));
	cr_expect(eq(str, text,
	    (char *)"thing_get 404 (GET /things/{id})\n"
		    "thing_get not_found (GET /things/{id})\n"
		    "thing_delete 204 (DELETE /things/{id})\n"));
	free(text);
	text = missing("thing_get 200\nthing_mine 200\nthing_get 404\n"
		       "thing_get not_found\nthing_delete 204\n",
	    &n);
	cr_expect(eq(sz, n, 0));
	free(text);
}

Test(contract_contract, what_was_answered_is_noted_once_per_response)
{
	char name[] = "/tmp/coverage-XXXXXX", text[64] = "";
	struct response a = { .status = 0 };
	struct schema_fault f;
	int fd = mkstemp(name);

	setenv("TEST_COVERAGE", name, 1);
	response_set(&a, 200, JSON TAG, "{\"n\":1}", 7);
	cr_expect(contract_check(&contract, "GET", "/things/1", &a, &f));
	response_set(&a, 404, PROB, PROBLEM("404", "not_found"),
	    strlen(PROBLEM("404", "not_found")));
	cr_expect(contract_check(&contract, "GET", "/things/1", &a, &f));
	response_set(&a, 200, JSON TAG, "{\"n\":\"\"}", 8);
	cr_expect(not(contract_check(&contract, "GET", "/things/1", &a, &f)));
	response_clear(&a);
	cr_expect(ge(int, (int)read(fd, text, sizeof(text) - 1), 0));
	cr_expect(eq(str, text,
	    (char *)"thing_get 200\nthing_get 404\nthing_get not_found\n"));
	close(fd);
	unlink(name);
}
