/*
 * What a spark is about are its tags and its category, each as much as the
 * others.
 */
#include "app/match_spark.h"

#include <stdlib.h>

#include "app/match.h"
#include "app/match_like.h"
#include "app/match_search.h"
#include "app/recurrence.h"
#include "base/clock.h"
#include "base/str.h"
#include "rule/match.h"
#include "rule/spark.h"
#include "text/form.h"

#include "base/banned.h"

enum { AHEAD_DAYS = 31, WEIGHT = 100 };

/* The caller, as sparks are compared with them. */
struct likes {
	struct app_match_like *v;
	size_t n;
	uint64_t n2;
	struct rule_week free;
};

static enum err
read_likes(struct call *call, struct likes *likes)
{
	enum err err = app_match_likes(call, call->user, &likes->v, &likes->n);

	likes->n2 = 0;
	for (size_t i = 0; !err && i < likes->n; i++)
		likes->n2 += (uint64_t)(likes->v[i].weight *
					likes->v[i].weight);
	return err ? err : app_match_free(call, call->user, &likes->free);
}

/*
 * One spark.
 */

static const struct app_match_like *
liked(const struct likes *likes, struct category_id category, const char *tag)
{
	for (size_t i = 0; i < likes->n; i++)
		if (tag ? likes->v[i].tag && str_eq(likes->v[i].tag, tag)
			: !likes->v[i].tag &&
			      uuid_eq(likes->v[i].category_id.v, category.v))
			return &likes->v[i];
	return NULL;
}

/* What it is about, each once. */
struct about {
	const char **shared;
	size_t n, n_shared;
	uint64_t dot;
};

static void
add(struct about *about, const struct app_match_like *like)
{
	about->n++;
	if (!like)
		return;
	about->shared[about->n_shared++] = like->name;
	about->dot += (uint64_t)like->weight * WEIGHT;
}

static bool
is_among(const char *const *tags, size_t n, const char *tag)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(tags[i], tag))
			return true;
	return false;
}

static enum err
read_about(struct call *call, const struct likes *likes,
    const struct q_spark_for_match_row *row, struct about *about)
{
	struct app_recurrence_texts said;
	const char **tags;
	enum err err = app_recurrence_texts(call, row->tags, &said);

	if (err)
		return err;
	tags = arena_array(call->arena, said.n, sizeof(*tags));
	*about = (struct about){ .shared = arena_array(
				     call->arena, said.n + 1, sizeof(*tags)) };
	if (!uuid_is_nil(row->category_id.v))
		add(about, liked(likes, row->category_id, NULL));
	for (size_t i = 0; i < said.n; i++) {
		tags[i] = text_fold(call->arena, said.v[i]);
		if (!is_among(tags, i, tags[i]))
			add(about,
			    liked(likes, (struct category_id){ 0 }, tags[i]));
	}
	return ERR_OK;
}

static void
compare_time(const struct likes *likes, struct app_match_spark *spark,
    int *free, int *half_hours)
{
	struct rule_week week;

	*half_hours = rule_week_of(
	    spark->row->start_time, spark->row->end_time, &week);
	spark->free = rule_week_both(&week, &likes->free);
	*free = rule_week_common(&week, &likes->free);
}

/* False for one that is about nothing that they like. */
static enum err
weigh(struct call *call, const struct likes *likes,
    struct app_match_spark *spark, bool *suits)
{
	struct about about;
	int free, half_hours;
	enum err err = read_about(call, likes, spark->row, &about);

	*suits = !err && about.dot;
	if (!*suits)
		return err;
	spark->shared = about.shared;
	spark->n_shared = about.n_shared;
	compare_time(likes, spark, &free, &half_hours);
	spark->score = rule_match_score_of_thing(
	    rule_match_cosine(
		about.dot, likes->n2, about.n * (uint64_t)WEIGHT * WEIGHT),
	    free, half_hours);
	return ERR_OK;
}

/*
 * All of them.
 */

static int
compare(const void *a, const void *b)
{
	const struct app_match_spark *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	/* they stand in an array by start */
	return x->row < y->row ? -1 : 1;
}

static enum err
find(struct call *call, const char *clusters,
    struct q_spark_for_match_row **rows, size_t *n)
{
	int64_t from = call->now_us - RULE_SPARK_OVER_H * CLOCK_HOUR_US;
	struct opt_real anywhere = { 0 };
	struct space_id any = { 0 };
	struct spark_id first = { 0 };

	return q_spark_for_match(call->db, .viewer = call->user,
	    .cluster_id = any, .group_id = any, .state = SPARK_STATUS_SCHEDULED,
	    .or_state = SPARK_STATUS_ACTIVE, .or_else_state = NO_SPARK_STATUS,
	    .tag = NULL, .lat = anywhere, .lon = anywhere, .reach = anywhere,
	    .to = call->now_us + AHEAD_DAYS * CLOCK_DAY_US, .now = call->now_us,
	    .clusters = clusters, .after_start_time = from, .after_id = first,
	    .limit = APP_MATCH_SPARKS_MAX, rows, n);
}

enum err
app_match_sparks(struct call *call, struct app_match_spark **sparks, size_t *n)
{
	struct q_spark_for_match_row *rows;
	struct likes likes;
	const char *clusters;
	size_t n_rows;
	bool suits;
	enum err err = app_match_clusters(call, &clusters);

	if (!err)
		err = read_likes(call, &likes);
	if (!err)
		err = find(call, clusters, &rows, &n_rows);
	if (err)
		return err;
	*sparks = arena_array(call->arena, n_rows, sizeof(**sparks));
	*n = 0;
	for (size_t i = 0; !err && i < n_rows; i++) {
		(*sparks)[*n] = (struct app_match_spark){ .row = &rows[i] };
		err = weigh(call, &likes, &(*sparks)[*n], &suits);
		*n += suits;
	}
	qsort(*sparks, *n, sizeof(**sparks), compare);
	return err;
}
