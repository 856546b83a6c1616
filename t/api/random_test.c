/*
 * Inputs made at random from the schemas of the contract, mostly fitting,
 * sometimes not: whatever comes, the response is one that the contract
 * documents and never a failure on our side. The seed is fixed; a failure
 * repeats.
 */
#include "t/lib/api.h"

#include <json-c/linkhash.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "json/write.h"
#include "t/lib/schema_format.h"

#include "base/banned.h"

enum { ROUNDS = 60, ROUNDS_WITH_HASH = 4, BODY_MAX = 200000 };

static unsigned seed;
static bool is_tame; /* this request should fit */

static int
dice(int sides)
{
	return rand_r(&seed) % sides;
}

static struct json_object *
at(struct json_object *v, const char *name)
{
	struct json_object *out = NULL;

	if (json_object_is_type(v, json_type_object))
		json_object_object_get_ex(v, name, &out);
	return out;
}

static const char *
text_at(struct json_object *v, const char *name)
{
	return json_object_get_string(at(v, name));
}

static int
number_at(struct json_object *v, const char *name, int otherwise)
{
	return at(v, name) ? json_object_get_int(at(v, name)) : otherwise;
}

static const char *
pick(const char *const *words, size_t n)
{
	return words[dice((int)n)];
}

#define PICK(...)                                  \
	pick((const char *const[]){ __VA_ARGS__ }, \
	    N_OF(((const char *const[]){ __VA_ARGS__ })))

/* Characters that have broken something somewhere before. */
static const char *
random_piece(void)
{
	return PICK("a", "Z", "7", " ", "ä", "é", "😀", "\"", "\\", "'", "%",
	    "_", "*", "\n", "\r\n", "\t", "\x7f", "<b>", "--", ";", "{{x}}",
	    "\u202e", "\u2028", "\u0130", "ß", "ﬁ", "$1", ":", "|", "&", "NULL",
	    "\x01");
}

static const char *
tame_of_format(const char *format)
{
	static const struct {
		char format[12], text[32];
	} tame[] = { { "email", "ann@example.org" }, { "name", "Zoë 😀" },
		{ "prose", "Zoë\n😀" }, { "code", "123 456" },
		{ "phone", "+49 30 1" }, { "language", "de_DE" },
		{ "position", "5e-1, 13.4" },
		{ "uri", "https://a.test/x?y=%20#z" } };
	size_t i = 0;

	while (!str_eq(tame[i].format, format))
		i++;
	return tame[i].text;
}

static const char *
random_of_format(const char *format)
{
	if (is_tame)
		return str_eq(format, "date-time") ? in_seconds(dice(900000))
		       : str_eq(format, "uuid")
			   ? "01900000-0000-7000-8000-000000000008"
			   : tame_of_format(format);
	if (str_eq(format, "date-time"))
		return dice(3) ? in_seconds(dice(200000) - 50000)
			       : PICK("2031-12-31T23:59:60Z",
				     "0001-01-01T00:00:00Z",
				     "9999-12-31T23:59:59.999999Z",
				     "2030-06-01T10:00:00.5+05:45", "soon");
	if (str_eq(format, "uuid"))
		return PICK(id("e"), id("ann"), id("bob"),
		    "01900000-0000-7000-8000-000000000008",
		    "00000000-0000-0000-0000-000000000000",
		    "ffffffff-ffff-ffff-ffff-ffffffffffff", "x");
	if (str_eq(format, "email"))
		return PICK("ann@example.org", "BOB@example.org", "a@b.example",
		    "no", "\"a b\"@c.example", "x@[::1]", "ä@ö.example");
	if (!str_eq(format, "uri"))
		return dice(2) ? tame_of_format(format) : random_piece();
	return PICK("https://a.test/x?y=%20#z", "http://a", "ftp://a", "//a",
	    "https://[::1]:1/", "https://a b");
}

static const char *
random_text(struct json_object *schema)
{
	int max = number_at(schema, "maxLength", 40), i, n;
	int min = number_at(schema, "minLength", 0), tries = 0;
	char *out = text("%s", "");

	if (max > 60 && (is_tame || dice(10)))
		max = 60;
	n = min + dice(max - min + (is_tame ? 1 : 2));
	if (at(schema, "pattern") && (is_tame || dice(2))) {
		do {
			cr_assert(tries++ < 1000, "nothing fits %s",
			    text_at(schema, "pattern"));
			out = text(
			    "%s", PICK("123456", "52.5,13.4", "+49 30 1",
				      "de-DE", "x", "000000", "-90,180", "a.b",
				      "18:30", "2030-06-01", "event", "EUR",
				      "12.50", "https://a.test/x",
				      "9188040d-6c67-4c5b-b112-36a304b66dad",
				      "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJ"
				      "SstwAcM"));
		} while (is_tame &&
			 !schema_pattern_fits(text_at(schema, "pattern"), out));
		return out;
	}
	if (n > 3000)
		return text("%0*d", n, 0);
	for (i = 0; i < n; i++)
		out = text("%s%s", out, random_piece());
	return out;
}

static void write_random(struct json_writer *w, struct json_object *schema);

static void
write_number(struct json_writer *w, struct json_object *schema)
{
	int min = number_at(schema, "minimum", -5);
	int max = number_at(schema, "maximum", 5);

	switch (is_tame ? 4 : dice(6)) {
	case 0:
		json_write_int(w, min - dice(2));
		break;
	case 1:
		json_write_int(w, (int64_t)max + dice(2));
		break;
	case 2:
		json_write_real(w, (double)min + 0.5);
		break;
	case 3:
		json_write_int(w, INT64_C(9007199254740991));
		break;
	default:
		json_write_int(
		    w, min + dice(max - min < 20 ? max - min + 1 : 20));
	}
}

static void
write_string(struct json_writer *w, struct json_object *schema)
{
	struct json_object *words = at(schema, "enum");
	const char *format = text_at(schema, "format");
	size_t n;

	if (words) {
		n = json_object_array_length(words);
		json_write_text(
		    w, json_object_get_string(json_object_array_get_idx(
			   words, (size_t)dice((int)n))));
	} else {
		json_write_text(
		    w, format ? random_of_format(format) : random_text(schema));
	}
}

static bool
is_required(struct json_object *schema, const char *name)
{
	struct json_object *list = at(schema, "required");
	size_t i;

	for (i = 0; list && i < json_object_array_length(list); i++)
		if (str_eq(json_object_get_string(
			       json_object_array_get_idx(list, i)),
			name))
			return true;
	return false;
}

static void
write_object(struct json_writer *w, struct json_object *schema)
{
	struct json_object *properties = at(schema, "properties");

	json_open(w, '{');
	if (properties) {
		json_object_object_foreach(properties, name, property)
		{
			if (!dice(5) && !(is_tame && is_required(schema, name)))
				continue;
			if (is_tame && str_eq(name, "timezone"))
				continue;
			json_key(w, name);
			write_random(w, property);
		}
	}
	json_close(w, '}');
}

static void
write_array(struct json_writer *w, struct json_object *schema)
{
	int i, n = is_tame || dice(4) ? dice(2)
				      : number_at(schema, "maxItems", 3) + 1;

	json_open(w, '[');
	for (i = 0; i < n; i++)
		write_random(w, at(schema, "items"));
	json_close(w, ']');
}

/* A value that has nothing to do with the schema. */
static void
write_odd(struct json_writer *w)
{
	const char *odd = PICK("null", "true", "[]", "{}", "0", "-1", "1.5",
	    "\"\"", "[[[]]]", "{\"a\":{\"b\":[null]}}", "1e308");

	json_write_raw(w, odd, strlen(odd));
}

static struct json_object *
resolved(struct json_object *schema)
{
	struct json_object *one = at(schema, "oneOf");

	if (one)
		return resolved(json_object_array_get_idx(one, 0));
	if (at(schema, "anyOf") && !at(schema, "properties"))
		return resolved(
		    json_object_array_get_idx(at(schema, "anyOf"), 0));
	if (at(schema, "$ref"))
		return resolved(document_at(
		    talk_contract()->root, text_at(schema, "$ref")));
	return schema;
}

static void
write_random(struct json_writer *w, struct json_object *schema)
{
	struct json_object *s = resolved(schema), *type = at(s, "type");
	const char *name;

	if (!is_tame && !dice(12)) {
		write_odd(w);
		return;
	}
	if (json_object_is_type(type, json_type_array))
		type = json_object_array_get_idx(type, 0);
	name = type ? json_object_get_string(type) : "object";
	if (str_eq(name, "object"))
		write_object(w, s);
	else if (str_eq(name, "array"))
		write_array(w, s);
	else if (str_eq(name, "string"))
		write_string(w, s);
	else if (str_eq(name, "boolean"))
		json_write_bool(w, dice(2));
	else
		write_number(w, s);
}

/* Percent-encodes everything but letters and digits. */
static char *
encoded(const char *s)
{
	char *out = text("%s", "");

	for (; *s; s++)
		out = text("%s%%%02X", out, (unsigned char)*s);
	return out;
}

static char *
random_query(const struct contract_operation *op)
{
	struct json_object *list = at(op->spec, "parameters"), *p, *schema;
	char *out = text("%s", "?");
	struct json_writer w;
	struct buf b;
	size_t i;

	buf_init(&b, BODY_MAX);
	for (i = 0; list && i < json_object_array_length(list); i++) {
		p = resolved(json_object_array_get_idx(list, i));
		schema = at(p, "schema");
		if (!str_eq(text_at(p, "in"), "query") || dice(3) == 0 ||
		    str_eq(text_at(p, "name"), "cursor"))
			continue;
		buf_clear(&b);
		w = json_writer(&b);
		write_random(&w, schema);
		out = text("%s%s=%s&", out, text_at(p, "name"),
		    encoded(buf_text(&b)[0] == '"'
				? text("%.*s", (int)b.len - 2, buf_text(&b) + 1)
				: buf_text(&b)));
	}
	buf_release(&b);
	return out;
}

static char *
target_of(const struct contract_operation *op)
{
	char *out = text("/%s", op->path), *brace = strchr(out, '{'), *end;

	if (brace) {
		end = strchr(brace, '}');
		*brace = '\0';
		out = text(
		    "%s%s%s", out, dice(6) ? id("e") : id("ann"), end + 1);
	}
	return text("%s%s", out, random_query(op));
}

static bool
hashes_passwords(const struct contract_operation *op)
{
	return str_has_prefix(op->id, "auth_signup") ||
	       str_has_prefix(op->id, "auth_login") ||
	       str_eq(op->id, "auth_reset_password") ||
	       str_eq(op->id, "user_me_password");
}

static void
send_one(const struct contract_operation *op)
{
	struct json_object *schema = contract_input(talk_contract(), op);
	struct json_writer w;
	struct buf b;
	int status;

	is_tame = dice(2);
	buf_init(&b, BODY_MAX);
	w = json_writer(&b);
	if (schema) {
		write_random(&w, schema);
		with_body("application/json", buf_text(&b), b.len);
	}
	status = as(dice(2) ? "ann" : "bob", op->method, "%s", target_of(op));
	cr_expect(status < 500, "%s %s: %s", op->id, schema ? buf_text(&b) : "",
	    response()->body);
	buf_release(&b);
}

static bool
try_operation(void *ctx, const struct contract_operation *op)
{
	int i, n = hashes_passwords(op) ? ROUNDS_WITH_HASH : ROUNDS;

	(void)ctx;
	/* what ends the session would end the test */
	if (str_has_prefix(op->id, "session_end") ||
	    str_eq(op->id, "auth_logout") || str_eq(op->id, "user_me_remove") ||
	    !strchr(op->path + 1, '/'))
		return true;
	for (i = 0; i < n; i++) {
		/* some removed it, some filled it */
		if (as("ann", GET, "/events/%s", id("e")) != 200 ||
		    !str_eq(body("/status"), "published"))
			given_event("e", .capacity = 3, .waitlist = true);
		send_one(op);
	}
	return true;
}

Test_engines(api_random, input_never_breaks_it, .timeout = 300)
{
	api_files();
	seed = 20261120;
	given_user("bob");
	given_event("e", .capacity = 3, .waitlist = true);
	contract_each(talk_contract(), try_operation, NULL);
}
