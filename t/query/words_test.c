/*
 * The lists of words of the contract against what the tables take, as the
 * catalogue of each engine tells it: a word that is missing on either side
 * would be refused, or never answered, only when somebody uses it.
 */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "generated/words.h"
#include "t/query/fixture.h"

#include "base/banned.h"

/* Each column that takes words of a closed list. */
static const struct column {
	const char *table, *column;
	const struct word_list *list; /* NULL: words that no client sees */
} columns[] = {
	{ "event", "status", &event_status_words },
	{ "event", "visibility", &event_visibility_words },
	{ "event", "attendee_list", &attendee_list_words },
	{ "rsvp", "status", &rsvp_status_words },
	{ "rsvp", "source", &rsvp_source_words },
	{ "users", "role", &user_role_words },
	{ "space", "kind", &space_kind_words },
	{ "space", "join_policy", &join_policy_words },
	{ "role", "builtin", &builtin_role_words },
	{ "join_request", "state", &request_state_words },
	{ "member", "via", NULL },
	{ "event_guest", "role", &event_role_words },
	{ "guest_request", "status", NULL },
	{ "audit", "actor_kind", NULL },
	{ "event_notice", "audience", &notice_audience_words },
	{ "calendar_feed", "kind", &calendar_kind_words },
	{ "users", "freebusy", &freebusy_consent_words },
	{ "report", "subject_kind", &report_subject_words },
	{ "report", "reason", &report_reason_words },
	{ "report", "state", &report_state_words },
	{ "space_domain", "state", &domain_state_words },
	{ "ticket_type", "payment_type", &payment_type_words },
	{ "reservation", "status", &reservation_status_words },
	{ "event_ticket", "status", &ticket_status_words },
	{ "payment", "kind", NULL },
	{ "payment", "status", NULL },
	{ "check_in", "direction", &check_in_direction_words },
	{ "check_in", "result", &check_in_result_words },
	{ "spark", "status", &spark_status_words },
	{ "spark", "visibility", &spark_visibility_words },
	{ "spark", "join_policy", &spark_join_policy_words },
	{ "spark", "reason", &spark_reason_words },
	{ "spark_participant", "state", &spark_participant_state_words },
	{ "routine", "state", &routine_state_words },
	{ "routine", "mode", &assignment_mode_words },
	{ "routine", "missed_policy", &missed_policy_words },
	{ "routine_run", "status", &run_status_words },
	{ "run_assignee", "source", &assignee_source_words },
	{ "run_step", "state", &step_state_words },
	{ "swap", "status", &swap_status_words },
	{ "poll", "status", &poll_status_words },
	{ "poll_vote", "answer", &poll_answer_words },
	{ "factor", "kind", &factor_kind_words },
	{ "provider", "kind", &provider_kind_words },
	{ "account_invite", "role", &user_role_words },
	{ "auth_ticket", "kind", NULL },
	{ "session", "kind", &session_kind_words },
	{ "session", "method", &session_method_words },
	{ "job", "state", NULL },
	{ "verification", "purpose", NULL },
};

/* Lists of which nothing is stored. */
static const struct word_list *const unstored[] = { &logout_scope_words,
	&session_carrier_words, &permission_words, &user_state_words,
	&space_visibility_words, &member_state_words, &group_role_words,
	&waitlist_reason_words, &series_part_words, &series_dates_words,
	&event_host_filter_words, &weekday_words, &match_reason_kind_words,
	&spark_filter_words, &my_spark_state_words,
	&calendar_import_result_words, &file_side_words,
	&calendar_entry_kind_words, &routine_status_words, &token_scope_words };

static const struct word_list *const lists[] = {
#define LIST_ROW(name) &name##_words,
	WORD_LISTS(LIST_ROW)
#undef LIST_ROW
};

struct check {
	const char *table, *column, *definition;
};

static const struct db_field check_fields[] = {
	{ "tab", DB_TEXT, false, offsetof(struct check, table), 0, NULL, NULL,
	    false },
	{ "col", DB_TEXT, true, offsetof(struct check, column), 0, NULL, NULL,
	    false },
	{ "def", DB_TEXT, false, offsetof(struct check, definition), 0, NULL,
	    NULL, false },
};

/* PostgreSQL: the CHECKs of single columns and of their domains. SQLite: the
 * texts of the tables, with all their CHECKs. */
static const struct db_query checks = QUERY(0,
    .sql = { [DB_POSTGRESQL] =
		 "SELECT c.relname::text AS tab, a.attname::text AS col, "
		 "pg_get_constraintdef(k.oid) AS def "
		 "FROM pg_constraint k JOIN pg_attribute a "
		 "ON a.atttypid = k.contypid OR (a.attrelid = k.conrelid "
		 "AND ARRAY[a.attnum] = k.conkey) "
		 "JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' "
		 "WHERE k.contype = 'c' AND pg_table_is_visible(c.oid)",
	[DB_SQLITE] = "SELECT name AS tab, NULL AS col, sql AS def "
		      "FROM sqlite_schema WHERE type = 'table'" },
    .out = check_fields, .n_out = 3, .row_size = sizeof(struct check));

/* Whether the list of quoted words at text, up to one of the ends, is exactly
 * that of the contract. */
static void
expect_words(const struct column *c, const char *text, const char *end)
{
	size_t len = strcspn(text, end);
	int n = 0;

	for (const char *p = text; (p = memchr(p, '\'', len - (p - text)));) {
		size_t word_len = strcspn(++p, "'");

		cr_expect(word_find(c->list, p, word_len),
		    "%s.%s takes \"%.*s\", which %s of the contract lacks",
		    c->table, c->column, (int)word_len, p, c->list->name);
		n++;
		p += word_len + 1;
	}
	cr_expect(n == c->list->n,
	    "%s.%s takes %d words, %s of the contract has %d", c->table,
	    c->column, n, c->list->name, c->list->n);
}

/* The place of the words of a column in a definition, or NULL. */
static const char *
words_of(const struct column *c, const struct check *check)
{
	char start[64];
	const char *p;

	if (on.engine == DB_POSTGRESQL) {
		p = strstr(check->definition, "ARRAY[");
		return p && str_eq(check->column, c->column) ? p : NULL;
	}
	snprintf(start, sizeof(start), "CHECK (%s IN (", c->column);
	p = strstr(check->definition, start);
	return p ? p + strlen(start) : NULL;
}

static void
expect_row(const char *table, const char *column, size_t len)
{
	size_t i = 0;

	while (i < N_OF(columns) &&
	       !(str_eq(columns[i].table, table) &&
		   strlen(columns[i].column) == len &&
		   strncmp(columns[i].column, column, len) == 0))
		i++;
	cr_expect(i < N_OF(columns),
	    "%s.%.*s takes a list of words: columns[] in t/query/words_test.c "
	    "wants a row for it",
	    table, (int)len, column);
}

/* Expects a row for each column to which a definition gives a list of words. */
static void
expect_rows(const struct check *check)
{
	static const char start[] = "CHECK (", middle[] = " IN ('";
	const char *text = check->definition;

	if (on.engine == DB_POSTGRESQL) {
		if (strstr(text, "ARRAY["))
			expect_row(
			    check->table, check->column, strlen(check->column));
		return;
	}
	while ((text = strstr(text, start))) {
		size_t len;

		text += strlen(start);
		len = strcspn(text, " ");
		if (str_has_prefix(text + len, middle))
			expect_row(check->table, text, len);
	}
}

static struct check *rows;
static size_t n_rows;

static void
read_checks(void)
{
	void *found;

	ok(db_many(on.db, (struct db_call){ &checks, NULL }, &found, &n_rows));
	rows = found;
}

Test_engines(query_words, each_column_takes_the_words_of_the_contract)
{
	read_checks();
	for (size_t i = 0; i < N_OF(columns); i++) {
		const struct column *c = &columns[i];
		size_t n = 0;

		for (size_t k = 0; k < n_rows; k++) {
			const char *words = str_eq(rows[k].table, c->table)
						? words_of(c, &rows[k])
						: NULL;

			n += words != NULL;
			if (words && c->list)
				expect_words(c, words, ")]");
		}
		cr_expect(n == 1,
		    "columns[] in t/query/words_test.c has a row for %s.%s, "
		    "which has %zu CHECKs or domains with a list of words",
		    c->table, c->column, n);
	}
}

Test_engines(query_words, no_column_with_a_list_is_forgotten)
{
	read_checks();
	for (size_t k = 0; k < n_rows; k++)
		expect_rows(&rows[k]);
}

Test(query_words, each_list_is_stored_or_said_not_to_be)
{
	for (size_t i = 0; i < N_OF(lists); i++) {
		size_t n = 0;

		for (size_t k = 0; k < N_OF(columns); k++)
			n += columns[k].list == lists[i];
		for (size_t k = 0; k < N_OF(unstored); k++)
			n += unstored[k] == lists[i];
		cr_expect(n > 0,
		    "which column takes the words of %s? In "
		    "t/query/words_test.c columns[] wants a row for it, or "
		    "unstored[] if there is none",
		    lists[i]->name);
	}
}
