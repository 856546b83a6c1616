/*
 * A term is a digest, so there is no table of all that anybody has ever liked.
 * Sixty-four bits: of a million terms two are alike once in forty million
 * times.
 *
 * A person says fifty things at most, and thirty are learned of them, so each
 * is looked for among the others one by one.
 */
#include "app/match_like.h"

#include <stdio.h>
#include <string.h>

#include "crypt/digest.h"
#include "generated/query/match.h"
#include "rule/match.h"

#include "base/banned.h"

enum { WEIGHT_MAX = 100, TEXT_SIZE = 256 };

uint64_t
app_match_term(struct category_id category, const char *tag)
{
	unsigned char digest[CRYPT_SHA256_SIZE];
	char text[TEXT_SIZE];
	uint64_t term = 0;

	if (tag)
		snprintf(text, sizeof(text), "tag %s", tag);
	else
		uuid_format(category.v, text);
	crypt_sha256(text, strlen(text), digest);
	for (int i = 0; i < 8; i++)
		term |= (uint64_t)digest[i] << 8 * i;
	return term ? term : 1;
}

static int64_t
weight_of(const struct call *call, const struct q_match_interests_row *row)
{
	return row->learned_at.set ? rule_match_faded(row->weight,
					 call->now_us - row->learned_at.v)
				   : row->weight;
}

static struct app_match_like *
find(struct app_match_like *likes, size_t n, uint64_t term)
{
	for (size_t i = 0; i < n; i++)
		if (likes[i].term == term)
			return &likes[i];
	return NULL;
}

/* How many there are behind it. */
static size_t
add(struct app_match_like *likes, size_t n, const struct app_match_like *like)
{
	struct app_match_like *known = find(likes, n, like->term);

	if (!like->weight)
		return n;
	if (!known) {
		likes[n] = *like;
		return n + 1;
	}
	known->weight += like->weight;
	if (known->weight > WEIGHT_MAX)
		known->weight = WEIGHT_MAX;
	return n;
}

enum err
app_match_likes(struct call *call, struct user_id user,
    struct app_match_like **likes, size_t *n)
{
	struct q_match_interests_row *rows;
	size_t n_rows;
	enum err err = q_match_interests(
	    call->db, .user = user, &rows, &n_rows);

	*n = 0;
	if (err)
		return err;
	*likes = arena_array(call->arena, n_rows, sizeof(**likes));
	for (size_t i = 0; i < n_rows; i++)
		*n = add(*likes, *n,
		    &(struct app_match_like){
			.category_id = rows[i].category_id,
			.tag = rows[i].tag,
			.name = rows[i].name,
			.term = app_match_term(
			    rows[i].category_id, rows[i].tag),
			.weight = weight_of(call, &rows[i]) });
	return ERR_OK;
}
