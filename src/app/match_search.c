/*
 * One pass over everybody, and a heap of the best, the worst of them on top.
 * Nobody has a score of their own in each cluster: what is compared of them is
 * the same in all, and groups are counted over all.
 */
#include "app/match_search.h"

#include <stdlib.h>
#include <string.h>

#include "app/space.h"
#include "generated/query/match.h"
#include "json/ids.h"

#include "base/banned.h"

/*
 * Beginning.
 */

static enum err
require(struct call *call, struct space_id cluster)
{
	struct q_match_is_on_row row;
	struct app_space space;
	enum err err = uuid_is_nil(cluster.v)
			   ? ERR_OK
			   : app_space_require(call, cluster, false,
				 RULE_MATCHING_USE, &space);

	if (!err)
		err = q_match_is_on(call->db, .user = call->user, &row);
	if (!err && !row.is_on)
		err = fault(call->fault, ERR_MATCHING_OFF,
		    "Only who lets themselves be matched is shown others.");
	return err;
}

/* The people of a side, as numbers. */
static size_t
number_of(const struct app_match_side *side, const struct app_match_person *p)
{
	return (size_t)(p - side->in->people);
}

static void
count_mate(struct app_match_search *search, struct user_id mate)
{
	for (size_t i = 0; i < search->n; i++) {
		struct app_match_side *side = &search->sides[i];
		const struct app_match_person *p = app_match_snapshot_find(
		    side->in, mate);

		if (p && side->shared[number_of(side, p)] < UINT8_MAX)
			side->shared[number_of(side, p)]++;
	}
}

static enum err
count_mates(struct call *call, struct app_match_search *search)
{
	struct q_match_mates_row *rows;
	size_t n;
	enum err err = q_match_mates(call->db, .viewer = call->user,
	    .clusters = search->clusters, .most = APP_MATCH_GROUP_MAX,
	    .limit = APP_MATCH_GROUPS_MAX, &rows, &n);

	for (size_t i = 0; !err && i < n; i++)
		count_mate(search, rows[i].user_id);
	return err;
}

static enum err
open_side(
    struct call *call, struct space_id cluster, struct app_match_side *side)
{
	enum err err = app_matches_get(call, cluster, &side->in);

	if (err)
		return err;
	side->me = app_match_snapshot_find(side->in, call->user);
	side->mine = arena_alloc(call->arena, side->in->n_names);
	side->shared = arena_alloc(call->arena, side->in->n_people);
	for (uint32_t i = 0; side->me && i < side->me->n; i++)
		side->mine[side->in->terms[side->me->first + i]] =
		    side->in->weights[side->me->first + i];
	return ERR_OK;
}

static enum err
find_clusters(struct call *call, struct space_id cluster,
    struct q_match_clusters_row **rows, size_t *n, const char **ids)
{
	enum err err = require(call, cluster);

	if (!err)
		err = q_match_clusters(call->db, .user = call->user,
		    .cluster = cluster, .limit = APP_MATCHES_OF_ONE, rows, n);
	if (err)
		return err;
	*ids = JSON_IDS(call->arena, *rows, id.v, *n);
	return *n || uuid_is_nil(cluster.v)
		   ? ERR_OK
		   : fault(call->fault, ERR_MATCHING_OFF,
			 "You are not matched in this cluster.");
}

enum err
app_match_clusters(struct call *call, const char **ids)
{
	struct q_match_clusters_row *rows;
	size_t n;

	return find_clusters(call, (struct space_id){ 0 }, &rows, &n, ids);
}

enum err
app_match_search(
    struct call *call, struct space_id cluster, struct app_match_search *search)
{
	struct q_match_clusters_row *rows;
	enum err err;

	*search = (struct app_match_search){ .me = call->user };
	err = find_clusters(
	    call, cluster, &rows, &search->n, &search->clusters);
	app_matches_trim(call->matches, (size_t)call->conf->rss_max_mib << 19);
	for (size_t i = 0; !err && i < search->n; i++)
		err = open_side(call, rows[i].id, &search->sides[i]);
	return err || !search->n ? err : count_mates(call, search);
}

/*
 * Searching.
 */

static bool
is_before(const struct app_match_found *a, const struct app_match_found *b)
{
	return a->score > b->score ||
	       (a->score == b->score &&
		   memcmp(a->id.v.b, b->id.v.b, sizeof(a->id.v.b)) < 0);
}

static int
compare(const void *a, const void *b)
{
	return is_before(a, b) ? -1 : is_before(b, a);
}

/* False for who likes nothing that I like. */
static bool
weigh(const struct app_match_side *side, const struct app_match_person *p,
    struct app_match_found *found)
{
	const uint32_t *terms = side->in->terms + p->first;
	const uint8_t *weights = side->in->weights + p->first;
	uint64_t dot = 0;

	for (uint32_t i = 0; i < p->n; i++)
		dot += (uint64_t)side->mine[terms[i]] * weights[i];
	if (!dot || !p->n2 || p == side->me)
		return false;
	*found = (struct app_match_found){
		.id = p->id,
		.parts = rule_match_parts(dot, side->me->n2, p->n2,
		    rule_week_common(&side->me->free, &p->free),
		    side->shared[number_of(side, p)]),
		.side = side,
		.person = p,
	};
	found->score = rule_match_score(&found->parts);
	return true;
}

static bool
is_on_a_side_before(const struct app_match_search *search,
    const struct app_match_side *side, struct user_id id)
{
	for (const struct app_match_side *s = search->sides; s < side; s++)
		if (s->me && app_match_snapshot_find(s->in, id))
			return true;
	return false;
}

/* What stands at i sinks to its place in a heap of n. */
static void
sink(struct app_match_found *heap, size_t n, size_t i)
{
	for (size_t child; (child = 2 * i + 1) < n; i = child) {
		struct app_match_found held = heap[i];

		if (child + 1 < n && is_before(&heap[child], &heap[child + 1]))
			child++;
		if (!is_before(&heap[i], &heap[child]))
			return;
		heap[i] = heap[child];
		heap[child] = held;
	}
}

static void
rise(struct app_match_found *heap, size_t i)
{
	for (size_t up; i && (up = (i - 1) / 2, is_before(&heap[up], &heap[i]));
	     i = up) {
		struct app_match_found held = heap[i];

		heap[i] = heap[up];
		heap[up] = held;
	}
}

static size_t
offer(struct app_match_found *heap, size_t n, size_t max,
    const struct app_match_found *found)
{
	if (n < max) {
		heap[n] = *found;
		rise(heap, n);
		return n + 1;
	}
	heap[0] = *found;
	sink(heap, n, 0);
	return n;
}

static size_t
search_side(const struct app_match_search *search,
    const struct app_match_side *side, const struct app_match_found *after,
    struct app_match_found *heap, size_t n, size_t max)
{
	struct app_match_found found;

	for (size_t i = 0; i < side->in->n_people; i++) {
		if (!weigh(side, &side->in->people[i], &found) ||
		    found.parts.interests <= search->above)
			continue;
		if (after && !is_before(after, &found))
			continue;
		if (n == max && !is_before(&found, &heap[0]))
			continue;
		if (!is_on_a_side_before(search, side, found.id))
			n = offer(heap, n, max, &found);
	}
	return n;
}

size_t
app_match_search_next(const struct app_match_search *search,
    const struct app_match_found *after, struct app_match_found *found,
    size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < search->n; i++)
		if (search->sides[i].me)
			n = search_side(
			    search, &search->sides[i], after, found, n, max);
	qsort(found, n, sizeof(*found), compare);
	return n;
}

/* How much somebody likes a term; 0: not. */
static uint64_t
weight_of(const struct app_match_found *found, uint32_t term)
{
	const struct app_match_snapshot *in = found->side->in;
	const struct app_match_person *p = found->person;

	for (uint32_t i = p->first; i < p->first + p->n; i++)
		if (in->terms[i] == term)
			return in->weights[i];
	return 0;
}

/* 0: not all like it. */
static uint64_t
weight_of_all(
    const struct app_match_found *const *found, size_t n, uint32_t term)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t weight = weight_of(found[i], term);

		if (!weight)
			return 0;
		sum += weight;
	}
	return sum * found[0]->side->mine[term];
}

size_t
app_match_search_shared(const struct app_match_found *const *found,
    size_t n_found, uint64_t terms[APP_MATCH_TERMS_MAX])
{
	const struct app_match_snapshot *in = found[0]->side->in;
	const struct app_match_person *p = found[0]->person;
	uint64_t weights[APP_MATCH_TERMS_MAX];
	size_t n = 0;

	for (uint32_t i = p->first; i < p->first + p->n; i++) {
		uint64_t weight = weight_of_all(found, n_found, in->terms[i]);
		size_t at = n;

		while (at && weights[at - 1] < weight)
			at--;
		if (!weight || at == APP_MATCH_TERMS_MAX)
			continue;
		n += n < APP_MATCH_TERMS_MAX;
		for (size_t j = n - 1; j > at; j--) {
			weights[j] = weights[j - 1];
			terms[j] = terms[j - 1];
		}
		weights[at] = weight;
		terms[at] = in->names[in->terms[i]];
	}
	return n;
}
