/*
 * Who is told of a new spark: whoever wants to be, may join it, likes what it
 * is about and is free then, and nobody for whom that is so no more.
 */
#include <string.h>

#include "t/api/spark_age.h"
#include "t/lib/answer.h"
#include "t/lib/given.h"

#include "base/banned.h"

/* There are several alike: what is called so in the one that is looked at. */
static int world;

static char *
of(const char *name)
{
	return text("%s%d", name, world);
}

static void
set_alerts(const char *who, const char *members)
{
	expect(200,
	    as(of(who), PUT, "/users/me/match-settings {%s}", quoted(members)));
}

/* Of the cluster; likes something, is free on each day from the first hour to
 * the last. */
static void
given_person(const char *who, const char *tag, const char *to)
{
	expect(200, as(of(who), POST, "/clusters/%s/join", id(of("c"))));
	expect(200, as(of(who), PUT,
			"/users/me/interests {'interests': "
			"[{'tag': '%s', 'weight': 80}]}",
			tag));
	expect(200, as(of(who), PUT,
			"/users/me/availability {'timezone': 'UTC', "
			"'windows': [{'days': ['monday', 'tuesday', "
			"'wednesday', 'thursday', 'friday', 'saturday', "
			"'sunday'], 'from': '00:00', 'to': '%s'}]}",
			to));
	set_alerts(who, "'is_on': true, 'spark_alerts': true");
}

static void
given_bob(void)
{
	given(of("c"), of("ann"), "/clusters {'name': 'Campus'}");
	given(of("g"), of("ann"),
	    "/groups {'name': 'Boats', 'cluster_id': '%s'}", id(of("c")));
	given_person("bob", "rowing", "00:00");
}

/* Tomorrow from ten to noon, about rowing. */
static void
given_spark(const char *name, const char *more)
{
	char *day = text("%.10s", in_hours(24));

	given(of(name), of("ann"),
	    "/sparks {'name': '%s', 'total_spots': 2, 'cluster_id': '%s', "
	    "'tags': ['Rowing'], 'start_time': '%sT10:00:00Z', 'end_time': "
	    "'%sT12:00:00Z', 'location': {'label': 'Lake', 'detail': "
	    "'Second jetty', 'lat': 48.137154, 'lon': 11.576124}%s}",
	    name, id(of("c")), day, day, quoted(more));
}

/* How many such mails they have got. */
static int
told(const char *who)
{
	char *address = text("%s@example.org", of(who)), *mail;
	int n = 0, mails = work_mails(address);

	for (int i = 0; i < mails; i++) {
		mail = work_mail_at(address, i);
		n += strstr(mail, "plans what you like") != NULL;
	}
	return n;
}

Test_engines(api_spark_alert, whom_it_suits_is_told_and_nobody_else)
{
	char *mail;

	given_bob();
	given_person("cat", "rowing", "00:00");
	set_alerts("cat", "'is_on': true");
	given_person("dan", "chess", "00:00");
	given_person("eve", "rowing", "10:30");
	given_person("fay", "rowing", "11:00");
	given_person("gus", "rowing", "00:00");
	set_alerts("gus", "'is_on': false, 'spark_alerts': true");
	work();
	expect_int(0, told("bob"));
	given_spark("S", "");
	work();
	expect_int(1, told("bob"));
	expect_int(0, told("ann"));
	expect_int(0, told("cat"));
	expect_int(0, told("dan"));
	expect_int(0, told("eve"));
	expect_int(1, told("fay"));
	expect_int(0, told("gus"));
	mail = work_mail(text("%s@example.org", of("bob")));
	cr_expect(strstr(mail, "Where: Lake") && !strstr(mail, "jetty") &&
		      !strstr(mail, "48.13"),
	    "%s", mail);
	expect(200, as(of("bob"), GET, "/users/me/match-settings"));
	expect_text("true", body("/spark_alerts"));
}

Test_engines(api_spark_alert, those_who_do_not_see_it_are_not_told)
{
	given_bob();
	given_spark("invite", ", 'visibility': 'invite'");
	given_spark("draft", ", 'draft': true");
	given_spark("group",
	    text(", 'visibility': 'group', 'group_id': '%s'", id(of("g"))));
	work();
	expect_int(0, told("bob"));
	expect(200, as(of("ann"), POST, "/sparks/%s/publish", id(of("draft"))));
	work();
	expect_int(1, told("bob"));
}

Test_engines(api_spark_alert, three_a_day_are_the_most)
{
	given_bob();
	for (int i = 0; i < 4; i++)
		given_spark(text("s%d", i), "");
	work();
	expect_int(3, told("bob"));
}

/* Who wants to be told in bob's cluster: so many who like nothing, which takes
 * a lot to say. */
#define MANY_SETTINGS                                                        \
	"INSERT INTO match_setting (user_id, is_on, touched, spark_alerts, " \
	"created_at, updated_at) SELECT u.id, s.is_on, 0, s.spark_alerts, "  \
	"s.created_at, s.updated_at FROM users u, match_setting s "          \
	"WHERE u.first_name = 'x'"
#define MANY_ENTRIES(nothing)                                                  \
	"INSERT INTO match_entry (cluster_id, user_id, version, vector, free)" \
	" SELECT e.cluster_id, u.id, e.version + row_number() OVER (ORDER BY " \
	"u.id), " nothing                                                      \
	", e.free FROM users u, match_entry e WHERE u.first_name = 'x'"

/* More than a worker has memory for at once. */
Test_engines(api_spark_alert, of_many_those_whom_it_suits_are_told)
{
	given_bob();
	work_people(1100);
	work_sql(MANY_SETTINGS, MANY_SETTINGS);
	work_sql(MANY_ENTRIES("decode(repeat('00', 18000), 'hex')"),
	    MANY_ENTRIES("zeroblob(18000)"));
	given_spark("S", "");
	work();
	expect_int(1, told("bob"));
}

/*
 * What may have become of it, or of them, before they are told.
 */

static void
it_is_filled(void)
{
	expect(200, as(of("cat"), POST, "/clusters/%s/join", id(of("c"))));
	expect(200, as(of("cat"), POST, "/sparks/%s/join {}", id(of("S"))));
}

static void
it_is_called_off(void)
{
	expect(200, as(of("ann"), POST, "/sparks/%s/cancel {}", id(of("S"))));
}

static void
it_has_too_few(void)
{
	expect(200,
	    as(of("ann"), PATCH, "/sparks/%s {'min_spots': 2}", id(of("S"))));
	age_sparks(35 * 60);
}

static void
it_is_over(void)
{
	age_sparks(48 * 60);
}

static void
it_is_for_few(void)
{
	expect(200, as(of("ann"), PATCH, "/sparks/%s {'visibility': 'invite'}",
			id(of("S"))));
}

static void
they_are_in_it(void)
{
	expect(200, as(of("bob"), POST, "/sparks/%s/join {}", id(of("S"))));
}

static void
they_want_none(void)
{
	set_alerts("bob", "'is_on': true");
}

static void
they_are_not_matched(void)
{
	set_alerts("bob", "'is_on': false, 'spark_alerts': true");
}

static void
they_are_not_matched_there(void)
{
	set_alerts("bob", text("'is_on': true, 'spark_alerts': true, "
			       "'except_cluster_ids': ['%s']",
			      id(of("c"))));
}

static void
they_have_left(void)
{
	expect(204, as(of("bob"), POST, "/clusters/%s/leave", id(of("c"))));
}

static void
they_block_each_other(void)
{
	as(of("bob"), PUT, "/users/me/blocks/%s", id(of("ann")));
}

static void
they_are_suspended(void)
{
	given_suspended(of("bob"));
}

static void
its_creator_is_suspended(void)
{
	given_suspended(of("ann"));
}

static void
nothing(void)
{
}

static const struct {
	void (*happens)(void);
	int told;
} changes[] = { { nothing, 1 }, { it_is_filled, 0 }, { it_is_called_off, 0 },
	{ it_has_too_few, 0 }, { it_is_over, 0 }, { it_is_for_few, 0 },
	{ they_are_in_it, 0 }, { they_want_none, 0 },
	{ they_are_not_matched, 0 }, { they_are_not_matched_there, 0 },
	{ they_have_left, 0 }, { they_block_each_other, 0 },
	{ they_are_suspended, 0 }, { its_creator_is_suspended, 0 } };

/* Before the worker looks whom it suits, and while the mail waits. */
Test_engines(api_spark_alert, what_is_not_so_any_more_is_not_told)
{
	for (; world < 2 * (int)N_OF(changes); world++) {
		size_t i = (size_t)world / 2;

		given_bob();
		given_spark("S", "");
		if (world % 2)
			work_undelivered();
		changes[i].happens();
		work();
		cr_expect(told("bob") == changes[i].told, "change %zu, %s", i,
		    world % 2 ? "the mail waits" : "nobody has looked");
	}
}
