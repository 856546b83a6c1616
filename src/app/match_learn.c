/*
 * A job for each person, which adds that of the next: so each learns once, and
 * whoever holds the row of one person and waits for a cluster's holds no other
 * person's.
 */
#include "app/match_learn.h"

#include <stdlib.h>

#include "app/job.h"
#include "app/match.h"
#include "app/match_like.h"
#include "generated/query/learned_interest.h"
#include "generated/query/user.h"
#include "rule/match.h"
#include "text/form.h"

#include "base/banned.h"

static enum err
add_job(struct call *call, struct event_id event, struct user_id after)
{
	char event_text[UUID_TEXT_SIZE], after_text[UUID_TEXT_SIZE];

	uuid_format(event.v, event_text);
	uuid_format(after.v, after_text);
	return app_job_add(call, APP_MATCH_LEARN_JOB,
	    arena_printf(call->arena, "{\"event_id\":\"%s\",\"after\":\"%s\"}",
		event_text, after_text),
	    NULL);
}

enum err
app_match_learn(struct call *call, struct event_id event)
{
	struct user_id nobody = { 0 };
	struct q_learned_interest_next_row next;
	enum err err = q_learned_interest_next(
	    call->db, .event = event, .after = nobody, &next);

	return err ? err == ERR_NOT_FOUND ? ERR_OK : err
		   : add_job(call, event, nobody);
}

/*
 * One person.
 */

/* What was seen of somebody: when, how much it weighed then, and does now. */
struct seen {
	struct category_id category;
	const char *tag;
	uint64_t term;
	int64_t weight, learned_us, weight_now;
};

struct learned {
	struct call *call;
	struct seen *v;
	size_t n;
};

static struct seen *
find(const struct learned *l, uint64_t term)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->v[i].term == term)
			return &l->v[i];
	return NULL;
}

static void
see(struct learned *l, struct category_id category, const char *tag)
{
	struct seen it = { .category = category,
		.tag = tag,
		.term = app_match_term(category, tag) };
	struct seen *known = find(l, it.term);

	if (known && known->learned_us == l->call->now_us)
		return; /* it is about that twice */
	if (!known) {
		known = &l->v[l->n++];
		*known = it;
	}
	known->weight = rule_match_learned(known->weight_now);
	known->weight_now = known->weight;
	known->learned_us = l->call->now_us;
}

/* What weighs most first, of what weighs the same what was seen last. */
static int
compare(const void *a, const void *b)
{
	const struct seen *x = a, *y = b;

	if (x->weight_now != y->weight_now)
		return x->weight_now > y->weight_now ? -1 : 1;
	return (x->learned_us < y->learned_us) -
	       (x->learned_us > y->learned_us);
}

/* What is known, with room for more. */
static enum err
read_known(struct learned *l, struct user_id user, size_t more)
{
	struct q_learned_interest_list_row *rows;
	size_t n;
	enum err err = q_learned_interest_list(
	    l->call->db, .user = user, &rows, &n);

	if (err)
		return err;
	l->v = arena_array(l->call->arena, n + more, sizeof(*l->v));
	for (size_t i = 0; i < n; i++)
		l->v[l->n++] = (struct seen){ .category = rows[i].category_id,
			.tag = rows[i].tag,
			.term = app_match_term(
			    rows[i].category_id, rows[i].tag),
			.weight = rows[i].weight,
			.learned_us = rows[i].learned_at,
			.weight_now = rule_match_faded(rows[i].weight,
			    l->call->now_us - rows[i].learned_at) };
	return ERR_OK;
}

static enum err
look(struct learned *l, struct user_id user, struct event_id event)
{
	struct q_learned_interest_about_row *about;
	size_t n;
	enum err err = q_learned_interest_about(
	    l->call->db, .event = event, &about, &n);

	if (!err)
		err = read_known(l, user, n);
	for (size_t i = 0; !err && i < n; i++)
		see(l, about[i].category_id,
		    about[i].tag ? text_fold(l->call->arena, about[i].tag)
				 : NULL);
	return err;
}

/* What has faded, or has no room, is forgotten. */
static enum err
write(struct learned *l, struct user_id user)
{
	enum err err = q_learned_interest_clear(
	    l->call->db, .user = user, NULL);

	qsort(l->v, l->n, sizeof(*l->v), compare);
	for (size_t i = 0; !err && i < l->n && i < RULE_MATCH_LEARNED_TERMS &&
			   l->v[i].weight_now;
	     i++)
		err = q_learned_interest_add(l->call->db, .user = user,
		    .category = l->v[i].category, .tag = l->v[i].tag,
		    .weight = l->v[i].weight, .learned_at = l->v[i].learned_us,
		    NULL);
	return err;
}

/* They may have said meanwhile that they do not want it. */
static enum err
learn(struct call *call, struct user_id user, struct event_id event)
{
	struct learned l = { .call = call };
	struct q_learned_interest_is_wanted_row is;
	struct q_user_lock_row row;
	enum err err = q_user_lock(call->db, .id = user, &row);

	if (!err)
		err = q_learned_interest_is_wanted(call->db, .user = user, &is);
	if (err || !is.is_wanted)
		return err;
	err = look(&l, user, event);
	if (!err)
		err = write(&l, user);
	return err ? err : app_match_refresh(call, user);
}

enum err
app_match_learn_run(struct call *call, const char *payload)
{
	struct event_id event;
	struct user_id after;
	struct q_learned_interest_next_row next;
	enum err err = app_job_read_id(call, payload, "event_id", &event.v);

	if (!err)
		err = app_job_read_id(call, payload, "after", &after.v);
	if (!err)
		err = q_learned_interest_next(
		    call->db, .event = event, .after = after, &next);
	if (err) /* that was the last one */
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	err = add_job(call, event, next.user_id);
	return err ? err : learn(call, next.user_id, event);
}
