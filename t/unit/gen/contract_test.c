/*
 * The contract generator as a program: what it must refuse, in which words,
 * and what it writes from a contract that is sound.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <json-c/json.h>

#include "base/attr.h"
#include "lib/process.h"

#include "base/banned.h"

#define GENERATOR TOP_BUILDDIR "/src/gen/contract"
#define FIXTURES  TOP_SRCDIR "/t/fixture/contract/"

enum { TIMEOUT_MS = 20000, TEXT_MAX = 1 << 16 };

static char room[PATH_MAX], out[PATH_MAX], said[PATH_MAX];

static void
make_room(void)
{
	snprintf(room, sizeof(room), "%s/contract.XXXXXX",
	    getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	cr_assert(mkdtemp(room) != NULL);
	snprintf(out, sizeof(out), "%.4000s/out", room);
	snprintf(said, sizeof(said), "%.4000s/said", room);
}

static void
remove_all(const char *directory)
{
	char path[2 * PATH_MAX];
	struct dirent *e;
	DIR *d = opendir(directory);

	while (d && (e = readdir(d))) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", directory, e->d_name);
		if (remove(path) != 0)
			remove_all(path);
	}
	if (d)
		closedir(d);
	remove(directory);
}

static void
remove_room(void)
{
	remove_all(room);
}

TestSuite(gen_contract, .init = make_room, .fini = remove_room);

static const char *
text_of(const char *path)
{
	static char text[TEXT_MAX];
	FILE *f = fopen(path, "re");
	size_t n = f ? fread(text, 1, sizeof(text) - 1, f) : 0;

	text[n] = '\0';
	if (f)
		fclose(f);
	return text;
}

static bool
has(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

static const char *
generated(const char *name)
{
	static char path[2 * PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", out, name);
	return path;
}

/* What it must say about each fixture, after the file's name. */
static const struct {
	char fixture[32];
	char message[320];
} refusals[] = {
	{ "answer_without_members", ": /components/schemas/Thing: each part of"
				    " \"allOf\" needs \"properties\"" },
	{ "any_of_other_form", ": /paths/things/post/requestBody: \"anyOf\" of"
			       " an object takes {\"required\": [...]} only" },
	{ "array_unbounded", ": /paths/things/post/requestBody/tags: an input"
			     " needs \"maxItems\"" },
	{ "auth_unknown", ": /paths/things/post/x-auth: unknown value"
			  " \"maybe\"" },
	{ "body_empty", ": /paths/things/post/requestBody: an input object"
			" needs properties" },
	{ "body_not_object", ": /paths/things/post/requestBody: a body must be"
			     " an object" },
	{ "body_of_get", ": /paths/things/get/requestBody: a GET has no body" },
	{ "body_of_other_type", ": /paths/things/post/requestBody: a body has"
				" the media type application/json alone, or the"
				" operation \"x-body\"" },
	{ "default_of_required",
	    ": /paths/things/post/requestBody/name:"
	    " required, so that its default never applies" },
	{ "default_outside",
	    ": /paths/things/post/requestBody/n: a default"
	    " that the schema does not allow or that is not implemented" },
	{ "enum_without_null",
	    ": /paths/things/post/requestBody/color:"
	    " \"enum\" must list null, because the type allows it" },
	{ "error_unknown", ": /paths/things/post/x-errors: unknown error code"
			   " \"out_of_cheese\"; src/base/err.h lists them" },
	{ "even_time_in_fast_lane", ": /paths/things/post: \"x-even-time\""
				    " needs the heavy lane" },
	{ "format_unknown",
	    ": /paths/things/post/requestBody/name: unknown"
	    " format \"hostname\"; src/gen/contract_schema.c lists"
	    " them" },
	{ "fresh_of_guest", ": /paths/things/post: \"x-guest\" has nothing to"
			    " show that is \"x-fresh\"" },
	{ "fresh_of_nobody", ": /paths/things/post: \"x-fresh\" needs a"
			     " caller who is signed in" },
	{ "guest_of_nobody", ": /paths/things/post: \"x-guest\" needs a"
			     " caller who is known" },
	{ "header_array", ": /paths/things/post/parameters/X-Colors: no such"
			  " values in a header" },
	{ "header_of_the_loop", ": /paths/things/post/parameters/Authorization:"
				" no handler may read this header" },
	{ "header_unbounded",
	    ": /paths/things/post/parameters/X-Color: an input"
	    " needs \"maxLength\"" },
	{ "id_kind_unknown", ": /paths/things/post/requestBody/thing: unknown"
			     " kind of id \"thing\"; src/gen/id.h lists them" },
	{ "id_without_uuid", ": /paths/things/post/requestBody/thing: \"x-id\""
			     " needs \"format\": \"uuid\"" },
	{ "integer_without_maximum", ": /paths/things/post/requestBody/n: an"
				     " input needs \"maximum\"" },
	{ "integer_without_minimum", ": /paths/things/post/requestBody/n: an"
				     " input needs \"minimum\"" },
	{ "item_unbounded", ": /paths/things/post/requestBody/tags/items: an"
			    " input needs \"maxLength\"" },
	{ "key_twice", ":5: duplicate key at byte 84" },
	{ "keyword_of_other_type",
	    ": /paths/things/post/requestBody/n:"
	    " \"maxLength\" does not belong to this type" },
	{ "keyword_unknown",
	    ": /paths/things/post/requestBody/name: unknown"
	    " keyword \"contentEncoding\"; src/gen/contract_schema.c"
	    " lists them" },
	{ "keyword_value_wrong",
	    ": /paths/things/post/requestBody/name:"
	    " \"maxLength\" has a value of the wrong type" },
	{ "lane_of_other_method", ": /paths/things/{id}/delete: is in another"
				  " lane than what else its path does" },
	{ "limits_reversed", ": /paths/things/post/requestBody/n: \"minimum\""
			     " is larger than \"maximum\"" },
	{ "list_default_outside",
	    ": /paths/things/post/requestBody/color: a default that the"
	    " schema does not allow or that is not implemented" },
	{ "list_of_no_enum",
	    ": /paths/things/post/requestBody/color: \"enum\" beside"
	    " \"$ref\" lists some words of the enum there" },
	{ "list_word_unknown", ": /paths/things/post/requestBody/color:"
			       " \"green\" is no word of the enum there" },
	{ "list_words_alike", ": /components/schemas/Color: two words would be"
			      " COLOR_DARK_RED" },
	{ "member_named_bool", ": /paths/things/post/requestBody/bool:"
			       " \"bool\" cannot be the name of a member" },
	{ "member_name_taken", ": /paths/things/post/requestBody/default:"
			       " \"default\" cannot be the name of a member" },
	{ "merge_patch_of_post", ": /paths/things/post: \"x-merge-patch\" needs"
				 " a PATCH with a body" },
	{ "not_json", ":3: expected a key at byte 17" },
	{ "operation_id_twice", ": /paths/b/post: operationId thing_add is"
				" taken by /paths/a/post" },
	{ "operation_keyword_unknown",
	    ": /paths/things/post: unknown keyword"
	    " \"callbacks\", not one of operationId, summary,"
	    " description, tags, parameters,"
	    " requestBody, responses, deprecated,"
	    " x-errors, x-auth, x-lane,"
	    " x-transaction, x-fresh, x-guest, x-token,"
	    " x-factor,"
	    " x-response,"
	    " x-merge-patch, x-body, x-successor, x-even-time" },
	{ "operation_without_summary",
	    ": /paths/things/get: needs a"
	    " \"summary\" and an \"operationId\" of lower-case letters" },
	{ "path_param_elsewhere", ": /paths/things/post/parameters/id: {id} is"
				  " not in the path" },
	{ "path_param_optional", ": /paths/things/{id}/post/parameters/id: a"
				 " path parameter is \"required\": true" },
	{ "path_param_unbounded", ": /paths/things/{name}/post/parameters/name:"
				  " an input needs \"maxLength\"" },
	{ "path_param_undeclared", ": /paths/things/{id}/post/parameters: {id}"
				   " of the path is not declared" },
	{ "path_with_slash_at_end",
	    ": /paths/things/: a path is made of"
	    " /lower-case and /{name} segments, without a slash at the end" },
	{ "paths_collide", ": /paths/things/{thing}/get: collides with a path"
			   " that calls {thing} {id}" },
	{ "pattern_broken", ": /paths/things/post/requestBody/name: pattern:"
			    " missing closing parenthesis" },
	{ "problem_missing",
	    ": /: $ref to #/components/schemas/Problem, which is not there" },
	{ "query_object", ": /paths/things/post/parameters/q: no such values in"
			  " a query" },
	{ "query_twice", ": /paths/things/post/parameters/q: declared twice" },
	{ "raw_of_json", ": /paths/things/post/requestBody/application/json:"
			 " a body of bytes needs a schema with \"type\":"
			 " \"string\" and \"maxLength\", the most bytes" },
	{ "raw_without_body", ": /paths/things/post: \"x-body\" needs a"
			      " \"requestBody\"" },
	{ "ref_loop", ": /components/schemas/Thing: refers to itself" },
	{ "ref_nowhere", ": /paths/things/post/requestBody: $ref to"
			 " #/components/schemas/Thing, which is not there" },
	{ "ref_outside", ": /paths/things/post/requestBody: $ref must start"
			 " with #/components/schemas/" },
	{ "required_no_property",
	    ": /paths/things/post/requestBody:"
	    " \"required\" names \"title\", which is no property" },
	{ "response_is_problem", ": /paths/things/post/responses/404: not a"
				 " success: problems come from \"x-errors\"" },
	{ "response_without_content", ": /paths/things/post/responses/200:"
				      " needs \"content\"" },
	{ "scope_of_nothing", ": /components/schemas/TokenScope: things:read"
			      " is no operation's scope" },
	{ "scope_unlisted", ": /paths/things/get: its scope things:read is not"
			    " in TokenScope" },
	{ "secret_header", ": /paths/things/post/parameters/X-Token: a header"
			   " is in no URL to be secret in" },
	{ "secret_left_open",
	    ": /paths/things/post/parameters/invite_code: sounds like a"
	    " secret: say \"x-secret\": true, or false" },
	{ "section_unknown",
	    ": /: unknown keyword \"webhooks\", not one of paths,"
	    " components, tags" },
	{ "shared_once", ": /components/parameters/color/color: an input needs"
			 " \"maxLength\"" },
	{ "struct_twice", ": /components/schemas/Thing_Input: struct"
			  " api_thing_input would exist twice" },
	{ "successor_nowhere", ": /paths/thing/{key}/post/x-successor: /things"
			       " is no path of the contract" },
	{ "successor_of_other_values",
	    ": /paths/thing/{key}/post/x-successor: {id} is not in"
	    " /thing/{key}" },
	{ "text_unbounded", ": /paths/things/post/requestBody/name: an input"
			    " needs \"maxLength\"" },
	{ "token_of_fresh", ": /paths/things/post: a token has shown nobody:"
			    " \"x-fresh\"" },
	{ "transaction_of_get", ": /paths/things/get: a GET has no transaction"
				" to own" },
	{ "type_list", ": /paths/things/post/requestBody/name: a list of types"
		       " must be [\"<type>\", \"null\"] or [\"string\","
		       " \"number\", \"null\"]" },
	{ "type_list_without_pattern",
	    ": /paths/things/post/requestBody/name: what may be a number needs"
	    " \"pattern\"" },
	{ "type_unknown", ": /paths/things/post/requestBody/name: unknown type"
			  " \"text\"" },
};

Test(gen_contract, mistakes_are_refused_in_one_line_each)
{
	for (size_t i = 0; i < N_OF(refusals); i++) {
		char file[PATH_MAX], line[PATH_MAX + 512];
		const char *const argv[] = { GENERATOR, "--out", out, file,
			NULL };

		snprintf(file, sizeof(file), "%.4000s%.32s.json", FIXTURES,
		    refusals[i].fixture);
		snprintf(
		    line, sizeof(line), "%s%s\n", file, refusals[i].message);
		remove(said);
		cr_expect(
		    eq(int, process_run(said, TIMEOUT_MS, argv), EX_DATAERR),
		    "%s", refusals[i].fixture);
		cr_expect(eq(str, (char *)text_of(said), line));
	}
	cr_expect(opendir(out) == NULL, "nothing is written after a mistake");
}

Test(gen_contract, every_refusal_has_its_fixture_and_back)
{
	DIR *d = opendir(FIXTURES);
	size_t n = 0;

	cr_assert(d != NULL);
	for (struct dirent *e = readdir(d); e; e = readdir(d))
		n += e->d_name[0] != '.' &&
		     strncmp(e->d_name, "fragment_", 9) &&
		     strcmp(e->d_name, "good.json") &&
		     strcmp(e->d_name, "sample.json");
	closedir(d);
	cr_expect(eq(sz, n, N_OF(refusals)));
}

Test(gen_contract, one_operation_in_two_fragments_is_refused)
{
	const char *const argv[] = { GENERATOR, "--out", out,
		FIXTURES "fragment_a.json", FIXTURES "fragment_b.json", NULL };

	cr_expect(eq(int, process_run(said, TIMEOUT_MS, argv), EX_DATAERR));
	cr_expect(has(text_of(said),
	    "fragment_b.json: /paths/things/get:"
	    " defined in " FIXTURES "fragment_a.json already\n"));
}

Test(gen_contract, wrong_use_is_told_apart)
{
	const char *const no_out[] = { GENERATOR, "file", NULL };
	const char *const no_file[] = { GENERATOR, "--out", out,
		FIXTURES "absent.json", NULL };
	const char *const no_dir[] = { GENERATOR, "--out", "/nowhere/at/all",
		FIXTURES "good.json", NULL };

	cr_expect(eq(int, process_run(said, TIMEOUT_MS, no_out), EX_USAGE));
	cr_expect(eq(int, process_run(said, TIMEOUT_MS, no_file), EX_DATAERR));
	cr_expect(eq(int, process_run(said, TIMEOUT_MS, no_dir), EX_CANTCREAT));
}

static void
generate_good(void)
{
	const char *const argv[] = { GENERATOR, "--version", "1.2.3",
		"--prefix", "good", "--out", out, FIXTURES "good.json", NULL };

	cr_assert(eq(int, process_run(said, TIMEOUT_MS, argv), EX_OK));
	cr_assert(eq(str, (char *)text_of(said), ""));
}

#define LANES_HEAD                                                            \
	"# Paths of other lanes than that of short requests, and paths whose" \
	" URL\n# holds a secret, which no log may have. Generated from the "  \
	"contract by"                                                         \
	" src/gen/contract.c; do not edit.\n"
#define NGINX_HEAD                                                            \
	"# Server level. nginx writes whole request lines to its error log,"  \
	" of a\n# limit or a pool that is away, and paths to its access log." \
	"\n#\n" LANES_HEAD

#define FAST	 "\tinclude /usr/share/hearth/nginx/hearth-fast.conf;\n}\n"
#define LARGE	 "\tclient_max_body_size 300000;\n"
#define HEAVY	 "\tinclude /usr/share/hearth/nginx/hearth-heavy.conf;\n}\n"
#define SLOW	 "\tinclude /usr/share/hearth/nginx/hearth-slow.conf;\n}\n"
#define CHANGE	 "\tinclude /usr/share/hearth/nginx/hearth-change.conf;\n}\n"
#define UPLOAD	 "\tinclude /usr/share/hearth/nginx/hearth-upload.conf;\n}\n"
#define DOWNLOAD "\tinclude /usr/share/hearth/nginx/hearth-download.conf;\n}\n"

Test(gen_contract, paths_of_other_lanes_get_one)
{
	generate_good();
	cr_expect(eq(str, (char *)text_of(generated("nginx-lanes.conf")),
	    NGINX_HEAD
	    "location ~ \"^/api/v1/things/[0-9A-Fa-f-]{36}/?$\" {\n" CHANGE
	    "location ~ \"^/api/v1/things/[0-9A-Fa-f-]{36}/wash/?$\" {\n" HEAVY
	    "location = /api/v1/prove {\n" HEAVY
	    "location = /api/v1/prove/ {\n" HEAVY));
}

Test(gen_contract, paths_with_a_secret_get_a_lane)
{
	const char *const argv[] = { GENERATOR, "--prefix", "sample", "--out",
		out, FIXTURES "sample.json", NULL };

	cr_assert(eq(int, process_run(said, TIMEOUT_MS, argv), EX_OK));
	cr_expect(eq(str, (char *)text_of(generated("nginx-lanes.conf")),
	    NGINX_HEAD
	    "location = /webhook {\n" LARGE FAST
	    "location = /webhook/ {\n" LARGE FAST
	    "location = /upload {\n" UPLOAD "location = /upload/ {\n" UPLOAD
	    "location = /login {\n\terror_log /dev/null;\n" SLOW
	    "location = /login/ {\n\terror_log /dev/null;\n" SLOW
	    "location ~ \"^/feeds/[^/]+\\.ics/?$\" {\n"
	    "\terror_log /dev/null;\n"
	    "\tset $hearth_path \"/feeds/{token}.ics\";\n" FAST
	    "location ~ \"^/api/v1/samples/[^/]+/?$\" {\n"
	    "\terror_log /dev/null;\n"
	    "\tset $hearth_path \"/api/v1/samples/{invite_code}\";\n" HEAVY
	    "location ~ \"^/files/[0-9A-Fa-f-]{36}/?$\" {\n" DOWNLOAD));
	cr_expect(not(has(text_of(generated("openapi.json")), "x-secret")));
	cr_expect(eq(str, (char *)text_of(generated("apache-lanes.conf")),
	    "# Virtual host.\n#\n" LANES_HEAD
	    "SetEnvIf Request_URI \"^/webhook/?$\" hearth_body=300000\n"
	    "SetEnvIf Request_URI \"^/upload/?$\" hearth_lane=upload\n"
	    "SetEnvIf Request_URI \"^/login/?$\" hearth_lane=slow\n"
	    "SetEnvIf Request_URI \"^/feeds/[^/]+\\.ics/?$\""
	    " \"hearth_path=/feeds/{token}.ics\"\n"
	    "SetEnvIf Request_URI \"^/api/v1/samples/[^/]+/?$\""
	    " hearth_lane=heavy"
	    " \"hearth_path=/api/v1/samples/{invite_code}\"\n"
	    "SetEnvIf Request_URI \"^/files/[0-9A-Fa-f-]{36}/?$\""
	    " hearth_lane=download\n"));
	cr_expect(has(text_of(generated("lighttpd-lanes.conf")),
	    "$HTTP[\"url\"] =~ \"^/webhook/?$\" {\n"
	    "\tserver.max-request-size = 293\n"
	    "\tinclude "));
	cr_expect(has(text_of(generated("lighttpd-lanes.conf")),
	    "$HTTP[\"url\"] =~ \"^/api/v1/samples/[^/]+/?$\" {\n"
	    "\tserver.errorlog = \"/dev/null\"\n"
	    "\taccesslog.format = \"%a - - %t \\\"%m"
	    " /api/v1/samples/{invite_code} %H\\\" "));
}

Test(gen_contract, inputs_get_typed_members)
{
	static const char lines[][64] = {
		"struct good_thing_input {\n\tconst char *title;\n",
		"#define GOOD_THING_INPUT_MEMBERS(X) \\\n\tX(title) \\\n",
		"\tint64_t start;\n",
		"\tstruct opt_int count;\n",
		"\tint64_t level;\n",
		"\tstruct opt_int floor;\n",
		"\tstruct opt_int room;\n",
		"\tstruct opt_real price;\n",
		"\tbool open;\n",
		"\tstruct opt_bool hidden;\n",
		"\tstruct opt_time ends;\n",
		"\tenum good_color color;\n",
		"\tstruct user_id owner;\n",
		"\tstruct uuid other;\n",
		"\tconst struct good_place *place;\n",
		"\t\tconst struct good_step *v;\n\t\tsize_t n;\n\t} steps;\n",
		"\tstruct check_texts tags;\n",
		"\tstruct check_ints sizes;\n",
		"\tstruct check_uuids owners;\n",
		"\t\tbool title;\n",
		"\tstruct event_id id;\n\tstruct good_thing_input body;\n",
		"/* PUT /api/v1/things/{id}: Replace a thing */\n",
		"enum err good_thing_put(struct call *call,\n",
	};
	const char *text;

	generate_good();
	text = text_of(generated("good.h"));
	for (size_t i = 0; i < N_OF(lines); i++)
		cr_expect(has(text, lines[i]), "%s", lines[i]);
}

/* The value at path (keys with tabs between) of the generated document. */
static struct json_object *
look_up(struct json_object *v, const char *path)
{
	char keys[256], *rest, *key;

	snprintf(keys, sizeof(keys), "%.255s", path);
	for (key = strtok_r(keys, "\t", &rest); key && v;
	     key = strtok_r(NULL, "\t", &rest))
		if (!json_object_object_get_ex(v, key, &v))
			return NULL;
	return v;
}

#define THING	  "paths\t/api/v1/things/{id}\t"
#define OLD_THING "paths\t/api/v1/thing/{id}\tget\t"
#define THINGS	  "paths\t/api/v1/things\t"
#define JSON	  "content\tapplication/json\tschema\t"
#define RESPONSE  "\tresponses\t"
#define SENT	  "requestBody\t" JSON "properties\t"

/* what stands at a path; "": nothing */
static const struct {
	char path[128];
	char json[256];
} parts[] = {
	{ "openapi", "\"3.1.0\"" },
	{ "info\tversion", "\"1.2.3\"" },
	{ "paths\t/\tget\tsecurity", "[]" },
	{ THINGS "get\tsecurity", "[{},{\"bearer\":[]},{\"cookie\":[]}]" },
	{ THINGS "post\tsecurity", "[{\"bearer\":[]},{\"cookie\":[]}]" },
	{ THINGS "post\tx-errors",
	    "[\"bad_json\",\"not_authenticated\","
	    "\"session_expired\",\"forbidden\",\"factor_required\","
	    "\"origin_refused\","
	    "\"account_suspended\","
	    "\"event_full\",\"body_too_large\","
	    "\"unsupported_media_type\",\"validation_failed\"]" },
	{ THINGS "post" RESPONSE "401\tdescription",
	    "\"`not_authenticated`: Sign in first."
	    " `session_expired`: The session has ended.\"" },
	{ THINGS "post" RESPONSE "409\tcontent",
	    "{\"application/"
	    "problem+json\":{\"schema\":{\"$ref\":"
	    "\"#/components/schemas/Problem\"}}}" },
	{ THINGS "post" RESPONSE "201\theaders\tLocation",
	    "{\"$ref\":\"#/components/headers/Location\"}" },
	{ THINGS "get" RESPONSE "200\theaders\tLink",
	    "{\"$ref\":\"#/components/headers/Link\"}" },
	{ THINGS "get\tx-errors",
	    "[\"cursor_invalid\","
	    "\"not_authenticated\",\"session_expired\",\"forbidden\","
	    "\"factor_required\",\"account_suspended\",\"validation_"
	    "failed\"]" },
	{ "paths\t/\tget\tx-errors", "[]" },
	{ "paths\t/\tget" RESPONSE "401", "" },
	{ THING "get" RESPONSE "200\theaders\tETag",
	    "{\"$ref\":\"#/components/headers/ETag\"}" },
	{ THING "get" RESPONSE "404\tdescription",
	    "\"`not_found`: Not found.\"" },
	{ THING "get\tparameters",
	    "[{\"$ref\":\"#/components/parameters/ifNoneMatch\"}]" },
	{ THING "put\tparameters",
	    "[{\"$ref\":\"#/components/parameters/ifMatch\"},"
	    "{\"$ref\":\"#/components/parameters/idempotencyKey\"}]" },
	{ THING "patch\t" SENT "title\ttype", "\"string\"" },
	{ THING "patch\t" SENT "zone\ttype", "[\"string\",\"null\"]" },
	{ THING "patch\t" SENT "color\tenum", "[\"red\",\"blue\",null]" },
	{ THING "patch\t" SENT "place\ttype", "[\"object\",\"null\"]" },
	{ THING "patch\t" SENT "place\trequired", "" },
	{ THING "patch\trequestBody\t" JSON "required", "" },
	{ THING "patch\tx-merge-patch", "" },
	{ "paths\t/api/v1/things/{id}/wash\tpost\tx-lane", "" },
	{ "paths\t/api/v1/prove\tpost\tx-response", "" },
	{ OLD_THING "deprecated", "true" },
	{ OLD_THING "x-successor", "\"/api/v1/things/{id}\"" },
	{ OLD_THING "responses\t"
		    "200\theaders\tDeprecation",
	    "{\"$ref\":\"#/components/headers/Deprecation\"}" },
	{ OLD_THING "responses\t"
		    "200\theaders\tSunset",
	    "{\"$ref\":\"#/components/headers/Sunset\"}" },
	{ OLD_THING "responses\t"
		    "200\theaders\tLink",
	    "{\"$ref\":\"#/components/headers/Link\"}" },
	{ THING "get\tdeprecated", "" },
	{ THING "get" RESPONSE "200\theaders\tDeprecation", "" },
	{ "components\tschemas\tNote",
	    "{\"type\":\"object\",\"required\":[\"text\",\"color\",\"id\"],"
	    "\"properties\":{\"text\":{\"type\":\"string\",\"maxLength\":9},"
	    "\"color\":{\"$ref\":\"#/components/schemas/Color\"},"
	    "\"id\":{\"type\":\"string\"}}}" },
};

Test(gen_contract, the_document_says_what_the_loop_does)
{
	struct json_object *document;

	generate_good();
	document = json_object_from_file(generated("openapi.json"));
	cr_assert(document != NULL);
	for (size_t i = 0; i < N_OF(parts); i++) {
		struct json_object *v = look_up(document, parts[i].path);

		cr_expect(eq(str,
			      v ? (char *)json_object_to_json_string_ext(
				      v, JSON_C_TO_STRING_PLAIN |
					     JSON_C_TO_STRING_NOSLASHESCAPE)
				: "",
			      (char *)parts[i].json),
		    "%s", parts[i].path);
	}
	json_object_put(document);
}
