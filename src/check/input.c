/*
 * All inputs of one operation: path, query, body, and the sentence that sums
 * up what is wrong with them.
 */
#include "check/check.h"

#include <string.h>

#include "check/walk.h"
#include "json/read.h"

#include "base/banned.h"

/* Whether all values of the path are what they must be. What is wrong with
 * one does not matter: there is no such thing. */
static bool
check_path(const struct check_input *input, const char *const *values,
    struct arena *arena, char *out)
{
	struct check_walk w = { .arena = arena };

	for (size_t i = 0; i < input->n_path; i++)
		check_query_value(&w, &input->path[i], values[i], out);
	return w.n_faults == 0;
}

/* What the members hold when there is no body and none is needed. */
static void
set_initial(const struct check_object *o, char *out)
{
	for (size_t i = 0; i < o->n_fields; i++)
		check_store_initial(&o->fields[i], out);
}

static void
check_headers(struct check_walk *w, const struct check_input *input,
    const char *const *values, char *out)
{
	for (size_t i = 0; i < input->n_header; i++) {
		const struct check_field *f = &input->header[i];
		size_t up = check_walk_down(w, "%s", f->name);

		if (values[i])
			check_query_value(w, f, values[i], out);
		else if (f->is_required)
			check_walk_fail(w, "required", "Is required.");
		else
			check_store_initial(f, out);
		check_walk_up(w, up);
	}
}

/* A body of bytes has been looked at before; here it only must be there. */
static void
check_raw(struct check_walk *w, const struct check_input *input,
    const struct check_source *from, char *out)
{
	const struct check_raw *raw = input->raw;
	bool is_there = raw->is_file ? from->file.is_there
				     : from->raw.p != NULL;

	if (!is_there && raw->is_required)
		check_walk_fail(w, "required", "A body is required.");
	out += input->body_offset;
	if (raw->is_file)
		memcpy(out, &from->file, sizeof(from->file));
	else
		memcpy(out, &from->raw, sizeof(from->raw));
}

static void
check_body(struct check_walk *w, const struct check_input *input,
    const struct json_value *body, char *out)
{
	if (!body) {
		if (input->has_body != CHECK_NO_HAS)
			set_initial(input->body, out + input->body_offset);
		else
			check_walk_fail(
			    w, "required", "A body of JSON is required.");
		return;
	}
	if (json_type(body) != JSON_OBJECT) {
		check_walk_fail(w, "type", "Must be an object, not %s.",
		    json_type_name(json_type(body)));
		return;
	}
	if (input->has_body != CHECK_NO_HAS)
		*(bool *)(out + input->has_body) = true;
	check_body_object(w, input->body, body, out + input->body_offset);
}

enum err
check_input(const struct check_input *input, const struct check_source *from,
    struct arena *arena, struct fault *f, void *in)
{
	struct check_walk w = { .arena = arena,
		.fault = f,
		.is_merge_patch = input->is_merge_patch };

	if (!check_path(input, from->path_values, arena, in))
		return fault(f, ERR_NOT_FOUND, "There is nothing here.");
	check_query_fields(&w, input->query, input->n_query, from->query, in);
	check_headers(&w, input, from->headers, in);
	if (input->body)
		check_body(&w, input, from->body, in);
	if (input->raw)
		check_raw(&w, input, from, in);
	if (!w.n_faults)
		return ERR_OK;
	return fault(f, ERR_VALIDATION_FAILED,
	    w.n_faults == 1 ? "%u value is not valid."
			    : "%u values are not valid.",
	    w.n_faults);
}
