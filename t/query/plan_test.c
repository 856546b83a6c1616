/*
 * Every named query is answered by indexes, on both engines and however many
 * rows there are.
 */
#include "base/str.h"
#include "t/query/fixture.h"
#include "t/query/plan.h"

#include "base/banned.h"

#define SORT	"USE TEMP B-TREE FOR ORDER BY"
#define SORT_3	SORT "; " SORT "; " SORT
#define SORT_6	SORT_3 "; " SORT_3
#define SORT_7	SORT_3 "; " SORT_3 "; " SORT
#define SORT_8	SORT_7 "; " SORT
#define SORT_9	SORT_8 "; " SORT
#define SORT_12 SORT_9 "; " SORT_3

#define PAGES_OF_KEYS                                                      \
	"each index gives no more than a page examines, of each space of " \
	"one person"

/* the ten tags of one spark */
#define TAGS "SCAN t VIRTUAL TABLE INDEX 1:"

/* Whether somebody is told exactly where a spark is, asked once. */
#define EXACT "SCAN x LEFT-JOIN"

#define DATES "a series has a thousand dates ahead at most"

#define RUNS "eight weeks of runs"

#define AT_ONCE "a door reports 500 at most at once"
#define ASKED	"a poll asks 201 people at most"

#define OF_ALL	 "Sort of all"
#define OF_ALL_3 OF_ALL "; " OF_ALL "; " OF_ALL
#define OF_ALL_4 OF_ALL_3 "; " OF_ALL

#define EVER "run_assignee_user_id_index at all times"
#define EVER_OF(t) \
	"SEARCH " t " USING INDEX run_assignee_user_id_index (user_id=?)"

/* what a mark is of, and when a category got its name */
#define CATEGORIES  "Seq Scan on category"
#define DISTINCT_OF "USE TEMP B-TREE FOR json_group_array(DISTINCT); "
#define MARKED	    DISTINCT_OF "SCAN c; SEARCH n"

/* What a plan does all the same, word for word, because ... */
static const struct {
	const char *query, *steps[DB_ENGINES], *why;
} exemptions[] = {
	{ "account_list_found", { "", SORT_3 }, "pages become one" },
	{ "account_lock_admins", { "Sort of all", "" },
	    "few administer a server" },
	{ "block_add", { "", SORT }, "two rows" },
	{ "block_answers", { "", SORT "; " SORT }, "one person's answers" },
	{ "block_lock", { "Sort of all", SORT }, "two rows" },
	{ "block_lock_people", { "Sort of all", "" }, "two rows" },
	{ "calendar_agenda", { "Sort of all", SORT },
	    "what one has, and sees" },
	{ "calendar_agenda_ids", { "Sort of all", SORT },
	    "what a calendar has" },
	{ "calendar_events", { "Sort of all", SORT "; " SORT },
	    "a chunk of a list" },
	{ "calendar_feed_of", { EVER, EVER_OF("a") }, "one tells all" },
	{ "calendar_mark_of_cluster",
	    { OF_ALL_4 "; " CATEGORIES, SORT "; " SORT "; " MARKED },
	    "what a calendar has, and a table that is small" },
	{ "calendar_mark_of_event", { CATEGORIES, MARKED },
	    "one event, and a table that is small" },
	{ "calendar_mark_of_group",
	    { OF_ALL_4 "; " CATEGORIES, SORT "; " SORT "; " MARKED },
	    "what a calendar has, and a table that is small" },
	{ "calendar_mark_of_person",
	    { OF_ALL "; " CATEGORIES, SORT "; " MARKED },
	    "what a calendar has, and a table that is small" },
	{ "calendar_of_cluster", { OF_ALL_4, SORT_3 }, "what a calendar has" },
	{ "calendar_of_group", { OF_ALL_4, SORT_3 }, "what a calendar has" },
	{ "calendar_of_person", { OF_ALL "; " OF_ALL, SORT_3 },
	    "what a calendar has" },
	{ "copy_content",
	    { "Bitmap Index Scan using users_id_pk without a condition; "
	      "Bitmap Index Scan using event_id_pk without a condition",
		"SCAN users USING INDEX sqlite_autoindex_users_2; "
		"SCAN event USING INDEX sqlite_autoindex_event_1" },
	    "a copy is counted while nobody waits" },
	{ "copy_integrity",
	    { "", "SCAN pragma_integrity_check VIRTUAL TABLE INDEX 0:; "
		  "SCAN pragma_foreign_key_check VIRTUAL TABLE INDEX 0:" },
	    "to read all is its purpose" },
	{ "check_in_party", { OF_ALL, SORT }, AT_ONCE },
	{ "check_in_past", { OF_ALL, SORT }, AT_ONCE },
	{ "cluster_list", { "Sort of all", SORT "; " SORT "; " SORT "; " SORT },
	    "a page, and the few clusters of one person" },
	{ "cluster_list_mine", { "Sort of all", SORT "; " SORT },
	    "one person is in few clusters, and has few roles in each" },
	{ "cluster_list_of_kind",
	    { "Sort of all", SORT "; " SORT "; " SORT "; " SORT },
	    "a page, and the few clusters of one person" },
	{ "erasure_events", { OF_ALL, SORT "; " SORT },
	    "one person organized them, and one event has few hosts" },
	{ "erasure_heir", { OF_ALL, SORT },
	    "a space has few owners who are erased" },
	{ "erasure_jobs", { "Seq Scan on job", "SCAN job" },
	    "whoever is erased is looked for in all texts" },
	{ "erasure_responses",
	    { "Seq Scan on idempotency", "SCAN idempotency" },
	    "whoever is erased is looked for in all texts" },
	{ "event_add_categories", { "all rows of a subquery for one", "" },
	    "what one event had" },
	{ "event_stats_doors", { OF_ALL, "USE TEMP B-TREE FOR GROUP BY" },
	    "what the doors of one event have reported" },
	{ "event_filter_category", { OF_ALL_3, SORT_7 }, PAGES_OF_KEYS },
	{ "event_filter_country", { OF_ALL_3, SORT_7 }, PAGES_OF_KEYS },
	{ "event_filter_host", { OF_ALL_3 "; " OF_ALL, SORT_8 },
	    PAGES_OF_KEYS },
	{ "event_filter_listed", { OF_ALL_3, SORT_7 }, PAGES_OF_KEYS },
	{ "event_filter_organizer", { OF_ALL_3, SORT_7 }, PAGES_OF_KEYS },
	{ "event_filter_region", { OF_ALL_3, SORT_7 }, PAGES_OF_KEYS },
	{ "event_filter_series", { OF_ALL_3, SORT_7 }, PAGES_OF_KEYS },
	{ "event_filter_status", { OF_ALL_3, SORT_7 }, PAGES_OF_KEYS },
	{ "event_filter_street", { OF_ALL_3, SORT_7 }, PAGES_OF_KEYS },
	{ "event_filter_town", { OF_ALL_3, SORT_7 }, PAGES_OF_KEYS },
	{ "event_filter_cluster", { OF_ALL "; " OF_ALL, SORT_8 },
	    PAGES_OF_KEYS },
	{ "event_filter_group", { OF_ALL "; " OF_ALL, SORT_8 }, PAGES_OF_KEYS },
	{ "event_found",
	    { OF_ALL_3,
		"SCAN event_search_term VIRTUAL TABLE INDEX 6:; SCAN "
		"event_search_term VIRTUAL TABLE INDEX 6:; " SORT "; USE TEMP "
		"B-TREE FOR DISTINCT; " SORT_3 "; " SORT "; " SORT },
	    "rare words find few events; the terms are those of one word" },
	{ "event_in_space", { OF_ALL, SORT "; " SORT },
	    "two pages become one" },
	{ "event_left", { OF_ALL, SORT "; " SORT },
	    "one person organized them, and one event has few hosts" },
	{ "event_lock_dates", { OF_ALL, SORT }, DATES },
	{ "event_list_from", { "", SORT_3 "; " SORT }, "pages become one" },
	{ "event_list_seen", { OF_ALL_4, SORT_9 },
	    "pages become one, of each space of one person" },
	{ "event_list_seen_from", { OF_ALL_4, SORT_12 },
	    "pages become one, of each space of one person" },
	{ "event_list_shared", { OF_ALL "; " OF_ALL, SORT_3 "; " SORT },
	    "pages become one, of each space of one person" },
	{ "event_list_shared_from", { OF_ALL "; " OF_ALL, SORT_7 },
	    "pages become one, of each space of one person" },
	{ "group_list", { "Sort of all", SORT "; " SORT "; " SORT "; " SORT },
	    "a page, and those of the few spaces of one person" },
	{ "group_list_mine",
	    { "Sort of all; all rows of a subquery for one", SORT "; " SORT },
	    "one person is in few groups, and has blocked few people" },
	{ "interest_get", { "", SORT "; " SORT },
	    "one person says fifty, and thirty are learned of them" },
	{ "learned_interest_about", { "", TAGS }, "an event has twenty tags" },
	{ "match_exception_end", { "all rows of a subquery for one", "" },
	    "one person names fifty" },
	{ "match_clusters", { OF_ALL, "" }, "one person is in few clusters" },
	{ "match_mates", { OF_ALL, "" }, "one person is in few groups" },
	{ "match_shared_groups", { OF_ALL, "" },
	    "one person is in few groups" },
	{ "invite_list", { "", SORT "; " SORT "; " SORT },
	    "a space has at most a hundred that live" },
	{ "job_claim",
	    { "all rows of a subquery for one; Bitmap Index Scan using "
	      "job_running_index without a condition",
		"SCAN r USING INDEX job_running_index; USE TEMP B-TREE FOR "
		"GROUP BY" },
	    "no more jobs run than workers have processes" },
	{ "job_counts",
	    { "Sort of all; Seq Scan on job",
		"SCAN job; USE TEMP B-TREE FOR GROUP BY" },
	    "an operator wants to know of the whole queue" },
	{ "job_depth",
	    { "", "SCAN job USING INDEX job_ready_index; SCAN job USING INDEX "
		  "job_running_index; SCAN job USING INDEX job_dead_index; "
		  "SEARCH job USING INDEX job_ready_index; SEARCH urgency" },
	    "it stops after as many entries as it is told" },
	{ "job_is_due",
	    { "all rows of a subquery for one; Bitmap Index Scan using "
	      "job_running_index without a condition",
		"SCAN r USING INDEX job_running_index; USE TEMP B-TREE FOR "
		"GROUP BY" },
	    "no more jobs run than workers have processes" },
	{ "job_list",
	    { "Index Scan using job_id_pk without a condition",
		"SCAN job USING INDEX sqlite_autoindex_job_1" },
	    "an operator wants the newest of a queue that is purged" },
	{ "job_retry_failed",
	    { "Bitmap Index Scan using job_dead_index without a condition; "
	      "Bitmap Index Scan using job_ready_index without a condition",
		"SCAN job" },
	    "an operator sets right what failed, all at once" },
	{ "member_get", { "", SORT }, "the roles of one member" },
	{ "member_heir", { "Sort of all", "" }, "a group has few moderators" },
	{ "member_list", { "", SORT }, "the roles of each member" },
	{ "member_list_by_word", { "", SORT_3 "; " SORT },
	    "a page, and the roles of each member" },
	{ "member_list_named", { "", SORT "; " SORT_3 },
	    "a page, and the roles of each member" },
	{ "member_list_of_role", { "", SORT_3 "; " SORT "; " SORT },
	    "a page, and the roles of each member" },
	{ "member_lock_groups", { "", SORT }, "one person is in few groups" },
	{ "operator_engine",
	    { "Seq Scan on job; Bitmap Index Scan using job_ready_index "
	      "without a condition",
		"SEARCH job; SEARCH job USING INDEX job_ready_index" },
	    "an operator wants to know of the whole queue" },
	{ "operator_integrity",
	    { "", "SCAN pragma_quick_check VIRTUAL TABLE INDEX 0:" },
	    "to read all is its purpose" },
	{ "operator_jobs",
	    { "Bitmap Index Scan using job_ready_index without a condition; "
	      "Bitmap Index Scan using job_dead_index without a condition; "
	      "Index Scan using job_id_pk without a condition",
		"SCAN job USING INDEX job_ready_index; SCAN job USING INDEX "
		"job_dead_index; SCAN job USING INDEX sqlite_autoindex_job_1" },
	    "an operator wants to know of the whole queue" },
	{ "operator_user_list",
	    { "Index Scan using users_id_pk without a condition",
		"SCAN users USING INDEX sqlite_autoindex_users_1" },
	    "an operator looks through all users" },
	{ "people_index", { "Sort of all", SORT }, "one person's words" },
	{ "people_list", { "", SORT "; USE TEMP B-TREE FOR DISTINCT; " SORT },
	    "a page of each of the few clusters of one person" },
	{ "freebusy_poll", { OF_ALL, "" }, ASKED },
	{ "poll_asked", { OF_ALL, "" }, ASKED },
	{ "poll_astray", { "", SORT }, "one person is in few polls" },
	{ "poll_in_space", { "", SORT "; " SORT }, "a page of each index" },
	{ "poll_list", { "", SORT_3 "; " SORT }, "pages become one" },
	{ "poll_option_list", { "", SORT }, ASKED },
	{ "poll_person_list", { OF_ALL, "" }, ASKED },
	{ "poll_vote_list", { OF_ALL, SORT }, ASKED },
	{ "provider_list_enabled",
	    { "Index Scan using provider_name_key without a condition",
		"SCAN p USING INDEX sqlite_autoindex_provider_2" },
	    "a hundred at most" },
	{ "provider_due",
	    { "Index Scan using provider_name_key without a condition",
		"SCAN p USING INDEX sqlite_autoindex_provider_2" },
	    "a hundred at most" },
	{ "provider_count",
	    { "Bitmap Index Scan using provider_id_pk without a condition",
		"SCAN provider USING INDEX sqlite_autoindex_provider_2" },
	    "a hundred at most" },
	{ "ui_config_count",
	    { "Bitmap Index Scan using ui_config_id_pk without a condition",
		"SCAN ui_config USING INDEX sqlite_autoindex_ui_config_1" },
	    "500 at most" },
	{ "ui_config_for", { OF_ALL, SORT }, "a client's rows" },
	{ "routine_astray", { OF_ALL, SORT }, "one person is in few routines" },
	{ "routine_calendar", { OF_ALL, SORT "; " SORT },
	    "what a calendar has" },
	{ "routine_calendar_mark", { OF_ALL, SORT }, "what a calendar has" },
	{ "routine_in_space", { "", SORT "; " SORT }, "a page of each index" },
	{ "routine_list", { OF_ALL, SORT_3 "; " SORT "; " SORT },
	    "pages become one" },
	{ "routine_pool_list", { OF_ALL, "" }, "200 take turns at most" },
	{ "routine_pool_load", { OF_ALL, "" }, "200 take turns at most" },
	{ "routine_step_list", { OF_ALL, "" }, "a routine has 50 at most" },
	{ "run_calendar", { OF_ALL_3, SORT_3 }, "what a calendar has" },
	{ "run_calendar_mark", { OF_ALL "; " OF_ALL, SORT "; " SORT },
	    "what a calendar has" },
	{ "run_due", { "", "USE TEMP B-TREE FOR DISTINCT" }, "a page" },
	{ "run_set_extra", { "all rows of a subquery for one", "" }, RUNS },
	{ "run_step_list", { OF_ALL, SORT }, "a routine has 50 at most" },
	{ "run_to_settle", { OF_ALL, "" }, RUNS },
	{ "run_unplan", { "all rows of a subquery for one", "" }, RUNS },
	{ "rsvp_list_mine", { "Sort of all", SORT }, "one person gave them" },
	{ "rsvp_apart", { OF_ALL, SORT }, "whom one person does not see" },
	{ "rsvp_audience_of_series", { "", "USE TEMP B-TREE FOR DISTINCT" },
	    DATES },
	{ "schema_compatible_list",
	    { "Index Scan using schema_compatible_version_pk without a "
	      "condition",
		"SCAN schema_compatible" },
	    "there are as many as migrations" },
	{ "schema_list",
	    { "Index Scan using schema_migration_version_pk without a "
	      "condition",
		"SCAN schema_migration" },
	    "there are as many as migrations" },
	{ "schema_object_list",
	    { "Index Scan using schema_object_pk without a condition",
		"SCAN schema_object USING INDEX "
		"sqlite_autoindex_schema_object_1" },
	    "there are as many as functions, triggers and views" },
	{ "erasure_remove", { "", EVER_OF("run_assignee") },
	    "all that there is of one person goes" },
	{ "person_rows_run_assignee", { EVER, EVER_OF("run_assignee") },
	    "all that there is of one person" },
	{ "picture_is_shown",
	    { "Index Scan using users_picture_index without what it begins "
	      "with; Index Scan using event_picture_index without what it "
	      "begins with; Index Scan using space_picture_index without what "
	      "it begins with",
		"" },
	    "they begin with an expression, which a plan writes otherwise" },
	{ "schema_version", { "", "SEARCH schema_migration" },
	    "that is the last of the key" },
	{ "series_dates", { OF_ALL, "" }, "all of them are worked on" },
	{ "series_move_dates", { "", "SEARCH d USING AUTOMATIC INDEX (id=?)" },
	    DATES },
	{ "series_open_dates", { OF_ALL, SORT }, DATES },
	{ "series_waiting", { OF_ALL, SORT }, DATES },
	{ "session_drop_oldest", { "Sort of all", "" },
	    "one person has at most a hundred, the new one, and what was ended "
	    "of Clerk's" },
	{ "spark_astray", { OF_ALL, SORT }, "one person is in few sparks" },
	{ "spark_calendar", { OF_ALL "; " OF_ALL, SORT "; " SORT },
	    "what a calendar has" },
	{ "spark_calendar_mark", { OF_ALL, SORT }, "what a calendar has" },
	{ "spark_for_match", { OF_ALL, TAGS "; " SORT "; " SORT },
	    "the next 500 of the spaces of one person" },
	{ "spark_in_space", { "", SORT "; " SORT }, "a page of each index" },
	{ "spark_get", { "", EXACT }, "a row of one column" },
	{ "spark_list",
	    { OF_ALL "; " OF_ALL, TAGS "; " SORT "; " TAGS "; " TAGS "; " SORT
				       "; " EXACT "; " SORT },
	    "pages become one, of those that begin within a month, "
	    "and of spaces" },
	{ "spark_list_live",
	    { OF_ALL "; " OF_ALL, TAGS "; " SORT "; " TAGS "; " TAGS "; " SORT
				       "; " EXACT "; " SORT },
	    "the same" },
	{ "spark_list_next",
	    { OF_ALL "; " OF_ALL,
		TAGS "; " SORT "; " TAGS "; " SORT "; " EXACT "; " SORT },
	    "the same" },
	{ "spark_list_mine", { OF_ALL, TAGS "; " EXACT "; " SORT },
	    "what one person is in within a month" },
	{ "space_heir", { "Sort of all", SORT },
	    "few of a cluster are its admins" },
	{ "spark_some",
	    { "", "SCAN w VIRTUAL TABLE INDEX 1:; " EXACT "; " SORT },
	    "a page of ids" },
	{ "standing_dates", { OF_ALL, SORT }, DATES },
	{ "standing_lock_dates", { OF_ALL, SORT }, DATES },
	{ "standing_move", { "", "USE TEMP B-TREE FOR GROUP BY" },
	    "the dates of one answer, or one date" },
	{ "ticket_template_copies", { OF_ALL, "" }, DATES },
	{ "ticket_template_lock_dates", { OF_ALL, "" }, DATES },
	{ "timezone_dates", { OF_ALL, "" }, DATES },
	{ "user_purge", { EVER, EVER_OF("x") "; " EVER_OF("run_assignee") },
	    "who does no run, and never did" },
	{ "user_waiting_count",
	    { "", "SCAN w USING INDEX users_waiting_index" },
	    "it stops at as many as may wait" },
};

/* Indexes that have all that somebody ever did, and by what a query enters them
 * at one time. */
static const struct {
	const char *index, *column;
} histories[] = { { "run_assignee_user_id_index", "run_on" } };

bool
plan_is_of_all_times(const char *index, const char *condition)
{
	for (size_t i = 0; i < N_OF(histories); i++)
		if (strstr(index, histories[i].index))
			return !strstr(condition, histories[i].column);
	return false;
}

static const char *
exempt(const struct db_query *q)
{
	for (size_t i = 0; i < N_OF(exemptions); i++)
		if (str_eq(exemptions[i].query, q->name))
			return exemptions[i].steps[on.engine];
	return "";
}

/* A query that is exempt has to be so yet. */
static bool
may_do_without(void)
{
	return on.engine == DB_POSTGRESQL && plan_is_of_later_postgresql(on.db);
}

static const char *
plan(const struct db_query *q)
{
	return on.engine == DB_POSTGRESQL ? plan_postgresql(on.db, q)
					  : plan_sqlite(on.db, q);
}

Test_engines(query_plan, every_query_is_answered_by_indexes)
{
	ok(db_connect(on.db));
	if (on.engine == DB_POSTGRESQL)
		plan_seed_postgresql(on.db);
	for (const struct db_query *const *q = db_queries; *q; q++) {
		const char *steps = plan(*q);

		cr_expect(
		    str_eq(steps, exempt(*q)) || (!*steps && may_do_without()),
		    "%s: %s", (*q)->name, *steps ? steps : "no longer exempt");
	}
}

Test_engines(query_plan, what_is_exempt_exists)
{
	for (size_t i = 0; i < N_OF(exemptions); i++) {
		bool is_there = false;

		for (const struct db_query *const *q = db_queries; *q; q++)
			is_there |= str_eq(exemptions[i].query, (*q)->name);
		cr_expect(is_there, "%s", exemptions[i].query);
	}
}

#define ONE_USER "(SELECT id FROM users WHERE email_key = 'a')"

/* What the queries do not do, or no more, and what they may. */
static const struct {
	const char *sql, *steps[DB_ENGINES];
} samples[] = {
	{ "SELECT id FROM users WHERE first_name = 'Ann'",
	    { "Seq Scan on users", "SCAN users" } },
	{ "SELECT id FROM job WHERE state = 'running'",
	    { "Index Scan using job_running_index without a condition",
		"SCAN job USING INDEX job_running_index" } },
	{ "SELECT event_id FROM rsvp WHERE status = 'waitlisted'"
	  " AND queued_at IS NULL",
	    { "Index Only Scan using rsvp_waitlist_index without what it "
	      "begins with",
		"SCAN rsvp USING INDEX rsvp_waitlist_index" } },
	{ "SELECT id FROM session WHERE user_id = " ONE_USER
	  " ORDER BY ip_address LIMIT 1",
	    { "Sort of all", SORT } },
	{ "SELECT id FROM (SELECT id, ip_address FROM session"
	  " WHERE user_id = " ONE_USER " LIMIT 3) AS s ORDER BY ip_address",
	    { "", SORT } },
	{ "SELECT e.id FROM users u CROSS JOIN event e WHERE e.title = u.phone",
	    { "Seq Scan on event; Seq Scan on users",
		"SCAN u; SEARCH e USING AUTOMATIC INDEX (title=?)" } },
	{ "SELECT id FROM event e WHERE organizer_id = " ONE_USER
	  " AND CASE WHEN title = '' THEN TRUE ELSE EXISTS ("
	  "SELECT 1 FROM event_category c WHERE c.category_id = " ONE_USER
	  " AND c.event_id = e.id) END",
	    { "all rows of a subquery for one", "" } },
};

Test_engines(query_plan, what_is_wrong_is_seen)
{
	ok(db_connect(on.db));
	for (size_t i = 0; i < N_OF(samples); i++) {
		const struct db_query q = { .name = "sample",
			.sql = { samples[i].sql, samples[i].sql } };

		const char *steps = plan(&q);

		cr_expect(str_eq(steps, samples[i].steps[on.engine]), "%s: %s",
		    samples[i].sql, steps);
	}
}
