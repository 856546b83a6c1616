/*
 * A table of as many callers as a process has to do with at a time; who falls
 * into another's place takes it over, which costs the other one statement more.
 */
#include "api/sight.h"

#include <stdlib.h>
#include <string.h>

#include "api/exchange.h"
#include "base/bug.h"

#include "base/banned.h"

enum { PLACES = 4096 };

struct api_sights {
	struct {
		struct user_id user;
		unsigned char sight;
	} places[PLACES];
};

struct api_sights *
api_sights_new(void)
{
	struct api_sights *sights = calloc(1, sizeof(*sights));

	bug_if(!sights);
	return sights;
}

/* Ids begin with their time and end with what is random. */
static size_t
place_of(struct user_id user)
{
	uint64_t halves[2];

	memcpy(halves, user.v.b, sizeof(halves));
	return (halves[0] ^ halves[1]) * UINT64_C(0x9e3779b97f4a7c15) >>
	       (64 - 12);
}

unsigned
api_sight(struct call *call)
{
	struct api_exchange *x = api_exchange_of(call);

	x->is_sight_asked = true;
	return x->sight;
}

void
api_sight_recall(struct call *call)
{
	struct api_exchange *x = api_exchange_of(call);
	size_t i = place_of(call->user);

	x->is_sight_asked = false;
	x->sight = uuid_eq(x->sights->places[i].user.v, call->user.v)
		       ? x->sights->places[i].sight
		       : 0;
}

enum err
api_sight_learn(struct call *call, unsigned sight)
{
	struct api_exchange *x = api_exchange_of(call);
	bool is_more = sight & ~x->sight;
	size_t i = place_of(call->user);

	x->sights->places[i].user = call->user;
	x->sights->places[i].sight = (unsigned char)sight;
	x->sight = sight;
	return is_more && x->is_sight_asked ? ERR_RETRY : ERR_OK;
}
