/*
 * A table of as many tokens as a process has to do with at a time; who falls
 * into another's place takes it over.
 */
#include "api/token_holder.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "generated/query/api_token.h"

#include "base/banned.h"

enum { PLACES = 4096 };

struct api_token_holders {
	struct {
		unsigned char hash[CRYPT_SHA256_SIZE];
		struct user_id user;
	} places[PLACES];
};

struct api_token_holders *
api_token_holders_new(void)
{
	struct api_token_holders *holders = calloc(1, sizeof(*holders));

	bug_if(!holders);
	return holders;
}

enum err
api_token_holder_find(struct api_token_holders *holders,
    const unsigned char hash[CRYPT_SHA256_SIZE], struct call *call)
{
	size_t i = ((size_t)hash[0] << 8 | hash[1]) % PLACES;
	struct bytes bytes = { hash, CRYPT_SHA256_SIZE };
	struct q_api_token_holder_row row;
	enum err err;

	if (crypt_is_equal(holders->places[i].hash, hash, bytes.len)) {
		call->user = holders->places[i].user;
		return ERR_OK;
	}
	err = q_api_token_holder(call->db, .hash = bytes, &row);
	if (err == ERR_NOT_FOUND)
		return fault(call->fault, ERR_NOT_AUTHENTICATED,
		    "There is no such API token, or no more.");
	if (err)
		return err;
	memcpy(holders->places[i].hash, hash, bytes.len);
	holders->places[i].user = call->user = row.user_id;
	return ERR_OK;
}
