/*
 * Many processes answer, close, open and settle a poll at once. Whatever comes
 * of it, one event is made of it, and who had said that they can comes to it.
 */
#include "t/lib/api.h"

#include <stdio.h>

#include "t/lib/work.h"

#include "base/banned.h"

enum { PROCESSES = 8, ROUNDS = 6 };

static struct {
	char *logins[PROCESSES], *poll, *vote, *finalize;
} race;

static void
prepare(void)
{
	given("g", "user0", "/groups {'name': 'x'}");
	for (int i = 0; i < PROCESSES; i++) {
		char *name = text("user%d", i);

		race.logins[i] = given_login(NULL, name);
		if (i > 0)
			expect(200, as(name, POST, "/groups/%s/join", id("g")));
	}
	given("p", "user0",
	    "/polls {'title': 'x', 'group_id': '%s', 'options': "
	    "[{'start_time': '%s'}]}",
	    id("g"), in_hours(24));
	race.poll = text("/api/v1/polls/%s", id("p"));
	race.vote = text(
	    "{\"votes\":[{\"option_id\":\"%s\",\"answer\":\"yes\"}]}",
	    body("/options/0/id"));
	race.finalize = text(
	    "{\"option_id\":\"%s\",\"force\":true}", body("/options/0/id"));
}

static int
ask(int user, const char *method, const char *below, const char *json)
{
	return api_ask(
	    race.logins[user], method, text("%s%s", race.poll, below), json);
}

/* How often an event was made, or -1. The first user's is the poll: all even
 * processes act as they. */
static int
run(int i)
{
	int made = 0;

	for (int round = 0; round < ROUNDS; round++) {
		int status = ask(i, PUT, "/votes/me", race.vote);

		if (status != 200 && status != 409 && status != 503) {
			fprintf(stderr, "a vote: %d\n", status);
			return -1;
		}
		if (i % 2 || round < 2)
			continue;
		ask(0, POST, round % 2 ? "/close" : "/reopen", NULL);
		status = ask(0, POST, "/finalize", race.finalize);
		if (status != 201 && status != 409 && status != 503) {
			fprintf(stderr, "finalize: %d\n", status);
			return -1;
		}
		made += status == 201;
	}
	return made;
}

/* Answers that are not those that were given. */
#define WRONG                                                               \
	"SELECT p.id FROM poll p WHERE p.event_id IS NULL OR (SELECT "      \
	"count(*) FROM event) <> 1 OR (SELECT count(*) FROM poll_vote) <> " \
	"(SELECT count(*) FROM rsvp r WHERE r.event_id = p.event_id AND "   \
	"r.status = 'attending' AND r.source = 'poll')"

Test_engines(api_poll_race, one_event_is_made_of_a_poll)
{
	int results[PROCESSES], made = 0;
	const char *mark = "UPDATE poll SET title = 'wrong' WHERE id IN (" WRONG
			   ")";

	prepare();
	api_expect_503();
	api_in_processes(PROCESSES, run, results);
	for (int i = 0; i < PROCESSES; i++) {
		cr_expect(results[i] >= 0);
		made += results[i];
	}
	expect_int(1, made);
	work_sql(mark, mark);
	expect(200, as("user0", GET, "/polls/%s", id("p")));
	expect_text("x", body("/title"));
	cr_expect(body_int("/options/0/yes") > 0);
}
