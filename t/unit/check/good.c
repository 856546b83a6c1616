/*
 * The generated tables, and handlers that nobody calls.
 */
#include "unit/check/good.h"

#include "base/bug.h"
#include "base/str.h"

#include "generated/test/good.c"
#include "generated/test/good_words.c"

#include "base/banned.h"

#define HANDLER(op)                                                            \
	enum err good_##op(struct call *call, const struct good_##op##_in *in) \
	{                                                                      \
		(void)call;                                                    \
		(void)in;                                                      \
		return ERR_INTERNAL;                                           \
	}

HANDLER(root)
HANDLER(old_thing_get)
HANDLER(thing_list)
HANDLER(thing_add)
HANDLER(thing_mine)
HANDLER(thing_washed)
HANDLER(thing_get)
HANDLER(thing_put)
HANDLER(thing_patch)
HANDLER(thing_remove)
HANDLER(step_get)
HANDLER(thing_wash)
HANDLER(prove)
HANDLER(prove_change)
HANDLER(leave)

const struct api_operation *
good_operation(const char *id)
{
	for (size_t i = 0; i < good_routes.n_operations; i++)
		if (str_eq(good_routes.operations[i].id, id))
			return &good_routes.operations[i];
	bug_if(true);
	return NULL;
}
