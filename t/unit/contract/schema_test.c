/*
 * The schema checker that every response is held against.
 */
#include "t/lib/schema.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <json-c/json_tokener.h>

#include "base/attr.h"

#include "base/banned.h"

static const char root_text[] =
    "{\"components\":{\"schemas\":{"
    "\"Id\":{\"type\":\"string\",\"format\":\"uuid\"},"
    "\"Named\":{\"type\":\"object\",\"required\":[\"id\"],\"properties\":"
    "{\"id\":{\"$ref\":\"#/components/schemas/Id\"}}}}}}";

struct row {
	char schema[240], value[120];
	bool fits;
};

static const struct row rows[] = {
	{ "{\"type\":\"string\"}", "\"a\"", true },
	{ "{\"type\":\"string\"}", "1", false },
	{ "{\"type\":\"string\"}", "null", false },
	{ "{\"type\":[\"string\",\"null\"]}", "null", true },
	{ "{\"type\":\"integer\"}", "1", true },
	{ "{\"type\":\"integer\"}", "1.5", false },
	{ "{\"type\":\"number\"}", "1", true },
	{ "{\"type\":\"boolean\"}", "\"true\"", false },
	{ "{\"enum\":[\"a\",\"b\"]}", "\"b\"", true },
	{ "{\"enum\":[\"a\",\"b\"]}", "\"c\"", false },
	{ "{\"const\":200}", "200", true },
	{ "{\"const\":200}", "201", false },
	{ "{\"minimum\":1,\"maximum\":3}", "3", true },
	{ "{\"minimum\":1,\"maximum\":3}", "4", false },
	{ "{\"minimum\":1,\"maximum\":3}", "0", false },
	{ "{\"minLength\":2,\"maxLength\":3}", "\"äöü\"", true },
	{ "{\"minLength\":2,\"maxLength\":3}", "\"abcd\"", false },
	{ "{\"minLength\":2}", "\"a\"", false },
	{ "{\"pattern\":\"^[a-z]+$\"}", "\"abc\"", true },
	{ "{\"pattern\":\"^[a-z]+$\"}", "\"a1\"", false },
	{ "{\"minItems\":1,\"maxItems\":2}", "[1,2]", true },
	{ "{\"minItems\":1,\"maxItems\":2}", "[]", false },
	{ "{\"minItems\":1,\"maxItems\":2}", "[1,2,3]", false },
	{ "{\"uniqueItems\":true}", "[1,2]", true },
	{ "{\"uniqueItems\":true}", "[1,1]", false },
	{ "{\"items\":{\"type\":\"integer\"}}", "[1,\"2\"]", false },
	{ "{\"format\":\"uuid\"}", "\"01890a5d-ac96-774b-bcce-b302099a8057\"",
	    true },
	{ "{\"format\":\"uuid\"}", "\"01890A5D-AC96-774B-BCCE-B302099A8057\"",
	    false },
	{ "{\"format\":\"date-time\"}", "\"2026-11-20T10:00:00Z\"", true },
	{ "{\"format\":\"date-time\"}", "\"2026-11-20T11:00:00+01:00\"",
	    false },
	{ "{\"format\":\"date-time\"}", "\"2026-11-20T10:00:00.000Z\"", false },
	{ "{\"format\":\"date\"}", "\"2026-02-30\"", false },
	{ "{\"format\":\"time\"}", "\"23:59\"", true },
	{ "{\"format\":\"time\"}", "\"24:00\"", false },
	{ "{\"format\":\"email\"}", "\"ann@example.org\"", true },
	{ "{\"format\":\"email\"}", "\"ann\"", false },
	{ "{\"format\":\"uri\"}", "\"javascript:alert(1)\"", false },
	{ "{\"properties\":{\"a\":{\"type\":\"integer\"}}}", "{\"a\":1}",
	    true },
	{ "{\"properties\":{\"a\":{\"type\":\"integer\"}}}", "{\"a\":\"1\"}",
	    false },
	{ "{\"properties\":{\"a\":{}},\"required\":[\"a\"]}", "{}", false },
	{ "{\"properties\":{\"a\":{}}}", "{\"b\":1}", false },
	{ "{\"properties\":{\"a\":{}},\"additionalProperties\":true}",
	    "{\"b\":1}", true },
	{ "{\"additionalProperties\":{\"type\":\"integer\"}}", "{\"b\":1}",
	    true },
	{ "{\"additionalProperties\":{\"type\":\"integer\"}}", "{\"b\":\"x\"}",
	    false },
	{ "{\"properties\":{\"a\":{\"properties\":{\"b\":{}}}}}",
	    "{\"a\":{\"c\":1}}", false },
	{ "{\"$ref\":\"#/components/schemas/Id\"}", "\"x\"", false },
	{ "{\"$ref\":\"#/components/schemas/Gone\"}", "\"x\"", false },
	{ "{\"allOf\":[{\"$ref\":\"#/components/schemas/Named\"},"
	  "{\"properties\":{\"n\":{\"type\":\"integer\"}}}]}",
	    "{\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"n\":1}", true },
	{ "{\"allOf\":[{\"$ref\":\"#/components/schemas/Named\"},"
	  "{\"properties\":{\"n\":{\"type\":\"integer\"}}}]}",
	    "{\"n\":1}", false },
	{ "{\"allOf\":[{\"$ref\":\"#/components/schemas/Named\"}]}",
	    "{\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"m\":1}",
	    false },
	{ "{\"oneOf\":[{\"type\":\"integer\"},{\"type\":\"number\"}]}", "1",
	    false },
	{ "{\"oneOf\":[{\"type\":\"string\"},{\"type\":\"number\"}]}", "1",
	    true },
	{ "{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"number\"}]}", "1",
	    true },
	{ "{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}", "1",
	    false },
	{ "{\"anyOf\":[{\"properties\":{\"a\":{\"type\":\"integer\"}}}]}",
	    "{\"a\":1,\"b\":2}", false },
	{ "{\"minimumm\":1}", "1", false },
	{ "{\"x-note\":1}", "1", true },
};

Test(contract_schema, values_fit_or_do_not)
{
	struct schema_fault f = { .text = "" };
	struct document root;
	size_t i;

	document_open(&root, root_text, strlen(root_text));
	for (i = 0; i < N_OF(rows); i++) {
		struct json_object *schema, *value;

		schema = json_tokener_parse(rows[i].schema);
		value = json_tokener_parse(rows[i].value);
		cr_expect(eq(int, schema_check(&root, schema, value, &f),
			      rows[i].fits),
		    "%s against %s: %s", rows[i].value, rows[i].schema, f.text);
		json_object_put(schema);
		json_object_put(value);
	}
	document_close(&root);
}

Test(contract_schema, a_fault_says_where)
{
	struct json_object *schema, *value;
	struct schema_fault f;

	schema = json_tokener_parse("{\"properties\":{\"a\":{\"items\":"
				    "{\"type\":\"string\"}}}}");
	value = json_tokener_parse("{\"a\":[\"x\",7]}");
	cr_expect(not(schema_check(NULL, schema, value, &f)));
	cr_expect(
	    eq(str, f.text, (char *)"/a/1: is not of type \"string\" but 7"));
	json_object_put(schema);
	json_object_put(value);
}

static bool
vets(const char *text)
{
	struct json_object *schema = json_tokener_parse(text);
	struct document root;
	struct schema_fault f;
	bool ok;

	document_open(&root, root_text, strlen(root_text));
	ok = schema_vet(&root, schema, &f);
	json_object_put(schema);
	document_close(&root);
	return ok;
}

Test(contract_schema, vetting_finds_what_no_value_would)
{
	cr_expect(vets("{\"$ref\":\"#/components/schemas/Id\"}"));
	cr_expect(not(vets("{\"$ref\":\"#/components/schemas/Gone\"}")));
	cr_expect(not(vets("{\"format\":\"uuidd\"}")));
	cr_expect(not(vets("{\"properties\":{\"a\":{\"minimun\":1}}}")));
	cr_expect(not(vets("{\"items\":{\"nullable\":true}}")));
	cr_expect(not(vets("{\"allOf\":[{\"if\":{}}]}")));
	cr_expect(vets("{\"additionalProperties\":false}"));
}
