/*
 * What the clock does to sparks, and who is told: by a worker that is there,
 * slow, or came twice. Time does not pass here: sparks are moved towards it.
 */
#include <string.h>

#include "base/str.h"
#include "t/api/spark_age.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

/* Ann's spark of two hours, in two hours, for a cluster that bob and cat are
 * in; an hour before it is decided. */
static void
given_spark(const char *more)
{
	given("c", "ann", "/clusters {'name': 'Campus'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect(200, as("cat", POST, "/clusters/%s/join", id("c")));
	given("s", "ann",
	    "/sparks {'name': 'Boules', 'total_spots': 4, 'cluster_id': '%s', "
	    "'min_spots': 2, 'decide_before_s': 3600, 'start_time': '%s', "
	    "'location': {'label': 'Old town'}%s}",
	    id("c"), in_hours(2), more);
}

static int
verb(const char *who, const char *what)
{
	return as(who, POST, "/sparks/%s/%s", id("s"), what);
}

static void
expect_mails(int n, const char *user)
{
	int got = work_mails(text("%s@example.org", user));

	cr_expect(got == n, "%d mails to %s instead of %d", got, user, n);
}

static void
expect_mail(const char *user, const char *words)
{
	const char *mail = work_mail(text("%s@example.org", user));

	cr_expect(mail && strstr(mail, words), "%s: %s", words,
	    mail ? mail : "no mail");
}

static void
expect_status(const char *status)
{
	expect(200, as("ann", GET, "/sparks/%s", id("s")));
	expect_text(status, body("/status"));
}

Test_engines(api_spark_clock, who_is_in_it_is_told_once_that_it_takes_place)
{
	given_spark("");
	expect(200, verb("bob", "join"));
	work();
	expect_mails(0, "bob");
	age_sparks(61);
	work();
	work();
	expect_mails(1, "ann");
	expect_mails(1, "bob");
	expect_mail("bob", "It takes place: Boules");
	expect_mail("bob", "Old town");
	expect_mails(0, "cat");
	age_sparks(60);
	work();
	expect_status("active");
	expect_mails(1, "bob");
}

/* Whoever joins after the time to decide writes that it is decided. */
Test_engines(api_spark_clock, the_same_when_somebody_comes_before_the_worker)
{
	given_spark("");
	expect(200, verb("bob", "join"));
	age_sparks(61);
	expect(200, verb("cat", "join"));
	expect(204, verb("bob", "leave"));
	expect(204, verb("cat", "leave"));
	work();
	expect_status("scheduled");
	expect_mails(1, "ann");
	expect_mail("ann", "It takes place: Boules");
}

Test_engines(api_spark_clock, who_would_have_come_is_told_that_it_does_not)
{
	given_spark(", \"join_policy\": \"approve\"");
	expect(202, verb("bob", "join"));
	age_sparks(61);
	expect_status("cancelled");
	work();
	work();
	expect_status("cancelled");
	expect_mails(1, "ann");
	expect_mails(1, "bob");
	expect_mail("bob", "Called off: Boules");
	expect_mail("bob", "there were not people enough");
}

Test_engines(api_spark_clock, who_slept_for_days_tells_nothing_that_is_past)
{
	given_spark("");
	expect(200, verb("bob", "join"));
	age_sparks(60 * 24 * 3);
	expect_status("completed");
	work();
	expect_status("completed");
	expect_mails(0, "bob");
}

Test_engines(api_spark_clock, who_calls_it_off_is_not_told)
{
	given_spark("");
	expect(200, verb("bob", "join"));
	expect(200,
	    as("ann", POST, "/sparks/%s/cancel {'reason': 'Rain'}", id("s")));
	work();
	expect_mails(0, "ann");
	expect_mail("bob", "Rain");
}

Test_engines(api_spark_clock, whom_it_passes_to_is_told)
{
	given_spark("");
	expect(200, verb("bob", "join"));
	expect(200, verb("cat", "join"));
	expect(204, verb("ann", "leave"));
	work();
	expect_mail("bob", "It is yours now: Boules");
	expect_mails(0, "cat");
	expect_mails(0, "ann");
}

Test_engines(api_spark_clock, nobody_is_told_what_has_become_untrue)
{
	given_spark("");
	expect(200, verb("bob", "join"));
	expect(200, verb("cat", "join"));
	expect(204, verb("ann", "leave"));
	expect(204, verb("bob", "leave"));
	work();
	expect_mails(0, "bob");
	expect_mail("cat", "It is yours now: Boules");
}

Test_engines(api_spark_clock, a_draft_lapses_in_silence)
{
	given_spark(", \"draft\": true");
	age_sparks(60 * 25);
	work();
	expect_status("expired");
	expect_mails(0, "ann");
}

/* A suspended creator, and a space that goes. */
Test_engines(api_spark_clock, a_spark_does_not_stay_with_who_is_suspended)
{
	given_spark("");
	expect(200, verb("bob", "join"));
	given_suspended("ann");
	work();
	expect(200, as("bob", GET, "/sparks/%s", id("s")));
	expect_text("creator", body("/my_state"));
	expect_int(1, body_int("/spots"));
}

Test_engines(api_spark_clock, a_spark_goes_with_its_space)
{
	given_spark("");
	expect(200, verb("bob", "join"));
	expect(202, as("ann", DELETE, "/clusters/%s", id("c")));
	work_sql("UPDATE space SET closes_at = statement_timestamp()",
	    "UPDATE space SET closes_at = 0");
	work();
	expect(404, as("bob", GET, "/sparks/%s", id("s")));
	expect_mail("bob", "Called off: Boules");
}

/* What cannot be moved is looked at again later, and holds up nothing else. */
Test_engines(api_spark_clock, one_that_fails_keeps_no_other_waiting)
{
	given_spark("");
	given("t", "bob",
	    "/sparks {'name': 'Chess', 'total_spots': 2, 'min_spots': 2, "
	    "'start_time': '%s'}",
	    in_hours(1));
	work_sql("ALTER TABLE spark ADD CONSTRAINT no CHECK "
		 "(name <> 'Boules' OR status = 'scheduled')",
	    "CREATE TRIGGER no BEFORE UPDATE ON spark "
	    "WHEN NEW.name = 'Boules' AND NEW.status <> 'scheduled' "
	    "BEGIN SELECT RAISE(ABORT, 'no'); END");
	age_sparks(121);
	work();
	expect_mails(1, "bob");
	expect_mail("bob", "Called off: Chess");
	expect_mails(0, "ann");
	work_sql("ALTER TABLE spark DROP CONSTRAINT no", "DROP TRIGGER no");
	work();
	expect_mails(0, "ann");
	age_sparks(11);
	work();
	expect_mails(1, "ann");
	expect_mail("ann", "Called off: Boules");
}
