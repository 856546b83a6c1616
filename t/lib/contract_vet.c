/*
 * Whether the document is sound in itself: each test reads it and takes it for
 * sound, one vets it.
 */
#include <json-c/json_object_iterator.h>
#include <json-c/linkhash.h>

#include "base/str.h"
#include "t/lib/contract_part.h"

#include "base/banned.h"

struct vetting {
	const struct contract *contract;
	struct schema_fault *fault;
	bool ok;
};

/* Vets the schema of each media type in content. */
static bool
vet_content(struct vetting *v, struct json_object *content)
{
	struct json_object *schema;

	if (!content)
		return true;
	json_object_object_foreach(content, type, media)
	{
		schema = contract_member(media, "schema");
		if (!schema)
			return contract_refuse(
			    v->fault, "%s has no schema", type);
		if (!schema_vet(v->contract->root, schema, v->fault))
			return false;
	}
	return true;
}

static bool
vet_responses(struct vetting *v, struct json_object *responses)
{
	struct json_object *response;

	if (!responses)
		return contract_refuse(v->fault, "no responses");
	json_object_object_foreach(responses, status, raw)
	{
		response = contract_resolved(v->contract, raw);
		if (!response)
			return contract_refuse(
			    v->fault, "%s refers to nothing", status);
		if (!vet_content(v, contract_member(response, "content")))
			return contract_refuse_in(v->fault, status);
	}
	return true;
}

/* A body of JSON shows what is meant by it, by examples that would be taken. */
static bool
vet_examples(struct vetting *v, struct json_object *content)
{
	struct json_object *media = contract_member(
			       content, "application/json"),
			   *schema;
	struct json_object *examples;

	if (!media)
		return true;
	schema = contract_resolved(
	    v->contract, contract_member(media, "schema"));
	examples = contract_member(schema, "examples");
	if (!examples || json_object_array_length(examples) == 0)
		return contract_refuse(v->fault, "a body without examples");
	for (size_t i = 0; i < json_object_array_length(examples); i++)
		if (!schema_check(v->contract->root, schema,
			json_object_array_get_idx(examples, i), v->fault))
			return contract_refuse_in(v->fault, "examples");
	return true;
}

static bool
vet_operation(void *ctx, const struct contract_operation *op)
{
	struct vetting *v = ctx;
	struct json_object *body;

	if (!op->id) {
		v->ok = contract_refuse(v->fault, "no operationId");
	} else {
		body = contract_resolved(
		    v->contract, contract_member(op->spec, "requestBody"));
		v->ok = vet_content(v, contract_member(body, "content")) &&
			vet_examples(v, contract_member(body, "content")) &&
			vet_responses(
			    v, contract_member(op->spec, "responses"));
	}
	return v->ok || contract_refuse_in(v->fault, op->path);
}

static bool
vet_components(struct vetting *v)
{
	struct json_object *all;

	all = document_at(v->contract->root, "#/components/schemas");
	if (!all)
		return true;
	json_object_object_foreach(all, name, schema)
	{
		if (!schema_vet(v->contract->root, schema, v->fault))
			return contract_refuse_in(v->fault, name);
	}
	return true;
}

bool
contract_vet(const struct contract *c, struct schema_fault *f)
{
	struct vetting v = { .contract = c, .fault = f, .ok = true };

	if (!response_is_strict_json(c->root->text, c->root->len))
		return contract_refuse(f, "not JSON, or a key stands twice");
	contract_each(c, vet_operation, &v);
	return v.ok && vet_components(&v);
}
