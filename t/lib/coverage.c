/*
 * Compares what tests have seen with what the contract documents, so that no
 * documented answer exists on paper only.
 */
#include "t/lib/coverage.h"

#include <json-c/linkhash.h>
#include <string.h>

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

static bool
look_at(void *ctx, const struct contract_operation *op)
{
	struct report *r = ctx;
	struct json_object *responses;

	json_object_object_get_ex(op->spec, "responses", &responses);
	json_object_object_foreach(responses, status, response)
	{
		(void)response;
		if (str_eq(status, "default") || status[0] >= '5')
			continue;
		r->documented++;
		if (is_seen(r->lines, op->id, status))
			continue;
		r->missing++;
		fprintf(r->out, "%s %s (%s %s)\n", op->id, status, op->method,
		    op->path);
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
