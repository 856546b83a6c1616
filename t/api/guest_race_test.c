/*
 * Many processes name hosts at once: no more than there may be.
 */
#include "app/guest.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"

#include "base/banned.h"

enum { PROCESSES = 8, EACH = 8 };

static struct {
	char *login;
	char *targets[PROCESSES][EACH];
} race;

static int
name_hosts(int i)
{
	int n = 0;

	for (int k = 0; k < EACH; k++)
		n += api_ask(race.login, PUT, race.targets[i][k], NULL) == 204;
	return n;
}

Test_engines(api_guest_race, no_more_hosts_than_may_be)
{
	int named[PROCESSES], sum = 0;

	api_set("EVENT_INVITES_PER_DAY", "1000000");
	given_event("e");
	race.login = given_login(NULL, "ann");
	for (int i = 0; i < PROCESSES * EACH; i++) {
		char *name = text("user%d", i);

		expect(200, attend(name, "e"));
		race.targets[i / EACH][i % EACH] = text(
		    "/api/v1/events/%s/hosts/%s", id("e"), id(name));
	}
	api_in_processes(PROCESSES, name_hosts, named);
	for (int i = 0; i < PROCESSES; i++)
		sum += named[i];
	expect_int(APP_HOSTS_MAX, sum);
	expect(200, as("ann", GET, "/events/%s/hosts?limit=200", id("e")));
	expect_int(APP_HOSTS_MAX, body_count(""));
}
