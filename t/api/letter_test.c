/*
 * Texts of all scripts, in every member of every body that an operation answers
 * with: what was written is what is given back.
 */
#include "t/api/operations.h"
#include "t/api/sign.h"

#include <json-c/json_tokener.h>
#include <json-c/linkhash.h>
#include <string.h>

#include "base/banned.h"

/* Of two, three and four bytes. */
#define LETTERS "Zo\u00eb \u65e5\u672c \U0001f600"

/* A member of a body: the JSON around it, and where an answer has it. */
struct member {
	const struct operation_row *row;
	const char *left, *right, *pointer;
};

static struct json_object *
at(struct json_object *v, const char *name)
{
	struct json_object *out = NULL;

	if (json_object_is_type(v, json_type_object))
		json_object_object_get_ex(v, name, &out);
	return out;
}

/* The row's body, with the member set. */
static char *
body_with(const struct member *m, const char *letters)
{
	struct json_object *whole = json_tokener_parse(m->row->body);
	struct json_object *part = json_tokener_parse(
	    text("%s\"%s\"%s", m->left, letters, m->right));
	char *out;

	cr_assert(whole && part, "%s%s", m->left, m->right);
	json_object_object_foreach(part, name, value)
	    json_object_object_add(whole, name, json_object_get(value));
	out = text("%s", json_object_to_json_string(whole));
	json_object_put(whole);
	json_object_put(part);
	return out;
}

/* Whether it is a secret, or one of a list or a language, which no answer
 * repeats or any text could be. */
static bool
is_no_text(const char *pointer, struct json_object *schema)
{
	const char *format = json_object_get_string(at(schema, "format"));

	return (format && !str_eq(format, "name") &&
		   !str_eq(format, "prose")) ||
	       at(schema, "enum") || at(schema, "pattern") ||
	       strstr(pointer, "password") || strstr(pointer, "token") ||
	       strstr(pointer, "timezone") || strstr(pointer, "rrule") ||
	       strstr(pointer, "dates") || str_eq(pointer, "/config") ||
	       str_eq(pointer, "/state");
}

/* The names of who was invited by an address, which their first answer asks
 * for; the row's has been given. */
static bool
is_asked_once(const struct member *m)
{
	return str_eq(m->row->id, "guest_rsvp_patch") &&
	       strstr(m->pointer, "_name");
}

/* What people like is kept in the form in which it is compared; api_interest
 * reads it. */
static bool
is_folded(const struct member *m)
{
	return str_eq(m->row->id, "interest_put");
}

/* The steps that a routine begins with have a list of their own, and each is
 * given back by who adds one. */
static bool
is_listed_apart(const struct member *m)
{
	return str_has_prefix(m->pointer, "/steps/");
}

/* What a door reports is in a list of its own, and an address gets one account:
 * api_check_in and api_admin read these. */
static bool
is_read_elsewhere(const struct member *m)
{
	return str_has_prefix(m->row->id, "check_in_add") ||
	       str_eq(m->row->id, "admin_user_create");
}

static void
is_given_back(const struct member *m, int *n_kept)
{
	struct operation_row row = *m->row;
	char *letters = text(LETTERS "%d", *n_kept), *sent;
	int status;

	if (is_read_elsewhere(m))
		return;
	row.body = sent = body_with(m, letters);
	status = operation_send(&row, row.status[OWNER] == 403 ? ADMIN : OWNER,
	    operation_path(&row));
	cr_expect(status >= 200 && status < 300, "%s %s: %s", row.id, sent,
	    response()->body);
	if (status == 204 || !str_eq(body("/message"), "(none)") ||
	    is_asked_once(m) || is_folded(m) || is_listed_apart(m))
		return; /* no answer, or only that it is done: the noun's tests
			   read it elsewhere */
	expect_text(letters, body(m->pointer));
	(*n_kept)++;
}

static bool
is_text(const char *pointer, struct json_object *schema)
{
	struct json_object *type = at(schema, "type");

	if (json_object_is_type(type, json_type_array))
		type = json_object_array_get_idx(type, 0);
	return type && str_eq(json_object_get_string(type), "string") &&
	       !is_no_text(pointer, schema);
}

/* The other texts of an object within the body, one of which it may need. */
static char *
texts_of(const struct member *m, struct json_object *schema)
{
	char *out = text("%s", "");

	if (!m->pointer[0])
		return out;
	json_object_object_foreach(at(schema, "properties"), name, inner)
	{
		if (is_text(name, inner))
			out = text("%s\"%s\":\"" LETTERS "\",", out, name);
	}
	return out;
}

static void
visit(const struct member *m, struct json_object *schema, int *n_kept)
{
	const char *ref = json_object_get_string(at(schema, "$ref"));
	struct json_object *any;

	if (ref)
		schema = document_at(talk_contract()->root, ref);
	if (is_text(m->pointer, schema))
		is_given_back(m, n_kept);
	if (at(schema, "items"))
		visit(&(struct member){ m->row, text("%s[", m->left),
			  text("]%s", m->right), text("%s/0", m->pointer) },
		    at(schema, "items"), n_kept);
	any = at(schema, "oneOf");
	for (size_t i = 0; any && i < json_object_array_length(any); i++)
		visit(m, json_object_array_get_idx(any, i), n_kept);
	if (!at(schema, "properties"))
		return;
	json_object_object_foreach(at(schema, "properties"), name, inner)
	    visit(&(struct member){ m->row,
		      text("%s{%s\"%s\":", m->left, texts_of(m, schema), name),
		      text("}%s", m->right), text("%s/%s", m->pointer, name) },
		inner, n_kept);
}

static bool
visit_operation(void *ctx, const struct contract_operation *op)
{
	const struct operation_row *row = operation_rows;

	while (row->id && !str_eq(row->id, op->id))
		row++;
	if (row->path && row->body[0])
		visit(&(struct member){ row, "", "", "" },
		    contract_input(talk_contract(), op), ctx);
	return true;
}

Test_engines(api_letter, every_text_is_given_back_as_it_was_written)
{
	int n_kept = 0;

	operation_given();
	contract_each(talk_contract(), visit_operation, &n_kept);
	cr_expect(n_kept > 0);
}

Test_engines(api_letter, who_signs_up_is_called_as_they_wrote)
{
	expect(
	    200, anonymous(POST,
		     "/auth/signup {'email': 'zoe@example.org', "
		     "'first_name': '" LETTERS "', 'last_name': '" LETTERS "', "
		     "'password': '%s', 'password_verify': '%s'}",
		     GIVEN_PASSWORD LETTERS, GIVEN_PASSWORD LETTERS));
	find_user("zoe");
	expect(200, anonymous(POST, "/auth/verify-email {'token': '%s'}",
			mailed_token("zoe", "verify_email")));
	expect(200, log_in("zoe", GIVEN_PASSWORD LETTERS));
	expect_text(LETTERS, body("/user/first_name"));
	expect_text(LETTERS, body("/user/last_name"));
}
