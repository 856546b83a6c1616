/*
 * The fragment poll_status is what rule/poll.h says, of all rows that there may
 * be.
 */
#include "base/word.h"
#include "generated/query/poll.h"
#include "rule/poll.h"
#include "t/query/fixture.h"

#include "base/banned.h"

enum { DEADLINE = 1000 };

static const struct opt_time deadlines[] = { { 0 }, { true, DEADLINE } };

static struct poll_id
add(struct user_id ann, enum poll_status status, struct opt_time deadline)
{
	struct q_poll_add_in in = { .id = { uuid_new() },
		.viewer = ann,
		.title = "x",
		.timezone = "UTC",
		.length_min = 60,
		.deadline = deadline };

	ok(q_poll_add_with(on.db, &in, NULL));
	ok(q_poll_set(on.db, .id = in.id, Q_FIELDS_poll_input(&in),
	    .status = status, .event_id = { { { 0 } } }, .now = 0, NULL));
	return in.id;
}

static void
expect_same(
    struct user_id ann, enum poll_status status, struct opt_time deadline)
{
	struct poll_id id = add(ann, status, deadline);
	int64_t changed = 0, version = -1;

	for (int64_t now = DEADLINE - 2; now < DEADLINE + 2; now++) {
		enum poll_status want = rule_poll_status(status, deadline, now);
		struct q_poll_get_row row;

		ok(q_poll_get(
		    on.db, .id = id, .viewer = ann, .now = now, &row));
		cr_expect(row.status == want, "%s at %d: %s instead of %s",
		    word_text(&poll_status_words, (int)status), (int)now,
		    word_text(&poll_status_words, (int)row.status),
		    word_text(&poll_status_words, (int)want));
		changed += version >= 0 && version != row.version;
		version = row.version;
	}
	/* its version says so, too */
	cr_expect(changed == (status == POLL_STATUS_OPEN && deadline.set));
}

Test_engines(query_poll, sql_and_c_agree_on_what_it_is)
{
	struct user_id ann = fixture_user("ann");

	for (int status = 1; status <= poll_status_words.n; status++)
		for (size_t i = 0; i < N_OF(deadlines); i++)
			expect_same(
			    ann, (enum poll_status)status, deadlines[i]);
}
