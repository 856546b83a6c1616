/*
 * Answers that come by mail.
 */
#include <stdlib.h>
#include <string.h>

#include "t/api/guest_ask.h"
#include "t/lib/answer.h"
#include "t/lib/given.h"
#include "t/lib/imip.h"
#include "t/lib/work.h"

#include "base/banned.h"

/* bob is invited to ann's event e; what his mails say of it. */
static struct imip_facts
given_invited(void)
{
	struct imip_facts facts = { .event = id("e") };

	setenv("IMIP_ADDRESS", "rsvp@events.example.org", 1);
	expect(200, as("ann", POST, "/events/%s/invites {'user_ids': ['%s']}",
			id("e"), id("bob")));
	expect(200, as("ann", GET, "/events/%s/invites", id("e")));
	facts.token = imip_token(body("/0/id"));
	work();
	return facts;
}

/* The same of an event as most are. */
static struct imip_facts
given_bob_invited(void)
{
	given_user("bob");
	given_event("e");
	return given_invited();
}

/* Words of the last mail to bob. */
static bool
is_told(const char *words)
{
	work();
	return strstr(work_mail("bob@example.org"), words) != NULL;
}

/* What bob's answer is; "none". */
static const char *
answer(void)
{
	if (as("bob", GET, "/events/%s/rsvps/me", id("e")) == 404)
		return "none";
	return body("/status");
}

static void
expect_taken(const char *said, const char *name, const struct imip_facts *facts)
{
	const char *is = imip_take(imip_mail(name, facts));

	cr_expect(strcmp(is, said) == 0, "%s: %s, not %s", name, is, said);
}

Test_engines(api_imip, mails_of_many_programs_are_answers)
{
	static const struct {
		const char *mail, *status;
		int party;
	} rows[] = {
		{ "google", "attending", 2 },
		{ "outlook", "maybe", 1 },
		{ "apple", "not_attending", 1 },
		{ "thunderbird", "attending", 1 },
		{ "utf16", "attending", 1 },
		{ "organizer", "attending", 1 },
		{ "capitals", "attending", 1 },
		{ "latin1", "maybe", 1 },
		{ "tagged", "attending", 3 },
		{ "nested", "attending", 1 },
		{ "broken", "attending", 1 },
		{ "several", "attending", 1 },
	};

	given_user("bob");
	for (size_t i = 0; i < N_OF(rows); i++) {
		struct imip_facts facts;

		given_event("e");
		facts = given_invited();
		expect_taken("it counts", rows[i].mail, &facts);
		cr_expect(strcmp(answer(), rows[i].status) == 0, "%s: %s",
		    rows[i].mail, answer());
		expect_int(rows[i].party, body_int("/party_size"));
		expect_text("imip", body("/source"));
	}
}

Test_engines(api_imip, what_is_no_answer_changes_nothing)
{
	static const struct {
		const char *mail, *said;
	} rows[] = {
		{ "forged", "it went to nobody" },
		{ "empty", "it went to nobody" },
		{ "forwarded", "it says nothing" },
		{ "bounce", "it says nothing" },
		{ "vacation", "it says nothing" },
		{ "other-event", "it is about another event" },
		{ "other-host", "it is about no event of ours" },
		{ "publish", "it is no answer" },
		{ "delegated", "it does not say whether they come" },
		{ "two-people", "it is not of one person" },
	};
	struct imip_facts facts = given_bob_invited();

	for (size_t i = 0; i < N_OF(rows); i++)
		expect_taken(rows[i].said, rows[i].mail, &facts);
	expect_text("none", answer());
	expect_int(0, work());
}

Test_engines(api_imip, a_mail_that_comes_again_has_had_its_effect)
{
	struct imip_facts facts = given_bob_invited();

	facts.name = "one";
	expect_taken("it counts", "google", &facts);
	expect(200, decline("bob", "e"));
	expect_taken("it came before", "google", &facts);
	expect_text("not_attending", answer());
}

Test_engines(api_imip, who_finds_no_seat_is_told_where_they_stand)
{
	struct imip_facts facts;

	given_user("bob");
	given_event("e", .capacity = 1, .waitlist = true);
	facts = given_invited();
	expect(200, attend("cat", "e"));
	expect(202, attend("dan", "e"));
	expect_taken("they wait for a seat", "nested", &facts);
	expect_text("waitlisted", answer());
	cr_expect(is_told("you are number 2 on the waitlist"));
	cr_expect(is_told("PARTSTAT=TENTATIVE"));
	expect(200, decline("cat", "e"));
	expect(200, decline("dan", "e"));
	expect_text("attending", answer());
}

Test_engines(api_imip, what_the_event_refuses_is_told_with_its_reason)
{
	struct imip_facts facts;

	given_user("bob");
	given_event("e", .capacity = 1);
	facts = given_invited();
	expect_taken("it was refused", "tagged", &facts);
	cr_expect(is_told("The event has no more than 1 spots in all."));
	expect_text("none", answer());
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	expect_taken("it was refused", "nested", &facts);
	expect_text("none", answer());
	/* not more than one an hour */
	expect_int(0, work());
	expect_int(1, jobs_with("rsvp_result", "It cannot be taken"));
}

Test_engines(api_imip, an_answer_to_another_time_does_not_count)
{
	struct imip_facts facts = given_bob_invited();

	given_moved("e", "ann", 48, 49);
	expect_taken("the event was moved since", "nested", &facts);
	expect_text("none", answer());
	cr_expect(is_told("please answer again"));
	cr_expect(is_told("SEQUENCE:1"));
	/* it does not say which state it is about */
	expect_taken("it counts", "apple", &facts);
	expect_text("not_attending", answer());
}

Test_engines(api_imip, the_answer_that_was_written_last_counts)
{
	struct imip_facts facts = given_bob_invited();

	facts.age_s = 60;
	expect_taken("it counts", "apple", &facts);
	facts.age_s = 120;
	expect_taken("a later answer came before it", "nested", &facts);
	expect_text("not_attending", answer());
	facts.age_s = 30;
	expect_taken("it counts", "nested", &facts);
	expect_text("attending", answer());
}

Test_engines(api_imip, an_answer_that_was_given_later_elsewhere_counts)
{
	struct imip_facts facts = given_bob_invited();

	facts.age_s = 60;
	expect(200, decline("bob", "e"));
	expect_taken("a later answer came before it", "nested", &facts);
	expect_text("not_attending", answer());
	facts.age_s = 0;
	expect_taken("it counts", "nested", &facts);
	expect_text("attending", answer());
}

Test_engines(api_imip, nobody_answers_for_somebody_else)
{
	struct imip_facts facts;

	given_user("bob");
	given_user("eve");
	given_event("e");
	facts = given_invited();
	expect_taken("it is of somebody else", "stranger", &facts);
	expect_taken("it is of somebody else", "forged-sender", &facts);
	expect_taken("it is of somebody else", "words-of-another", &facts);
	expect_text("none", answer());
	expect(404, as("eve", GET, "/events/%s/rsvps/me", id("e")));
	cr_expect(is_told("answer here"));
	cr_expect(is_told("/guest/#"));
}

Test_engines(api_imip, words_go_to_who_runs_it_once_a_day)
{
	struct imip_facts facts = given_bob_invited();

	expect_taken("their words are passed on", "counter", &facts);
	work();
	cr_expect(strstr(work_mail("ann@example.org"),
		      "Could we meet an hour later?") != NULL);
	cr_expect(
	    strstr(work_mail("ann@example.org"), "You are invited") == NULL);
	cr_expect(strstr(work_mail("ann@example.org"), "Bob Example") != NULL);
	cr_expect(
	    strstr(work_mail("ann@example.org"), "bob@example.org") == NULL);
	expect_taken(
	    "their words were passed on before today", "words", &facts);
	expect_text("none", answer());
}

Test_engines(api_imip, words_never_bring_the_link_of_whoever_writes_them)
{
	static const char *const mails[] = { "quoted", "quoted-link" };
	struct imip_facts facts;

	given_user("bob");
	for (size_t i = 0; i < N_OF(mails); i++) {
		const char *mail;

		given_event("e");
		facts = given_invited();
		facts.link = token_mailed("bob@example.org");
		expect_taken("their words are passed on", mails[i], &facts);
		work();
		mail = work_mail("ann@example.org");
		cr_expect(strstr(mail, "an hour later") != NULL, "%s", mail);
		cr_expect(strstr(mail, facts.link) == NULL, "%s", mail);
		cr_expect(strstr(mail, "Answer by then") == NULL, "%s", mail);
	}
	expect_taken("it says nothing", "quoted-broken", &facts);
}

Test_engines(api_imip, words_go_to_nobody_who_has_blocked_their_writer)
{
	struct imip_facts facts = given_bob_invited();

	expect(204, as("ann", PUT, "/users/me/blocks/%s", id("bob")));
	expect_taken("they do not see the event", "words", &facts);
	expect_int(0, work_mails("ann@example.org"));
}

/* The link of an address opens nothing while its account is suspended. */
Test_engines(api_imip, an_answer_of_who_is_suspended_is_refused_for_good)
{
	struct imip_facts facts = { .age_s = 0 };

	given_event("e", .is_private = true);
	setenv("IMIP_ADDRESS", "rsvp@events.example.org", 1);
	expect(200, as("ann", POST, "/events/%s/invites {'emails': ['%s']}",
			id("e"), "bob@example.org"));
	expect(200, as("ann", GET, "/events/%s/invites", id("e")));
	facts.event = id("e");
	facts.token = imip_token(body("/0/id"));
	given_suspended("bob");
	expect_taken("it was refused", "nested", &facts);
	expect(200, as("ann", GET, "/events/%s/rsvps", id("e")));
	expect_int(0, body_count(""));
}

Test_engines(api_imip, whoever_asks_gets_the_event_anew)
{
	struct imip_facts facts = given_bob_invited();

	expect_taken("they get the event anew", "refresh", &facts);
	cr_expect(is_told("METHOD:REQUEST"));
	expect(
	    204, as("ann", DELETE, "/events/%s/guests/%s", id("e"), id("bob")));
	expect_taken("it is to nobody any more", "refresh", &facts);
}

/* An address becomes a person by the answer, as by the link. */
Test_engines(api_imip, an_address_without_an_account_answers)
{
	struct imip_facts facts;

	given_event("e", .is_private = true);
	setenv("IMIP_ADDRESS", "rsvp@events.example.org", 1);
	expect(200, as("ann", POST, "/events/%s/invites {'emails': ['%s']}",
			id("e"), "bob@example.org"));
	expect(200, as("ann", GET, "/events/%s/invites", id("e")));
	facts = (struct imip_facts){ .event = id("e"),
		.token = imip_token(body("/0/id")) };
	expect_taken("it counts", "apple", &facts);
	expect_taken("it counts", "nested", &facts);
	expect(200, as("ann", GET, "/events/%s/rsvps", id("e")));
	expect_text("attending", body("/0/status"));
	expect_text("Bob", body("/0/user/first_name"));
	expect_text("Example", body("/0/user/last_name"));
}

static void
given_series(void)
{
	given("e", "ann",
	    "/events {'title': 'Tea', 'start_time': '2030-06-01T16:00:00Z', "
	    "'end_time': '2030-06-01T17:00:00Z', 'timezone': 'Europe/Berlin', "
	    "'rrule': 'FREQ=WEEKLY;COUNT=3'}");
}

Test_engines(api_imip, answers_to_dates_are_each_in_an_order_of_their_own)
{
	struct imip_facts facts;

	given_user("bob");
	given_series();
	facts = given_invited();
	facts.date = ":20300608T160000Z";
	facts.age_s = 30;
	expect_taken("it counts", "date", &facts);
	facts.date = ":20300601T160000Z";
	facts.age_s = 60;
	expect_taken("it counts", "date", &facts);
	facts.date = ":20300608T160000Z";
	expect_taken("a later answer came before it", "date", &facts);
}

/* One that was written before another to another date. */
Test_engines(api_imip, the_last_answer_to_a_date_is_that_to_this_date)
{
	struct imip_facts facts;

	given_user("bob");
	given_series();
	facts = given_invited();
	facts.date = ":20300608T160000Z";
	facts.age_s = 90;
	expect_taken("it counts", "date", &facts);
	facts.date = ":20300601T160000Z";
	facts.age_s = 30;
	expect_taken("it counts", "date", &facts);
	facts.date = ":20300608T160000Z";
	facts.age_s = 60;
	expect_taken("it counts", "date", &facts);
	facts.age_s = 70;
	expect_taken("a later answer came before it", "date", &facts);
}

/* By a clock that is late. */
Test_engines(api_imip, an_answer_to_a_later_state_is_the_later_one)
{
	struct imip_facts facts = given_bob_invited();

	expect_taken("it counts", "sequence", &facts);
	expect(200, as("ann", PATCH, "/events/%s {'location': 'X'}", id("e")));
	facts.sequence = 1;
	facts.age_s = 3600;
	expect_taken("it counts", "sequence", &facts);
	facts.age_s = 3500;
	expect_taken("it counts", "sequence", &facts);
	facts.age_s = 3600;
	expect_taken("a later answer came before it", "sequence", &facts);
}

Test_engines(api_imip, a_line_is_folded_within_a_character)
{
	struct imip_facts facts = given_bob_invited();

	expect_taken("it counts", "folded", &facts);
	expect_text("attending", answer());
	expect_text("Gr\u00fc\u00dfe", body("/note"));
}

Test_engines(api_imip, an_answer_to_a_date_that_was_moved_does_not_count)
{
	struct imip_facts facts;
	char *date;

	given_user("bob");
	given_series();
	facts = given_invited();
	expect(200, as("ann", GET, "/events/%s/occurrences", id("e")));
	date = text("%s", body("/1/id"));
	expect(200, as("ann", PATCH,
			"/events/%s {'start_time': '2030-06-08T18:00:00Z', "
			"'end_time': '2030-06-08T19:00:00Z'}",
			date));
	facts.date = ":20300608T160000Z";
	expect_taken("the event was moved since", "date", &facts);
	facts.date = ":20300601T160000Z";
	expect_taken("it counts", "date", &facts);
}

Test_engines(api_imip, a_date_of_a_series_is_answered_by_its_time)
{
	struct imip_facts facts;
	char *date;

	given_user("bob");
	given_series();
	facts = given_invited();
	expect(200, as("ann", GET, "/events/%s/occurrences", id("e")));
	date = text("%s", body("/1/id"));
	facts.date = ";TZID=Europe/Berlin:20300608T180000";
	expect_taken("it counts", "date", &facts);
	expect(200, as("bob", GET, "/events/%s/rsvps/me", date));
	expect(204, as("bob", DELETE, "/events/%s/rsvps/me", date));
	facts.date = ":20300608T160000Z";
	expect_taken("it counts", "date", &facts);
	expect(200, as("bob", GET, "/events/%s/rsvps/me", date));
	expect(204, as("bob", DELETE, "/events/%s/rsvps/me", date));
	facts.date = ";VALUE=DATE:20300608";
	expect_taken("it is not clear to which date it is", "date", &facts);
	facts.date = ";TZID=Eastern Standard Time:20300608T120000";
	expect_taken("it counts", "date", &facts);
	expect(200, as("bob", GET, "/events/%s/rsvps/me", date));
	expect_text("none", answer());
	expect_taken("it counts", "nested", &facts);
	expect_text("attending", answer());
}

/* Programs go on to answer the series that they know. */
Test_engines(api_imip, a_date_is_found_that_its_series_has_given_away)
{
	struct imip_facts facts;
	char *date;

	given_user("bob");
	given_series();
	facts = given_invited();
	expect(200, as("ann", GET, "/events/%s/occurrences", id("e")));
	date = text("%s", body("/1/id"));
	expect(
	    200, as("ann", PATCH,
		     "/events/%s?apply=following {'title': 'Coffee'}", date));
	facts.date = ":20300608T160000Z";
	expect_taken("it counts", "date", &facts);
	expect(200, as("bob", GET, "/events/%s/rsvps/me", date));
	expect_text("imip", body("/source"));
}
