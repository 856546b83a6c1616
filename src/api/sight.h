/*
 * What callers see otherwise than everybody, so that a list looks for nothing
 * that there is not.
 *
 * It stands in the user's row (sql/object/user_sight.sql), may say more than is
 * so but never less, and the check of the session brings it along. On
 * PostgreSQL that answer comes together with the list's own, so a list goes by
 * what its process heard of the caller last. When that was less than is so, its
 * answer is dropped and the list asks again; when it was more, the answer is
 * right all the same.
 */
#ifndef API_SIGHT_H
#define API_SIGHT_H

#include "app/call.h"

enum {
	API_SIGHT_SPACES = 1,  /* they are in some */
	API_SIGHT_BLOCKS = 2,  /* there is whom they do not see */
	API_SIGHT_UNLISTED = 4 /* of an event that is not listed they are the
				  organizer, or are named by it */
};

/* What one process has heard. */
struct api_sights;

/* Nothing yet. Ends with free. */
struct api_sights *api_sights_new(void);

/* What the caller sees so, for all that is known. A statement that is chosen by
 * it may return ERR_RETRY: then more is known, and another one is to be chosen.
 */
unsigned api_sight(struct call *call);

/* Before the session of the caller is checked: takes what was heard last. */
void api_sight_recall(struct call *call);
/* Takes what the check has told. ERR_RETRY when api_sight has said less. */
MUST_CHECK enum err api_sight_learn(struct call *call, unsigned sight);

#endif
