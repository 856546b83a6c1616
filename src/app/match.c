/*
 * What is compared is written in one place, whatever it follows from.
 */
#include "app/match.h"

#include "app/match_like.h"
#include "app/match_snapshot.h"
#include "base/clock.h"
#include "base/timezone.h"
#include "generated/query/learned_interest.h"
#include "generated/query/match.h"
#include "generated/query/user.h"

#include "base/banned.h"

/* So many are looked at at once; the others are the next time. */
enum {
	LOOK_MAX = 2000,
	CLEAR_MAX = 1000,
	CLEAR_PAGE = 1000,
	FADE_MAX = 2000,
	FADE_PAGE = 500
};

static enum err
read_vector(struct call *call, struct user_id user, struct bytes *vector)
{
	struct app_match_like *likes;
	unsigned char *out;
	size_t n;
	enum err err = app_match_likes(call, user, &likes, &n);

	if (err || !n)
		return err;
	out = arena_array(call->arena, n, APP_MATCH_TERM_SIZE);
	for (size_t i = 0; i < n; i++)
		app_match_term_write(out + i * APP_MATCH_TERM_SIZE,
		    likes[i].term, likes[i].weight);
	*vector = (struct bytes){ out, n * APP_MATCH_TERM_SIZE };
	return ERR_OK;
}

enum err
app_match_free(struct call *call, struct user_id user, struct rule_week *free)
{
	struct q_availability_get_row row;
	struct rule_week week;
	const struct zone *zone;
	enum err err = q_availability_get(call->db, .user = user, &row);

	*free = (struct rule_week){ 0 };
	if (err)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	zone = timezone_find(row.timezone);
	if (!zone || row.week.len != RULE_WEEK_SIZE)
		return ERR_OK; /* the zone has gone from the system */
	week = rule_week_decode(row.week.p);
	*free = rule_week_shift(&week, zone_offset_s(zone, call->now_us));
	return ERR_OK;
}

static enum err
read_free(struct call *call, struct user_id user, struct bytes *free)
{
	unsigned char *out = arena_alloc(call->arena, RULE_WEEK_SIZE);
	struct rule_week week;
	enum err err = app_match_free(call, user, &week);

	rule_week_encode(&week, out);
	*free = (struct bytes){ out, RULE_WEEK_SIZE };
	return err;
}

static enum err
write_setting(struct call *call, struct user_id user, bool is_on)
{
	struct bytes vector = { 0 }, free = { 0 };
	enum err err = is_on ? read_vector(call, user, &vector) : ERR_OK;

	if (!err && vector.p)
		err = read_free(call, user, &free);
	return err ? err
		   : q_match_setting_set(call->db, .user = user, .is_on = is_on,
			 .vector = vector, .free = free, .now = call->now_us,
			 NULL);
}

enum err
app_match_refresh(struct call *call, struct user_id user)
{
	struct q_match_is_on_row row;
	enum err err = q_match_is_on(call->db, .user = user, &row);

	return err || !row.is_on ? err : write_setting(call, user, true);
}

static enum err
refuse_exceptions(struct call *call)
{
	fault_item(call->fault, ERR_VALIDATION_FAILED, "/except_cluster_ids",
	    "unknown", "These are not all clusters that you belong to.");
	return fault(call->fault, ERR_VALIDATION_FAILED,
	    "Only clusters that you belong to can be excepted.");
}

enum err
app_match_set(struct call *call, const struct app_match_wish *wish)
{
	struct q_match_exception_count_row row;
	enum err err = q_match_setting_add(
	    call->db, .user = call->user, .now = call->now_us, NULL);

	if (!err)
		err = q_match_exception_end(
		    call->db, .user = call->user, .ids = wish->except, NULL);
	if (!err)
		err = q_match_exception_add(
		    call->db, .user = call->user, .ids = wish->except, NULL);
	if (!err)
		err = q_match_exception_count(
		    call->db, .user = call->user, &row);
	if (!err && row.n != wish->n_except)
		err = refuse_exceptions(call);
	if (!err)
		err = q_match_setting_want(call->db, .user = call->user,
		    .learns = wish->learns, .spark_alerts = wish->spark_alerts,
		    NULL);
	if (!err && !wish->learns)
		err = q_learned_interest_clear(
		    call->db, .user = call->user, NULL);
	return err ? err : write_setting(call, call->user, wish->is_on);
}

static struct opt_time
next_change(const struct zone *zone, int64_t now_us)
{
	struct zone_change change;

	if (!zone || !zone_next_change(zone, now_us / CLOCK_SECOND_US, &change))
		return (struct opt_time){ 0 };
	return (struct opt_time){ true, change.at_s * CLOCK_SECOND_US };
}

enum err
app_match_set_free(struct call *call, const char *timezone, const char *windows,
    const struct rule_week *week)
{
	unsigned char encoded[RULE_WEEK_SIZE];
	enum err err;

	rule_week_encode(week, encoded);
	err = q_availability_put(call->db, .user = call->user,
	    .timezone = timezone, .windows = windows,
	    .week = ((struct bytes){ encoded, sizeof(encoded) }),
	    .due_at = next_change(timezone_find(timezone), call->now_us),
	    .now = call->now_us, NULL);
	return err ? err : app_match_refresh(call, call->user);
}

static enum err
lock_and_refresh(struct call *call, struct user_id user)
{
	struct q_user_lock_row row;
	enum err err = q_user_lock(call->db, .id = user, &row);

	return err ? err : app_match_refresh(call, user);
}

static enum err
look_at(struct call *call, void *one)
{
	const struct q_availability_due_row *due = one;
	enum err err = lock_and_refresh(call, due->user_id);

	return err ? err
		   : q_availability_set_due(call->db, .user = due->user_id,
			 .due_at = next_change(
			     timezone_find(due->timezone), call->now_us),
			 NULL);
}

/* One by one: two workers that look at once wait for each other in no circle.
 */
enum err
app_match_look(struct call *call, size_t *n)
{
	struct q_availability_due_row *rows;
	enum err err = q_availability_due(
	    call->db, .now = call->now_us, .limit = LOOK_MAX, &rows, n);

	for (size_t i = 0; !err && i < *n; i++)
		err = app_alone(call, look_at, &rows[i]);
	return err;
}

struct fading {
	struct space_id cluster;
	struct user_id after;
	int64_t before_us;
	size_t n;    /* of the page that was read last */
	size_t left; /* so many more people in this run */
};

static enum err
fade_one(struct call *call, void *one)
{
	const struct q_match_faded_row *row = one;

	return lock_and_refresh(call, row->user_id);
}

static enum err
fade_page(struct call *call, void *one)
{
	struct fading *f = one;
	struct q_match_faded_row *rows;
	size_t limit = f->left < FADE_PAGE ? f->left : FADE_PAGE;
	enum err err = q_match_faded(call->db, .cluster = f->cluster,
	    .after = f->after, .before = f->before_us, .limit = (int64_t)limit,
	    &rows, &f->n);

	for (size_t i = 0; !err && i < f->n; i++, f->left--) {
		f->after = rows[i].user_id;
		err = app_alone(call, fade_one, &rows[i]);
	}
	return err;
}

static enum err
fade_cluster(struct call *call, struct space_id cluster, struct fading *f)
{
	enum err err;

	f->cluster = cluster;
	f->after = (struct user_id){ 0 };
	do
		err = app_apart(call, fade_page, f);
	while (!err && f->left > 0 && f->n == FADE_PAGE);
	return err;
}

struct clearing {
	struct space_id cluster;
	int64_t n; /* that have gone, of a page */
};

/* A process that has read less than there is now would never learn of them, so
 * it begins anew. */
static enum err
clear_page(struct call *call, void *one)
{
	struct clearing *c = one;
	struct q_match_cluster_lock_row row;
	enum err err = q_match_cluster_lock(
	    call->db, .cluster = c->cluster, &row);

	if (!err)
		err = q_match_entry_clear(call->db, .cluster = c->cluster,
		    .limit = CLEAR_PAGE, &c->n);
	return err ? err
		   : q_match_cluster_cleared(call->db, .cluster = c->cluster,
			 .is_some = c->n > 0, .is_all = c->n < CLEAR_PAGE,
			 .now = call->now_us, NULL);
}

static enum err
clear_cluster(struct call *call, struct space_id cluster, size_t *n)
{
	struct clearing c;
	enum err err;

	do {
		c = (struct clearing){ cluster, 0 };
		err = app_alone(call, clear_page, &c);
		*n += err ? 0 : (size_t)c.n;
	} while (!err && c.n == CLEAR_PAGE);
	return err;
}

enum err
app_match_tend(struct call *call, int64_t before_us, size_t *n)
{
	struct fading f = { .before_us = before_us, .left = FADE_MAX };
	struct q_match_cluster_stale_row *rows;
	size_t n_rows;
	enum err err = q_match_cluster_stale(
	    call->db, .before = before_us, .limit = CLEAR_MAX, &rows, &n_rows);

	*n = 0;
	for (size_t i = 0; !err && f.left > 0 && i < n_rows; i++) {
		err = fade_cluster(call, rows[i].id, &f);
		if (!err && f.left > 0)
			err = clear_cluster(call, rows[i].id, n);
	}
	return err;
}
