/*
 * What people say that they like.
 */
#include "t/lib/api.h"

#include "base/banned.h"

static int
like(const char *who, const char *interests)
{
	return as(
	    who, PUT, "/users/me/interests {'interests': [%s]}", interests);
}

static void
given_category(void)
{
	given_admin("root");
	given("chess", "root", "/categories {'name': 'chess'}");
}

Test_engines(api_interest, are_said_all_at_once)
{
	given_category();
	expect(200, as("ann", GET, "/users/me/interests"));
	expect_int(0, body_count("/interests"));
	expect(200, like("ann", text("{\"tag\": \"Tea\"}, {\"category_id\": "
				     "\"%s\", \"weight\": 90}",
				    id("chess"))));
	expect_int(2, body_count("/interests"));
	expect_text(id("chess"), body("/interests/0/category_id"));
	expect_text("null", body("/interests/0/tag"));
	expect_int(90, body_int("/interests/0/weight"));
	expect_text("tea", body("/interests/1/tag"));
	expect_int(50, body_int("/interests/1/weight"));
	expect(200, like("ann", "{\"tag\": \"go\"}"));
	expect(200, as("ann", GET, "/users/me/interests"));
	expect_int(1, body_count("/interests"));
	expect_text("go", body("/interests/0/tag"));
	expect(200, as("bob", GET, "/users/me/interests"));
	expect_int(0, body_count("/interests"));
}

Test_engines(api_interest, the_same_twice_is_said_once)
{
	expect(200, like("ann", "{\"tag\": \"Tea\"}, {\"tag\": \"tEA\", "
				"\"weight\": 3}"));
	expect_int(1, body_count("/interests"));
	expect_int(3, body_int("/interests/0/weight"));
}

Test_engines(api_interest, a_tag_is_short_when_written_out)
{
	expect(200, like("ann", "{\"tag\": \"\uFDFA\"}"));
	expect(422, like("ann", "{\"tag\": \"\uFDFA\uFDFA\uFDFA\"}"));
	expect_text("too_long", error_at("/interests/0/tag"));
	expect(422, like("ann", "{\"tag\": \"\u0301\"}"));
}

Test_engines(api_interest, what_is_liked_alike_begins_with_categories)
{
	given_category();
	expect(200, like("ann", text("{\"tag\": \"a\"}, {\"category_id\": "
				     "\"%s\"}",
				    id("chess"))));
	expect_text("a", body("/interests/1/tag"));
}

Test_engines(api_interest, each_is_one_thing_that_is_there)
{
	given_category();
	expect(200, like("ann", "{\"tag\": \"tea\"}"));
	expect(422, like("ann", "{\"tag\": \"go\"}, {\"weight\": 3}"));
	expect_text("one_of", error_at("/interests/1"));
	expect(422, like("ann", text("{\"tag\": \"go\", \"category_id\": "
				     "\"%s\"}",
				    id("chess"))));
	expect(422, like("ann", text("{\"category_id\": \"%s\"}", id("ann"))));
	expect_text("unknown", error_at("/interests/0/category_id"));
	expect(200, as("ann", GET, "/users/me/interests"));
	expect_text("tea", body("/interests/0/tag"));
}

Test_engines(api_interest, a_category_that_is_taken_away_is_liked_no_more)
{
	given_category();
	given_event("e", .more = text(", 'category_ids': ['%s']", id("chess")));
	expect(
	    200, like("ann", text("{\"category_id\": \"%s\"}", id("chess"))));
	expect(204, as("root", DELETE, "/categories/%s", id("chess")));
	expect(200, as("ann", GET, "/users/me/interests"));
	expect_int(0, body_count("/interests"));
	expect(
	    422, like("ann", text("{\"category_id\": \"%s\"}", id("chess"))));
	expect(
	    422, as("ann", POST, "/categories/assign {'category_ids': ['%s']}",
		     id("chess")));
	expect_text("unknown", error_at("/category_ids"));
}

Test_engines(api_interest, clients_of_clust_say_only_categories)
{
	given_category();
	expect(200, like("ann", text("{\"tag\": \"tea\", \"weight\": 9}, "
				     "{\"category_id\": \"%s\"}",
				    id("chess"))));
	expect(204, as("ann", POST, "/categories/assign {'category_ids': []}"));
	expect(200, as("ann", GET, "/users/me/interests"));
	expect_int(1, body_count("/interests"));
	expect_text("tea", body("/interests/0/tag"));
}
