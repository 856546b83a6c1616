/*
 * Compares what tests have seen with what the contract documents, so that no
 * documented response exists on paper only.
 */
#include "t/lib/coverage.h"

#include <json-c/linkhash.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"

#include "base/banned.h"

struct report {
	const char *lines;
	size_t documented, missing;
	FILE *out;
};

static bool
is_seen(const char *lines, const char *id, const char *status)
{
	char line[96];
	size_t len;

	len = (size_t)snprintf(line, sizeof(line), "%s %s\n", id, status);
	for (; *lines; lines = strchr(lines, '\n') + 1) {
		if (strncmp(lines, line, len) == 0)
			return true;
		if (!strchr(lines, '\n'))
			return false;
	}
	return false;
}

/* Counts what the operation documents: a status, or the code of a problem. */
static void
ask_for(struct report *r, const struct contract_operation *op, const char *what)
{
	r->documented++;
	if (is_seen(r->lines, op->id, what))
		return;
	r->missing++;
	fprintf(r->out, "%s %s (%s %s)\n", op->id, what, op->method, op->path);
}

/* Whether clients get the code for a fault of the server. */
static bool
is_own_fault(const char *code)
{
	int e;

	for (e = 1; e <= ERR_SCHEMA_OUTDATED; e++)
		if (str_eq(err_code((enum err)e), code))
			return err_status((enum err)e) >= 500;
	return false;
}

static bool
look_at(void *ctx, const struct contract_operation *op)
{
	struct report *r = ctx;
	struct json_object *responses, *errors = NULL;
	const char *code;
	size_t i;

	json_object_object_get_ex(op->spec, "responses", &responses);
	json_object_object_foreach(responses, status, response)
	{
		(void)response;
		if (!str_eq(status, "default") && status[0] < '5')
			ask_for(r, op, status);
	}
	json_object_object_get_ex(op->spec, "x-errors", &errors);
	for (i = 0; errors && i < json_object_array_length(errors); i++) {
		code = json_object_get_string(
		    json_object_array_get_idx(errors, i));
		if (!is_own_fault(code))
			ask_for(r, op, code);
	}
	return true;
}

size_t
coverage_missing(
    const struct contract *c, const char *lines, size_t *documented, FILE *out)
{
	struct report r = { .lines = lines, .out = out };

	contract_each(c, look_at, &r);
	*documented = r.documented;
	return r.missing;
}
