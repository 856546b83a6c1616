#include "t/lib/document.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <json-c/json_tokener.h>
#include <string.h>

#include "base/banned.h"

static const char text[] =
    " { \"a\" : {\"b\":[1,{\"c\":\"x\"}],\"d\":\"}\\\\\\\",{\"} ,\n"
    "\"e\":null,\"f\":{ },\"g\":[\"]\",2],\"h\":-1.5 } ";

static struct document document;

static void
open_document(void)
{
	document_open(&document, text, strlen(text));
}

static void
close_document(void)
{
	document_close(&document);
}

TestSuite(contract_document, .init = open_document, .fini = close_document);

Test(contract_document, each_member_is_what_it_is_in_the_whole)
{
	struct json_object *whole = json_tokener_parse(text), *value;
	size_t i, n;
	struct document *members = document_members(&document, &n);

	cr_assert(eq(sz, n, 5));
	for (i = 0; i < n; i++) {
		cr_assert(
		    json_object_object_get_ex(whole, members[i].name, &value));
		cr_expect(json_object_equal(document_value(&members[i]), value),
		    "%s", members[i].name);
	}
	json_object_put(whole);
}

Test(contract_document, a_reference_leads_to_a_member_of_members)
{
	cr_expect(eq(str,
	    (char *)json_object_get_string(document_at(&document, "#/a/d")),
	    (char *)"}\\\",{"));
	cr_expect(document_at(&document, "#/a/x") == NULL);
	cr_expect(document_at(&document, "#/a/d/x") == NULL);
	cr_expect(document_at(&document, "#/h/x") == NULL);
	cr_expect(document_at(&document, "a") == NULL);
}

Test(contract_document, what_ends_too_early_is_no_value)
{
	static const char *const broken[] = { "", "{", "{\"a", "{\"a\"",
		"{\"a\":", "{\"a\":\"\\", "{\"a\":[{}", "[\"a\"" };
	struct document d;
	size_t n;

	for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
		document_open(&d, broken[i], strlen(broken[i]));
		document_members(&d, &n);
		cr_expect(document_value(&d) == NULL, "%s", broken[i]);
		document_close(&d);
	}
}
