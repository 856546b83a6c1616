/*
 * Messages of groups: who reads and writes them, in what order they come, and
 * what becomes of them.
 */
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "t/lib/api.h"

#include "base/banned.h"

/* Of ann, with bob in it. */
static void
given_group(void)
{
	given("g", "ann", "/groups {'name': 'Chess'}");
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
}

static void
given_message(const char *name, const char *by)
{
	given(
	    name, by, "/groups/%s/messages {'content': 'By %s.'}", id("g"), by);
}

static int
write_in(const char *by, const char *content)
{
	return as(by, POST, "/groups/%s/messages {'content': '%s'}", id("g"),
	    content);
}

static int
ask_for(const char *as_whom, const char *method, const char *name)
{
	return as(as_whom, method, "/groups/%s/messages/%s", id("g"), id(name));
}

static int
edit(const char *by, const char *name)
{
	return as(by, PATCH, "/groups/%s/messages/%s {'content': 'Other.'}",
	    id("g"), id(name));
}

struct age_in {
	int64_t seconds;
};

/* All messages are older than they were by so many seconds; negative: they are
 * of a time to come. */
static void
age(int64_t seconds)
{
	static const struct db_field in[] = { { .name = "seconds",
	    .type = DB_INT,
	    .offset = offsetof(struct age_in, seconds) } };
	static const struct db_query query = { .name = "test_age",
		.index = DB_QUERIES_MAX,
		.sql = { [DB_POSTGRESQL] =
			     "UPDATE message SET created_at = created_at - "
			     "$1 * interval '1 s'",
		    [DB_SQLITE] = "UPDATE message SET created_at = "
				  "created_at - ?1 * 1000000" },
		.in = in,
		.n_in = 1,
		.in_size = sizeof(struct age_in),
		.is_write = true };

	cr_assert(db_exec(given_db(),
		      (struct db_call){ &query, &(struct age_in){ seconds } },
		      NULL) == ERR_OK);
}

Test_engines(api_message, is_numbered_and_tells_who_wrote_it)
{
	given_group();
	expect(201, write_in("bob", "Who brings the boards?"));
	keep("m");
	expect_int(1, body_int("/number"));
	expect_int(1, body_int("/thread_number"));
	expect_text("null", body("/reply_to_id"));
	expect_text(id("g"), body("/group_id"));
	expect_text(id("bob"), body("/sender_id"));
	expect_text("Bob", body("/sender/first_name"));
	expect_text(text("/api/v1/groups/%s/messages/%s", id("g"), id("m")),
	    header("Location"));
	expect(201, write_in("ann", "I do."));
	expect_int(2, body_int("/number"));
	expect(200, ask_for("ann", GET, "m"));
	expect_text("Who brings the boards?", body("/content"));
}

Test_engines(api_message, comes_latest_first_page_by_page)
{
	given_group();
	for (int i = 0; i < 5; i++)
		given_message("m", "bob");
	expect(200, as("ann", GET, "/groups/%s/messages?limit=2", id("g")));
	expect_int(2, body_count(""));
	expect_int(5, body_int("/0/number"));
	expect_int(4, body_int("/1/number"));
	expect(200, as("ann", GET, "/%s", next_page()));
	expect_int(3, body_int("/0/number"));
	expect(200, as("ann", GET, "/%s", next_page()));
	expect_int(1, body_count(""));
	cr_expect(!next_page());
}

Test_engines(api_message, comes_upwards_after_a_number)
{
	given_group();
	for (int i = 0; i < 5; i++)
		given_message("m", "bob");
	expect(200,
	    as("ann", GET, "/groups/%s/messages?after=2&limit=2", id("g")));
	expect_int(3, body_int("/0/number"));
	expect_int(4, body_int("/1/number"));
	expect(200, as("ann", GET, "/%s", next_page()));
	expect_int(1, body_count(""));
	expect_int(5, body_int("/0/number"));
	expect(200, as("ann", GET, "/groups/%s/messages?after=5", id("g")));
	expect_int(0, body_count(""));
	expect(200, as("ann", GET, "/groups/%s/messages?after=0", id("g")));
	expect_int(1, body_int("/0/number"));
}

static void
answer(const char *name, const char *to)
{
	given(name, "ann",
	    "/groups/%s/messages {'content': 'x', 'reply_to_id': '%s'}",
	    id("g"), id(to));
}

Test_engines(api_message, a_thread_is_what_answers_its_first_one)
{
	given_group();
	given_message("first", "bob");
	given_message("other", "bob");
	answer("second", "first");
	expect_text(id("first"), body("/reply_to_id"));
	answer("third", "second");
	expect_int(1, body_int("/thread_number"));
	expect(200, as("bob", GET, "/groups/%s/messages?thread=1", id("g")));
	expect_int(3, body_count(""));
	expect_int(1, body_int("/0/number"));
	expect_int(3, body_int("/1/number"));
	expect_text(id("second"), body("/2/reply_to_id"));
	expect(200,
	    as("bob", GET, "/groups/%s/messages?thread=1&after=3", id("g")));
	expect_int(1, body_count(""));
	expect(200, as("bob", GET, "/groups/%s/messages?thread=3", id("g")));
	expect_int(0, body_count(""));
}

Test_engines(api_message, answers_only_what_is_in_its_group)
{
	given("g", "ann", "/groups {'name': 'x'}");
	given_message("elsewhere", "ann");
	given_group();
	expect_problem(422, "validation_failed",
	    as("ann", POST,
		"/groups/%s/messages {'content': 'x', 'reply_to_id': '%s'}",
		id("g"), id("elsewhere")));
	expect_text("unknown", error_at("/reply_to_id"));
	expect_problem(422, "validation_failed",
	    as("ann", PUT, "/groups/%s/read-marker {'message_id': '%s'}",
		id("g"), id("elsewhere")));
	expect_text("unknown", error_at("/message_id"));
	expect(404, ask_for("ann", GET, "elsewhere"));
	expect(404, edit("ann", "elsewhere"));
	expect(404, ask_for("ann", DELETE, "elsewhere"));
	expect(201, write_in("ann", "No number is lost."));
	expect_int(1, body_int("/number"));
}

static const char *const blanks[] = { "", " ", "\\n\\r\\n\\t",
	"\\u200b\\u2060\\ufeff", "\\u0001" };

Test_engines(api_message, says_something)
{
	given_group();
	for (size_t i = 0; i < N_OF(blanks); i++)
		expect_problem(
		    422, "validation_failed", write_in("bob", blanks[i]));
	expect_text("blank", error_at("/content"));
	expect_problem(422, "validation_failed",
	    as("bob", POST, "/groups/%s/messages {'content': null}", id("g")));
	expect_problem(422, "validation_failed",
	    as("bob", POST, "/groups/%s/messages {}", id("g")));
}

/* Each is given back as it was written. */
static const char *const contents[] = {
	"Zoë 日本語 한국어 ไทย 👩‍👩‍👧 e\xcc\x81",
	"مرحبا \xe2\x80\xaegnol\xe2\x80\xac \xf0\x9f\x98\x80",
	"'; DROP TABLE message; --",
	"<script>alert(1)</script> {{x}} $1 %s :id",
	"\xef\xb7\x90\xf3\xa0\x80\x81x"
};

Test_engines(api_message, is_given_back_as_it_was_written)
{
	given_group();
	for (size_t i = 0; i < N_OF(contents); i++) {
		expect(201, write_in("bob", contents[i]));
		expect_text(contents[i], body("/content"));
	}
	expect(201, write_in("bob", " a\\r\\n\\tb \\\"\\\\ "));
	expect_text(" a\r\n\tb \"\\ ", body("/content"));
}

static int
write_smileys(int n)
{
	struct buf b;
	int status;

	buf_init(&b, 1 << 16);
	buf_str(&b, "{\"content\":\"");
	for (int i = 0; i < n; i++)
		buf_str(&b, "😀");
	buf_str(&b, "\"}");
	with_body("application/json", b.p, b.len);
	status = as("bob", POST, "/groups/%s/messages", id("g"));
	buf_release(&b);
	return status;
}

Test_engines(api_message, has_up_to_4000_characters_of_any_size)
{
	given_group();
	expect(201, write_smileys(4000));
	expect_int(16000, (long)strlen(body("/content")));
	expect_problem(422, "validation_failed", write_smileys(4001));
	expect_text("too_long", error_at("/content"));
}

Test_engines(api_message, a_page_of_the_longest_ones_ends_early)
{
	int n, pages = 0;

	api_set("MESSAGES_PER_MINUTE", "1000");
	given_group();
	for (int i = 0; i < 80; i++)
		expect(201, write_smileys(4000));
	expect(200, as("ann", GET, "/groups/%s/messages?limit=200", id("g")));
	for (n = body_count(""); next_page(); n += body_count("")) {
		expect(200, as("ann", GET, "/%s", next_page()));
		pages++;
	}
	cr_expect(pages > 0);
	expect_int(80, n);
}

/* As the group that was asked for says. */
static bool
may(const char *permission)
{
	for (int i = 0; i < body_count("/my_permissions"); i++)
		if (str_eq(body(text("/my_permissions/%d", i)), permission))
			return true;
	return false;
}

Test_engines(api_message, is_read_by_members_and_who_moderates)
{
	given_admin("root");
	given_user("eve");
	given("c", "cat", "/clusters {'name': 'x'}");
	expect(200, as("ann", POST, "/clusters/%s/join", id("c")));
	given("g", "ann", "/groups {'name': 'x', 'cluster_id': '%s'}", id("c"));
	given_message("m", "ann");
	expect(200, ask_for("cat", GET, "m"));
	expect_text("By ann.", body("/content"));
	expect(200, ask_for("root", GET, "m"));
	expect_problem(403, "forbidden", ask_for("eve", GET, "m"));
	expect_problem(403, "forbidden", write_in("cat", "Only watching."));
	expect(200, as("cat", GET, "/groups/%s", id("g")));
	cr_expect(!may("messages.post") && may("messages.moderate"));
	expect_problem(403, "forbidden",
	    as("cat", PUT, "/groups/%s/read-marker {'message_id': '%s'}",
		id("g"), id("m")));
	expect(200, as("eve", POST, "/clusters/%s/join", id("c")));
	expect_problem(403, "forbidden", ask_for("eve", GET, "m"));
}

Test_engines(api_message, is_written_as_members_may)
{
	given_group();
	given_message("m", "bob");
	expect(
	    200, as("ann", PATCH, "/groups/%s {'members_may': []}", id("g")));
	expect_problem(403, "forbidden", write_in("bob", "x"));
	expect_problem(403, "forbidden", edit("bob", "m"));
	expect(200, ask_for("bob", GET, "m"));
	expect(201, write_in("ann", "As the owner."));
	expect_int(2, body_int("/number"));
}

Test_engines(api_message, ends_with_membership)
{
	given_group();
	given_message("m", "bob");
	expect(204, as("bob", POST, "/groups/%s/leave", id("g")));
	expect_problem(403, "forbidden", write_in("bob", "x"));
	expect_problem(403, "forbidden", ask_for("bob", GET, "m"));
	expect_problem(403, "forbidden", edit("bob", "m"));
	expect(204, ask_for("bob", DELETE, "m"));
	expect(200, ask_for("ann", GET, "m"));
	expect_text("null", body("/content"));
}

Test_engines(api_message, of_who_is_banned_stays_unless_it_is_removed)
{
	given("c", "ann", "/clusters {'name': 'x'}");
	given("g", "ann", "/groups {'name': 'x', 'cluster_id': '%s'}", id("c"));
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	given_message("m", "bob");
	given_message("hers", "ann");
	expect(
	    204, as("ann", PUT, "/groups/%s/bans/%s {}", id("g"), id("bob")));
	expect_problem(403, "banned", write_in("bob", "x"));
	expect_problem(403, "banned", ask_for("bob", GET, "m"));
	expect(200, ask_for("ann", GET, "m"));
	expect_text("By bob.", body("/content"));
	expect(204,
	    as("ann", PUT, "/clusters/%s/bans/%s {'remove_messages': true}",
		id("c"), id("bob")));
	expect(200, ask_for("ann", GET, "m"));
	expect_text("null", body("/content"));
	expect(200, ask_for("ann", GET, "hers"));
	expect_text("By ann.", body("/content"));
	expect(200, as("ann", GET, "/clusters/%s/audit-log", id("c")));
	expect_text("message.remove", body("/0/action"));
	expect_text(id("bob"), body("/0/subject_id"));
}

Test_engines(api_message, of_a_week_ago_or_elsewhere_survives_a_ban)
{
	given_group();
	given_message("m", "bob");
	age(7 * 24 * 3600);
	given_message("late", "bob");
	given("other", "bob", "/groups {'name': 'x'}");
	given("elsewhere", "bob", "/groups/%s/messages {'content': 'x'}",
	    id("other"));
	expect(
	    204, as("ann", PUT, "/groups/%s/bans/%s {'remove_messages': true}",
		     id("g"), id("bob")));
	expect(200, ask_for("ann", GET, "m"));
	expect_text("By bob.", body("/content"));
	expect(200, ask_for("ann", GET, "late"));
	expect_text("null", body("/content"));
	expect(200, as("bob", GET, "/groups/%s/messages/%s", id("other"),
			id("elsewhere")));
	expect_text("x", body("/content"));
}

Test_engines(api_message, is_put_into_other_words_by_its_author)
{
	char *etag;

	given_group();
	given_message("m", "bob");
	etag = header("ETag");
	expect_problem(403, "forbidden", edit("ann", "m"));
	with("If-Match", etag);
	expect(200, edit("bob", "m"));
	expect_text("Other.", body("/content"));
	cr_expect(!str_eq(body("/edited_at"), "null"));
	with("If-Match", etag);
	expect_problem(412, "precondition_failed", edit("bob", "m"));
	expect_problem(422, "validation_failed",
	    as("bob", PATCH, "/groups/%s/messages/%s {'content': ' '}", id("g"),
		id("m")));
}

Test_engines(api_message, stays_as_it_is_after_a_quarter_of_an_hour)
{
	given_group();
	given_message("m", "bob");
	age(15 * 60 - 30);
	expect(200, edit("bob", "m"));
	age(30);
	expect_problem(403, "forbidden", edit("bob", "m"));
	expect(204, ask_for("bob", DELETE, "m"));
}

Test_engines(api_message, is_removed_by_its_author_or_who_moderates)
{
	given_group();
	given_message("m", "bob");
	given_message("n", "bob");
	answer("hers", "m");
	expect_problem(403, "forbidden", ask_for("bob", DELETE, "hers"));
	expect(204, ask_for("bob", DELETE, "m"));
	expect(204, ask_for("ann", DELETE, "n"));
	expect(204, ask_for("ann", DELETE, "n"));
	expect_problem(409, "invalid_transition", edit("bob", "n"));
	expect(200, as("bob", GET, "/groups/%s/messages", id("g")));
	expect_int(3, body_count(""));
	expect_text(id("m"), body("/0/reply_to_id"));
	expect_text("null", body("/1/content"));
	cr_expect(!str_eq(body("/1/removed_at"), "null"));
	expect_text(id("bob"), body("/2/sender_id"));
	expect(200, as("ann", GET, "/groups/%s/audit-log", id("g")));
	expect_text("message.remove", body("/0/action"));
	expect_text(id("n"), body("/0/object_id"));
	expect_text("member.join", body("/1/action"));
}

Test_engines(api_message, is_read_only_while_its_group_closes)
{
	given_group();
	given_message("m", "bob");
	expect(202, as("ann", DELETE, "/groups/%s", id("g")));
	expect_problem(409, "invalid_transition", write_in("bob", "x"));
	expect_problem(409, "invalid_transition", edit("bob", "m"));
	expect(200, ask_for("bob", GET, "m"));
	expect(204, ask_for("ann", DELETE, "m"));
	expect(200, as("ann", POST, "/groups/%s/reopen", id("g")));
	expect(201, write_in("bob", "x"));
	expect_int(2, body_int("/number"));
}

static long
unread(const char *name)
{
	expect(200, as(name, GET, "/users/me/groups"));
	return body_int("/0/unread_count");
}

static void
mark(const char *by, const char *name)
{
	expect(204, as(by, PUT, "/groups/%s/read-marker {'message_id': '%s'}",
			id("g"), id(name)));
}

Test_engines(api_message, is_unread_until_the_marker_passes_it)
{
	given("g", "ann", "/groups {'name': 'x'}");
	given_message("before", "ann");
	expect(200, as("bob", POST, "/groups/%s/join", id("g")));
	expect_int(0, unread("bob"));
	given_message("first", "ann");
	given_message("own", "bob");
	given_message("last", "ann");
	expect_int(2, unread("bob"));
	mark("bob", "first");
	expect_int(1, unread("bob"));
	mark("bob", "last");
	expect_int(0, unread("bob"));
	mark("bob", "first");
	expect_int(0, unread("bob"));
	given_message("gone", "ann");
	expect_int(1, unread("bob"));
	expect(204, ask_for("ann", DELETE, "gone"));
	expect_int(0, unread("bob"));
	expect_int(1, unread("ann"));
}

Test_engines(api_message, more_than_a_hundred_unread_are_a_hundred)
{
	api_set("MESSAGES_PER_MINUTE", "1000");
	given_group();
	for (int i = 0; i < 101; i++)
		given_message("m", "ann");
	expect_int(100, unread("bob"));
}

Test_engines(api_message, an_unchanged_one_is_not_sent_again)
{
	char *path;

	given_group();
	given_message("m", "ann");
	path = text("/groups/%s/messages/%s", body("/group_id"), id("m"));
	expect(200, as("bob", GET, "%s", path));
	with("If-None-Match", header("ETag"));
	expect(304, as("bob", GET, "%s", path));
}

Test_engines(api_message, a_flood_ends)
{
	api_set("MESSAGES_PER_MINUTE", "2");
	api_set("MESSAGES_PER_HOUR", "3");
	given_group();
	given_message("m", "bob");
	given_message("m", "bob");
	expect_problem(429, "rate_limited", write_in("bob", "x"));
	expect_text("60", header("Retry-After"));
	expect(201, write_in("ann", "Others may."));
	age(61);
	given_message("m", "bob");
	expect_int(4, body_int("/number"));
	age(61);
	expect_problem(429, "rate_limited", write_in("bob", "x"));
	expect_text("3600", header("Retry-After"));
	age(3600);
	given_message("m", "bob");
}

Test_engines(api_message, of_a_time_to_come_does_not_count_as_a_flood)
{
	api_set("MESSAGES_PER_MINUTE", "1");
	given_group();
	given_message("m", "bob");
	age(-3600);
	given_message("m", "bob");
}

Test_engines(api_message, of_who_is_not_seen_is_there_without_them)
{
	given_group();
	expect(200, as("cat", POST, "/groups/%s/join", id("g")));
	given_message("m", "bob");
	expect(204, as("cat", PUT, "/users/me/blocks/%s", id("bob")));
	expect(200, ask_for("cat", GET, "m"));
	expect_text("null", body("/sender"));
	expect_text("null", body("/sender_id"));
	expect_text("null", body("/content"));
	expect_int(0, unread("cat"));
	given_message("hers", "cat");
	expect(200, as("bob", GET, "/groups/%s/messages", id("g")));
	expect_text("null", body("/0/sender"));
	cr_expect(!response_contains(id("cat")));
	cr_expect(!response_contains("By cat."));
	expect_text("By bob.", body("/1/content"));
	expect(204, as("cat", DELETE, "/users/me/blocks/%s", id("bob")));
	expect(200, ask_for("cat", GET, "m"));
	expect_text("By bob.", body("/content"));
	expect_int(1, unread("cat"));
}

Test_engines(api_message, is_seen_by_a_moderator_whom_its_sender_blocked)
{
	given_group();
	given_message("m", "bob");
	expect(204, as("bob", PUT, "/users/me/blocks/%s", id("ann")));
	expect(200, ask_for("ann", GET, "m"));
	expect_text("By bob.", body("/content"));
	expect_text("Bob", body("/sender/first_name"));
	expect(204, ask_for("ann", DELETE, "m"));
}

Test_engines(api_message, of_who_is_suspended_says_nothing)
{
	given_group();
	expect(200, as("cat", POST, "/groups/%s/join", id("g")));
	given_message("m", "bob");
	given_suspended("bob");
	expect(200, ask_for("cat", GET, "m"));
	expect_text("null", body("/content"));
	expect_text("null", body("/sender"));
	given_restored("bob");
	expect(200, ask_for("cat", GET, "m"));
	expect_text("By bob.", body("/content"));
}

Test_engines(api_message, is_written_once_with_a_key)
{
	char *first;

	given_group();
	with("Idempotency-Key", "k");
	expect(201, write_in("bob", "x"));
	first = body("/id");
	with("Idempotency-Key", "k");
	expect(201, write_in("bob", "x"));
	expect_text(first, body("/id"));
	expect_text("true", header("Idempotent-Replayed"));
	expect(201, write_in("bob", "x"));
	expect_int(2, body_int("/number"));
}
