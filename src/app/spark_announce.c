/*
 * Entries say whom a spark may suit; who of them is told, the database decides.
 */
#include "app/spark_announce.h"

#include <stdlib.h>
#include <string.h>

#include "app/job.h"
#include "app/match_like.h"
#include "app/match_snapshot.h"
#include "app/notice.h"
#include "app/recurrence.h"
#include "app/throttle.h"
#include "generated/query/match.h"
#include "json/ids.h"
#include "rule/match.h"
#include "text/form.h"

#include "base/banned.h"

enum {
	PAGE = 500,
	PAGE_MAX = 16 << 20, /* bytes */
	WEIGHT = 100,
	TERMS_MAX = 64,
	LOOKED_AT = 400
};

static const double least_score = 0.3;

enum err
app_spark_announce(struct call *call, const app_spark_row *spark)
{
	if (spark->status == SPARK_STATUS_CREATED ||
	    spark->visibility == SPARK_VISIBILITY_INVITE)
		return ERR_OK;
	return app_job_add(call, APP_SPARK_ANNOUNCE_JOB,
	    app_job_payload_id(call->arena, "spark_id", spark->id.v),
	    &(struct app_job_options){ .priority = APP_JOB_MASS });
}

/*
 * What it is about, and when.
 */

struct about {
	struct spark_id id;
	struct q_spark_announced_row row;
	uint64_t terms[TERMS_MAX]; /* each once */
	size_t n;
	struct rule_week week;
	int half_hours;
};

static bool
is_about(const struct about *about, uint64_t term)
{
	for (size_t i = 0; i < about->n; i++)
		if (about->terms[i] == term)
			return true;
	return false;
}

static void
add_term(struct about *about, uint64_t term)
{
	if (about->n < TERMS_MAX && !is_about(about, term))
		about->terms[about->n++] = term;
}

static enum err
read_about(struct call *call, struct about *about)
{
	struct category_id none = { 0 };
	struct app_recurrence_texts tags;
	enum err err = q_spark_announced(
	    call->db, .id = about->id, .now = call->now_us, &about->row);

	if (!err)
		err = app_recurrence_texts(call, about->row.tags, &tags);
	if (err)
		return err;
	if (!uuid_is_nil(about->row.category_id.v))
		add_term(about, app_match_term(about->row.category_id, NULL));
	for (size_t i = 0; i < tags.n; i++)
		add_term(about,
		    app_match_term(none, text_fold(call->arena, tags.v[i])));
	about->half_hours = rule_week_of(
	    about->row.start_time, about->row.end_time, &about->week);
	return ERR_OK;
}

/*
 * Whom it suits.
 */

struct person {
	struct user_id id;
	double score;
};

struct people {
	struct person *v;
	size_t n;
};

/* The highest score first; of equal ones the order is the ids'. */
static int
compare(const void *a, const void *b)
{
	const struct person *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return memcmp(&x->id, &y->id, sizeof(x->id));
}

static double
score_of(const struct about *about, const struct q_match_alerts_row *row)
{
	const unsigned char *p = row->vector.p;
	const struct rule_week theirs = rule_week_decode(row->free.p);
	int free = rule_week_common(&about->week, &theirs);
	uint64_t dot = 0, n2 = 0;

	for (size_t i = 0; i < row->vector.len; i += APP_MATCH_TERM_SIZE) {
		int64_t weight;
		uint64_t term = app_match_term_read(p + i, &weight);

		n2 += (uint64_t)(weight * weight);
		if (is_about(about, term))
			dot += (uint64_t)weight * WEIGHT;
	}
	return dot && 2 * free >= about->half_hours
		   ? rule_match_score_of_thing(
			 rule_match_cosine(
			     dot, n2, about->n * (uint64_t)WEIGHT * WEIGHT),
			 free, about->half_hours)
		   : 0;
}

/* Those who suit best of these and the next ones, in their order. */
static void
keep_best(struct people *best, const struct about *about,
    const struct q_match_alerts_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		double score = score_of(about, &rows[i]);

		if (score >= least_score)
			best->v[best->n++] = (struct person){ rows[i].user_id,
				score };
	}
	qsort(best->v, best->n, sizeof(*best->v), compare);
	if (best->n > LOOKED_AT)
		best->n = LOOKED_AT;
}

/* The memory of a page is given back with it: a cluster may be large. */
static enum err
find_page(struct call *call, const struct about *about, struct people *best,
    struct user_id *after, size_t *n)
{
	struct q_match_alerts_row *rows;
	struct arena page, *whole;
	enum err err;

	arena_init(&page, PAGE_MAX);
	whole = db_move(call->db, &page);
	err = q_match_alerts(call->db, .cluster = about->row.cluster_id,
	    .after = *after, .limit = PAGE, &rows, n);
	db_move(call->db, whole);
	if (!err && *n) {
		keep_best(best, about, rows, *n);
		*after = rows[*n - 1].user_id;
	}
	arena_release(&page);
	return err;
}

static enum err
find_best(struct call *call, const struct about *about, struct people *best)
{
	struct user_id after = { 0 };
	size_t n = PAGE;
	enum err err = ERR_OK;

	best->v = arena_array(call->arena, LOOKED_AT + PAGE, sizeof(*best->v));
	while (!err && n == PAGE)
		err = find_page(call, about, best, &after, &n);
	return err;
}

/* Of these the first to whom it may be shown, in their order. */
static enum err
keep_allowed(struct call *call, struct spark_id id, struct people *best)
{
	struct q_spark_is_for_some_row *rows;
	size_t n, kept = 0;
	enum err err = q_spark_is_for_some(call->db, .id = id,
	    .ids = JSON_IDS(call->arena, best->v, id.v, best->n),
	    .now = call->now_us, &rows, &n);

	for (size_t i = 0; !err && i < best->n; i++)
		for (size_t k = 0; k < n; k++)
			if (uuid_eq(rows[k].user_id.v, best->v[i].id.v) &&
			    kept < APP_SPARK_ANNOUNCE_MOST)
				best->v[kept++] = best->v[i];
	best->n = kept;
	return err;
}

/*
 * Telling them.
 */

struct counter {
	struct app_throttle throttle;
	struct user_id user;
};

static int
compare_slots(const void *a, const void *b)
{
	const struct counter *x = a, *y = b;

	return (x->throttle.slot > y->throttle.slot) -
	       (x->throttle.slot < y->throttle.slot);
}

/* Two that count the same people do so in one order, and wait for each other in
 * no circle. */
static struct counter *
counters_of(struct call *call, const struct people *people)
{
	struct counter *all = arena_array(call->arena, people->n, sizeof(*all));
	char name[UUID_TEXT_SIZE];

	for (size_t i = 0; i < people->n; i++) {
		all[i].user = people->v[i].id;
		uuid_format(all[i].user.v, name);
		all[i].throttle = app_throttle_of(
		    call, APP_THROTTLE_ALERT, name);
	}
	qsort(all, people->n, sizeof(*all), compare_slots);
	return all;
}

/* Those who have not been told of as many today. */
static enum err
find_untold(struct call *call, const struct people *people,
    struct user_id *users, size_t *n)
{
	struct counter *all = counters_of(call, people);
	enum err err = ERR_OK;

	*n = 0;
	for (size_t i = 0; !err && i < people->n; i++) {
		int64_t told;

		err = app_throttle_count(call, &all[i].throttle, &told);
		if (!err && told <= APP_SPARK_ANNOUNCE_DAY)
			users[(*n)++] = all[i].user;
	}
	return err;
}

static enum err
tell(struct call *call, const struct about *about, const struct people *people)
{
	struct user_id *users = arena_array(
	    call->arena, people->n, sizeof(*users));
	struct app_notice notice = { .kind = RULE_NOTICE_SPARK_NEARBY,
		.users = users,
		.spark = { .id = about->id,
		    .name = about->row.name,
		    .place = about->row.place,
		    .start_time = about->row.start_time },
		.is_mass = true };
	enum err err = find_untold(call, people, users, &notice.n_users);

	return err || !notice.n_users ? err : app_notice(call, &notice);
}

enum err
app_spark_announce_run(struct call *call, const char *payload)
{
	struct about about = { 0 };
	struct people best = { 0 };
	enum err err = app_job_read_id(call, payload, "spark_id", &about.id.v);

	if (!err)
		err = read_about(call, &about);
	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err; /* it is over */
	err = find_best(call, &about, &best);
	if (!err)
		err = keep_allowed(call, about.id, &best);
	return err ? err : tell(call, &about, &best);
}
