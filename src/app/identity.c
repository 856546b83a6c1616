#include "app/identity.h"

#include <string.h>

#include "base/str.h"
#include "text/name.h"

#include "base/banned.h"

/* As the contract has it. */
enum {
	NAME_MAX_LEN = 100, /* characters */
	ADDRESS_MAX_LEN = 254
};

const char *
app_identity_address(const char *email)
{
	const char *at = email ? strchr(email, '@') : NULL;

	return at && strlen(email) <= ADDRESS_MAX_LEN && at > email && at[1] &&
		       !strchr(at + 1, '@') && !str_has_control(email) &&
		       !strpbrk(email, " <>,;\"\\")
		   ? email
		   : NULL;
}

/* A name as people may be called here; NULL when it is none. */
static const char *
name_of(struct call *call, const char *name)
{
	size_t len = 0, n = 0;

	if (!name || text_name_flaw(name) != TEXT_FINE)
		return NULL;
	for (; name[len] && n < NAME_MAX_LEN; n++)
		len += str_utf8_sequence(name + len, strlen(name + len));
	return arena_strndup(call->arena, name, len);
}

void
app_identity_call(struct call *call, struct app_identity *out,
    const char *first, const char *last)
{
	first = name_of(call, first);
	last = name_of(call, last);
	if (!first && out->email)
		first = name_of(call, arena_strndup(call->arena, out->email,
					  strcspn(out->email, "@")));
	out->first_name = first ? first : "-";
	out->last_name = last ? last : "-";
}
