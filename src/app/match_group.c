/*
 * The weights of one person stand in a row that has room for each term, so that
 * a pair costs as much as the other one likes.
 */
#include "app/match_group.h"

#include "base/banned.h"

/* What a person likes, by term; or nothing, for the next one. */
static void
write_row(uint8_t *row, const struct app_match_found *found, bool is_theirs)
{
	const struct app_match_snapshot *in = found->side->in;
	const struct app_match_person *p = found->person;

	for (uint32_t i = p->first; i < p->first + p->n; i++)
		row[in->terms[i]] = is_theirs ? in->weights[i] : 0;
}

static double
alike(const uint8_t *row, const struct app_match_found *a,
    const struct app_match_found *b)
{
	const struct app_match_snapshot *in = b->side->in;
	uint64_t dot = 0;

	for (uint32_t i = b->person->first; i < b->person->first + b->person->n;
	     i++)
		dot += (uint64_t)row[in->terms[i]] * in->weights[i];
	return rule_match_cosine(dot, a->person->n2, b->person->n2);
}

static void
join_all(struct arena *arena, const struct app_match_found *candidates,
    struct rule_match_graph *graph)
{
	uint8_t *row = graph->n
			   ? arena_alloc(arena, candidates->side->in->n_names)
			   : NULL;

	for (size_t i = 0; i < graph->n; i++) {
		write_row(row, &candidates[i], true);
		for (size_t j = i + 1; j < graph->n; j++)
			if (alike(row, &candidates[i], &candidates[j]) >
			    RULE_MATCH_ALIKE)
				rule_match_graph_join(graph, i, j);
		write_row(row, &candidates[i], false);
	}
}

/* The place of a candidate; n: they are none. */
static size_t
place_of(const struct app_match_found *candidates, size_t n, struct user_id id)
{
	size_t i = 0;

	while (i < n && !uuid_eq(candidates[i].id.v, id.v))
		i++;
	return i;
}

static void
part_all(const struct app_match_found *candidates,
    const app_match_parted *parted, size_t n_parted,
    struct rule_match_graph *graph)
{
	for (size_t i = 0; i < n_parted; i++) {
		size_t a = place_of(candidates, graph->n, parted[i].user_id);
		size_t b = place_of(candidates, graph->n, parted[i].other_id);

		if (a < graph->n && b < graph->n)
			rule_match_graph_part(graph, a, b);
	}
}

static double
mean(struct arena *arena, const struct app_match_group *group)
{
	uint8_t *row = arena_alloc(arena, group->members[0]->side->in->n_names);
	double sum = 0;

	for (size_t i = 0; i < group->n; i++)
		sum += group->members[i]->parts.interests;
	for (size_t i = 0; i < group->n; i++) {
		write_row(row, group->members[i], true);
		for (size_t j = i + 1; j < group->n; j++)
			sum += alike(row, group->members[i], group->members[j]);
		write_row(row, group->members[i], false);
	}
	return sum / (double)(group->n * (group->n + 1) / 2);
}

size_t
app_match_groups(struct arena *arena, const struct app_match_found *candidates,
    size_t n, const app_match_parted *parted, size_t n_parted,
    struct app_match_group groups[RULE_MATCH_GROUPS_MAX])
{
	struct rule_match_graph *graph = arena_new(
	    arena, struct rule_match_graph);
	struct rule_match_group places[RULE_MATCH_GROUPS_MAX];
	size_t n_groups;

	graph->n = n;
	join_all(arena, candidates, graph);
	part_all(candidates, parted, n_parted, graph);
	n_groups = rule_match_groups(graph, places);
	for (size_t i = 0; i < n_groups; i++) {
		groups[i].n = places[i].n;
		for (size_t j = 0; j < places[i].n; j++)
			groups[i].members[j] =
			    &candidates[places[i].members[j]];
		groups[i].score = mean(arena, &groups[i]);
	}
	return n_groups;
}
