/*
 * The fragment spark_status is what rule/spark.h says, of all rows that there
 * may be and at all times that make a difference; and what lets somebody in
 * asks again how.
 */
#include "base/str.h"
#include "base/word.h"
#include "generated/query/spark.h"
#include "generated/query/spark_join.h"
#include "rule/spark.h"
#include "t/query/fixture.h"

#include "base/banned.h"

enum { START = 1000, END = 2000, DECIDE = 900, DUE = 800 };

static const int64_t times[] = { 0, DUE - 1, DUE, DECIDE - 1, DECIDE, START - 1,
	START, END - 1, END, END + 1 };

static struct user_id ann;

static struct q_spark_add_in
row_of(const struct rule_spark *s)
{
	return (struct q_spark_add_in){ .id = { uuid_new() },
		.viewer = ann,
		.name = "x",
		.tags = "[]",
		.visibility = SPARK_VISIBILITY_INVITE,
		.join_policy = SPARK_JOIN_POLICY_OPEN,
		.status = s->status,
		.reason = s->reason,
		.is_decided = s->is_decided,
		.start_time = s->start_us,
		.end_time = s->end_us,
		.decide_at = s->decide_us,
		.due_at = s->due,
		.total_spots = 5,
		.min_spots = s->min_spots };
}

static struct spark_id
add(const struct rule_spark *s)
{
	struct q_spark_add_in in = row_of(s);

	ok(q_spark_add_with(on.db, &in, NULL));
	ok(q_spark_move(on.db, .id = in.id, .taken = s->taken - 1,
	    .others = s->others, .now = 0, NULL));
	return in.id;
}

static void
expect_same(const struct rule_spark *s, struct spark_id id, int64_t now)
{
	struct q_spark_get_row row;
	enum spark_status want = rule_spark_status(s, now);

	ok(q_spark_get(on.db, .id = id, .viewer = ann, .invited = false,
	    .now = now, &row));
	cr_expect(row.status == want,
	    "%s, decided %d, %d of %d, %d others: at %d %s instead of %s",
	    word_text(&spark_status_words, (int)s->status), s->is_decided,
	    (int)s->taken, (int)s->min_spots, (int)s->others, (int)now,
	    word_text(&spark_status_words, (int)row.status),
	    word_text(&spark_status_words, (int)want));
	cr_expect(row.is_decided == rule_spark_is_decided(s, now));
	cr_expect((row.reason == SPARK_REASON_NOT_ENOUGH_PEOPLE) ==
		  (want == SPARK_STATUS_CANCELLED &&
		      s->status == SPARK_STATUS_SCHEDULED));
}

static void
try(enum spark_status status, bool is_decided, int64_t taken, int64_t min_spots)
{
	struct rule_spark s = { .status = status,
		.is_decided = is_decided,
		.start_us = START,
		.end_us = END,
		.decide_us = DECIDE,
		.taken = taken,
		.others = taken - 1,
		.min_spots = min_spots };
	struct spark_id id;

	if (!rule_spark_is_over(status))
		s.due = (struct opt_time){ true, DUE };
	id = add(&s);
	for (size_t i = 0; i < N_OF(times); i++)
		expect_same(&s, id, times[i]);
}

/* Whatever somebody read before that they may do. */
static void
expect_way_in(enum spark_join_policy policy, enum err join, enum err ask)
{
	struct user_id bob = fixture_user(join ? "bob" : "cat");
	struct rule_spark s = { .status = SPARK_STATUS_SCHEDULED,
		.start_us = START,
		.end_us = END,
		.decide_us = DECIDE,
		.min_spots = 1,
		.due = { true, DECIDE } };
	struct q_spark_add_in in = row_of(&s);
	struct q_spark_join_row joined;
	struct q_spark_ask_row asked;
	struct spark_invite_id none = { 0 };

	in.join_policy = policy;
	ok(q_spark_add_with(on.db, &in, NULL));
	/* twice: when they are in as many as one may be, and when not */
	for (int64_t most = 0; most < 2; most++) {
		cr_expect((most ? join : ERR_NOT_FOUND) ==
			  q_spark_join(on.db, .id = in.id, .viewer = bob,
			      .invited = true, .invite = none, .seats = 1,
			      .since = -1, .most = most, .now = 0, &joined));
		cr_expect(
		    (most ? ask : ERR_NOT_FOUND) ==
		    q_spark_ask(on.db, .id = in.id, .viewer = bob,
			.invited = true, .invite = none, .seats = 1,
			.since = -1, .most = most + !join, .now = 0, &asked));
	}
}

Test_engines(query_spark, who_has_to_ask_does_not_join)
{
	ann = fixture_user("ann");
	expect_way_in(SPARK_JOIN_POLICY_APPROVE, ERR_NOT_FOUND, ERR_OK);
	expect_way_in(SPARK_JOIN_POLICY_OPEN, ERR_OK, ERR_NOT_FOUND);
}

Test_engines(query_spark, sql_and_c_agree_on_what_it_is)
{
	ann = fixture_user("ann");
	for (int status = 1; status <= spark_status_words.n; status++)
		for (int64_t taken = 1; taken <= 3; taken++)
			for (int64_t min = 1; min <= 3; min++) {
				try((enum spark_status)status, false, taken,
				    min);
				try((enum spark_status)status, true, taken,
				    min);
			}
}
