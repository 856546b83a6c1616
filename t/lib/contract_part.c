#include "t/lib/contract_part.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/banned.h"

bool
contract_refuse(struct schema_fault *f, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(f->text, sizeof(f->text), format, args);
	va_end(args);
	return false;
}

bool
contract_refuse_in(struct schema_fault *f, const char *what)
{
	struct schema_fault inner = *f;

	return contract_refuse(f, "%.120s: %.380s", what, inner.text);
}

struct json_object *
contract_member(struct json_object *v, const char *name)
{
	struct json_object *out = NULL;

	if (json_object_is_type(v, json_type_object))
		json_object_object_get_ex(v, name, &out);
	return out;
}

const char *
contract_member_text(struct json_object *v, const char *name)
{
	struct json_object *m = contract_member(v, name);

	return json_object_is_type(m, json_type_string)
		   ? json_object_get_string(m)
		   : NULL;
}

struct json_object *
contract_resolved(const struct contract *c, struct json_object *v)
{
	const char *ref = contract_member_text(v, "$ref");

	return ref ? document_at(c->root, ref) : v;
}
