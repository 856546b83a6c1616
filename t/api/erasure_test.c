/*
 * Erasing somebody: what they had passes on, and nothing says who they were.
 */
#include <ctype.h>
#include <string.h>

#include "app/leaving.h"
#include "generated/person.h"
#include "t/api/invariants.h"
#include "t/api/planted.h"
#include "t/lib/api.h"
#include "t/lib/dump.h"
#include "t/lib/files.h"
#include "t/lib/own.h"
#include "t/lib/rows.h"
#include "t/lib/work.h"

#include "base/banned.h"

#define GHOST "00000000-0000-7000-8000-000000000000"

/*
 * What passes on.
 */

static void
erase(const char *name)
{
	given_admin("root");
	expect(202, as("root", DELETE, "/admin/users/%s", id(name)));
	work();
	expect(404, as("root", GET, "/admin/users/%s", id(name)));
}

Test_engines(api_erasure, spaces_pass_to_members)
{
	given_planted_rooms();
	given("own", "dan", "/groups {'name': 'Alone'}");
	erase("dan");
	expect(200, as("eve", GET, "/clusters/%s", id("c")));
	expect_text(id("eve"), body("/owner_id"));
	expect_text("1", body("/member_count"));
	expect(200, as("eve", GET, "/groups/%s", id("g")));
	expect_text(id("eve"), body("/organizer_id"));
	expect(404, as("root", GET, "/groups/%s", id("own")));
	expect_invariants();
}

Test_engines(api_erasure, seats_move_on)
{
	given_event("e", .by = "ann", .capacity = 1, .waitlist = true);
	expect(
	    200, as("dan", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("e")));
	expect(
	    202, as("eve", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("e")));
	expect_text("waitlisted", body("/status"));
	erase("dan");
	expect(200, as("eve", GET, "/events/%s/rsvps/me", id("e")));
	expect_text("attending", body("/status"));
	expect_invariants();
}

Test_engines(api_erasure, of_an_event_that_is_over_it_takes_the_seat)
{
	given_event("e", .by = "ann");
	expect(
	    200, as("dan", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("e")));
	given_moved("e", "ann", -3, -2);
	erase("dan");
	expect(200, as("ann", GET, "/events/%s", id("e")));
	expect_text("0", body("/spots_taken"));
}

Test_engines(api_erasure, events_ahead_pass_to_a_co_host_or_are_cancelled)
{
	given_event("e", .by = "dan");
	expect(
	    200, as("eve", PUT, "/events/%s/rsvps/me {'status': 'attending'}",
		     id("e")));
	given_event("hosted", .by = "dan");
	expect(200, as("eve", PUT, "/events/%s/rsvps/me {'status': 'maybe'}",
			id("hosted")));
	expect(204,
	    as("dan", PUT, "/events/%s/hosts/%s", id("hosted"), id("eve")));
	given_event("draft", .by = "dan", .draft = true);
	erase("dan");
	expect(200, as("eve", GET, "/events/%s", id("hosted")));
	expect_text(id("eve"), body("/organizer_id"));
	expect_text("published", body("/status"));
	expect(200, as("root", GET, "/events/%s", id("e")));
	expect_text("cancelled", body("/status"));
	expect_text(GHOST, body("/organizer_id"));
	expect(404, as("root", GET, "/events/%s", id("draft")));
	cr_expect(work_mails("eve@example.org") >= 2);
	expect_invariants();
}

Test_engines(api_erasure, messages_keep_their_places_alone)
{
	given_planted_rooms();
	expect(201, as("dan", POST, "/groups/%s/messages {'content': 'hello'}",
			id("g")));
	erase("dan");
	expect(200, as("eve", GET, "/groups/%s/messages", id("g")));
	expect_text("null", body("/0/content"));
	expect_text(GHOST, body("/0/sender/id"));
}

Test_engines(api_erasure, the_last_admin_stays)
{
	given_admin("root");
	expect_problem(409, "last_admin",
	    as("root", DELETE, "/admin/users/%s", id("root")));
	given_user("ann");
	expect(202, as("root", DELETE, "/admin/users/%s", id("ann")));
	/* whoever is being erased is not let in again */
	expect(200, as("root", POST, "/admin/users/%s/restore", id("ann")));
	expect_text("suspended", body("/state"));
	work();
	expect(404, as("root", DELETE, "/admin/users/%s", id("ann")));
	expect(404, as("root", DELETE, "/admin/users/" GHOST));
}

/*
 * Asking for it oneself.
 */

/* The token of the last mail to bob. */
static const char *
mailed_to_bob(void)
{
	const char *mail, *token;

	work();
	mail = work_mail("bob@example.org");
	token = mail ? strstr(mail, "token=") : NULL;
	cr_assert(token, "%s", mail);
	token += strlen("token=");
	return text("%.*s",
	    (int)strspn(token,
		"0123456789_-"
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
	    token);
}

static int
restore(const char *token)
{
	return anonymous(POST, "/auth/restore {'token': '%s'}", token);
}

static const char *
leave_as_bob(void)
{
	expect(202, as("bob", DELETE, "/users/me"));
	expect_text("2", text("%.1s", body("/erase_at")));
	expect(401, as("bob", GET, "/users/me"));
	return mailed_to_bob();
}

Test_engines(api_erasure, is_taken_back_once)
{
	const char *token;

	given_event("e", .by = "bob");
	token = leave_as_bob();
	expect(404, anonymous(GET, "/events/%s", id("e")));
	expect_problem(400, "token_invalid", restore("x"));
	expect(200, restore(token));
	expect_problem(400, "token_invalid", restore(token));
	work();
	given_session("bob");
	expect(200, as("bob", GET, "/users/me"));
	expect(200, anonymous(GET, "/events/%s", id("e")));
}

/* As a request does that was let in before the first one was through. */
static void
leave_once_more(void)
{
	struct crypt_keys *keys = crypt_keys_new(GIVEN_SECRET, NULL);
	struct conf conf;
	struct own own;

	own_open(&own);
	cr_assert(!conf_load(&conf, NULL, CONF_NEED_DATABASE | CONF_NEED_SECRET,
	    &own.arena, &own.fault));
	own.call.conf = &conf;
	own.call.keys = keys;
	cr_assert(uuid_parse(id("bob"), &own.call.user.v));
	cr_assert(!db_begin(own.call.db));
	cr_assert(!app_leaving_begin(&own.call), "%s", own.fault.internal);
	cr_assert(!db_commit(own.call.db));
	own_close(&own);
	crypt_keys_free(keys);
}

Test_engines(api_erasure, asked_for_twice_at_once_is_taken_back_too)
{
	const char *token = leave_as_bob();
	int mails = work_mails("bob@example.org");

	leave_once_more();
	work();
	expect_int(mails, work_mails("bob@example.org"));
	expect(200, restore(token));
	given_session("bob");
	expect(200, as("bob", GET, "/users/me"));
}

Test_engines(
    api_erasure, once_taken_back_does_not_let_in_whom_an_admin_keeps_out)
{
	const char *token = leave_as_bob();

	given_admin("root");
	expect(200, as("root", POST, "/admin/users/%s/suspend", id("bob")));
	expect(200, restore(token));
	expect(200, as("root", GET, "/admin/users/%s", id("bob")));
	expect_text("suspended", body("/state"));
}

Test_engines(api_erasure, comes_when_its_time_has_come)
{
	const char *token = leave_as_bob();

	given_admin("root");
	work_sql("UPDATE users SET erase_at = now() - interval '1 s' "
		 "WHERE erase_at IS NOT NULL",
	    "UPDATE users SET erase_at = 1 WHERE erase_at IS NOT NULL");
	expect_problem(400, "token_expired", restore(token));
	work_sql("UPDATE job SET run_at = now() WHERE state = 'ready'",
	    "UPDATE job SET run_at = 1 WHERE state = 'ready'");
	work();
	expect(404, as("root", GET, "/admin/users/%s", id("bob")));
	expect_problem(400, "token_invalid", restore(token));
}

Test_engines(api_erasure, of_oneself_is_refused_the_last_admin)
{
	given_admin("root");
	expect_problem(409, "last_admin", as("root", DELETE, "/users/me"));
	expect(200, as("root", GET, "/users/me"));
}

/*
 * Somebody with a row in every table. What there is of them says "zyxo", but
 * for a telephone number and an address of the network.
 */

/* What a dump may not hold, in small letters; and how many rows hold it. */
static const char *forbidden[5];
static const char *last_table, *last_row;
static int found;

static void
look(const char *table, const char *row)
{
	char *small = text("%s", row);

	for (char *c = small; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	for (size_t i = 0; i < N_OF(forbidden); i++) {
		if (!strstr(small, forbidden[i]))
			continue;
		found++;
		last_table = text("%s", table);
		last_row = small;
		return;
	}
}

static void
look_through(void)
{
	const char *hex = "";
	struct uuid u;

	cr_assert(uuid_parse(id("dan"), &u));
	for (size_t i = 0; i < sizeof(u.b); i++)
		hex = text("%s%02x", hex, u.b[i]);
	forbidden[0] = id("dan");
	forbidden[1] = hex;
	forbidden[2] = PLANTED_TEXT;
	forbidden[3] = PLANTED_PHONE;
	forbidden[4] = PLANTED_IP;
	found = 0;
	dump_each(look);
}

/* A column that means a person, and how often it means dan. */
static void
expect_row(const char *table, const char *column)
{
	cr_expect(rows_where(table,
		      text("%s = %s", column, planted_id(id("dan")))) > 0,
	    "%s.%s: plant a row of theirs", table, column);
}

Test_engines(api_erasure, nothing_says_who_they_were)
{
	given_planted();
#define EXPECT_ROW(table, column, fate) expect_row(#table, #column);
	PERSON_COLUMNS(EXPECT_ROW)
#undef EXPECT_ROW
	look_through();
	cr_expect(found > 30, "%d", found);
	erase("dan");
	look_through();
	cr_expect(found == 0, "%d rows, such as one of %s: %s", found,
	    last_table, last_row);
	work_sweep();
	expect_int(0, files_count("store"));
	expect_int(0, work_mails("zyxo@planted.example"));
	expect_int(0, work_mails("dan@example.org"));
	cr_expect(!work_mail_raw("eve@example.org") ||
		  !strstr(work_mail_raw("eve@example.org"), PLANTED_TEXT));
}
