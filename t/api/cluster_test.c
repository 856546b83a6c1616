/*
 * Clusters: who makes, sees, changes and closes them.
 */
#include "base/str.h"
#include "t/lib/api.h"

#include "base/banned.h"

Test_engines(api_cluster, its_maker_is_its_owner_and_admin)
{
	expect(201, as("ann", POST,
			"/clusters {'name': 'Tea house', 'slug': 'tea-house', "
			"'kind': 'workplace', 'tags': ['tea'], 'questions': "
			"[{'text': 'Why?', 'required': true}]}"));
	expect_text(id("ann"), body("/owner_id"));
	expect_text("public", body("/visibility"));
	expect_text("open", body("/join_policy"));
	expect_text("active", body("/my_state"));
	expect_text("Why?", body("/questions/0/text"));
	expect_int(1, body_int("/member_count"));
	expect_int(28, body_count("/my_permissions"));
	expect_text("cluster.update", body("/my_permissions/0"));
	keep("c");
	expect(200, anonymous(GET, "/clusters/%s", id("c")));
	expect_text("null", body("/my_state"));
	expect_int(0, body_count("/my_permissions"));
	with("If-None-Match", header("ETag"));
	expect(304, anonymous(GET, "/clusters/%s", id("c")));
	expect(200, as("ann", GET, "/users/me/clusters"));
	expect_int(1, body_count(""));
	expect_int(2, body_count("/0/my_roles"));
	expect_text("Admin", body("/0/my_roles/0/name"));
	expect_text("Member", body("/0/my_roles/1/name"));
	expect(200, as("bob", GET, "/users/me/clusters"));
	expect_int(0, body_count(""));
}

Test_engines(api_cluster, a_private_one_is_there_for_its_members_only)
{
	given("Attic", "ann",
	    "/clusters {'name': 'Attic', 'visibility': 'private'}");
	expect(404, anonymous(GET, "/clusters/%s", id("Attic")));
	expect(404, as("bob", GET, "/clusters/%s", id("Attic")));
	expect(200, as("ann", GET, "/clusters/%s", id("Attic")));
	expect(200, as("bob", GET, "/clusters"));
	expect_int(0, body_count(""));
	expect(200, as("ann", GET, "/clusters"));
	expect_int(1, body_count(""));
	expect(200, as("ann", GET, "/clusters?kind=college"));
	expect_int(0, body_count(""));
	expect(200, as("ann", GET, "/clusters?kind=community&q=at"));
	expect_int(1, body_count(""));
	expect(404, as("ann", GET, "/groups/%s", id("Attic")));
	given_admin("root");
	expect(200, as("root", GET, "/clusters/%s", id("Attic")));
}

Test_engines(api_cluster, they_are_found_by_how_their_names_begin)
{
	static const char *const names[] = { "Zoë", "zoo", "Alps", "Ärzte" };

	for (size_t i = 0; i < 4; i++)
		given(names[i], "ann", "/clusters {'name': '%s'}", names[i]);
	expect(200, anonymous(GET, "/clusters?q=ZOE"));
	expect_int(1, body_count(""));
	expect_text("Zoë", body("/0/name"));
	expect(200, anonymous(GET, "/clusters?q=a"));
	expect_int(2, body_count(""));
	expect_text("Alps", body("/0/name"));
	expect(200, anonymous(GET, "/clusters?limit=3"));
	expect_int(3, body_count(""));
	expect_text("Zoë", body("/2/name"));
	expect(200, anonymous(GET, "/%s", next_page()));
	expect_int(1, body_count(""));
	expect_text("zoo", body("/0/name"));
}

Test_engines(api_cluster, no_slug_looks_like_another)
{
	given("c", "ann", "/clusters {'name': 'c', 'slug': 'modern-art'}");
	expect_problem(422, "validation_failed",
	    as("ann", POST, "/clusters {'name': 'x', 'slug': 'modem-art'}"));
	expect_text("taken", body("/errors/0/code"));
	expect_problem(422, "validation_failed",
	    as("ann", POST, "/clusters {'name': 'x', 'slug': 'm0dernart'}"));
	expect_problem(422, "validation_failed",
	    as("ann", POST, "/clusters {'name': 'x', 'slug': 'l0gin'}"));
	expect_problem(422, "validation_failed",
	    as("ann", POST, "/clusters {'name': 'x', 'slug': 'a--b'}"));
	expect(200,
	    as("ann", PATCH, "/clusters/%s {'slug': 'modernart'}", id("c")));
}

Test_engines(api_cluster, what_is_left_out_of_a_change_stays)
{
	given("c", "ann",
	    "/clusters {'name': 'c', 'slug': 'tea', 'visibility': "
	    "'private', 'tags': ['a'], 'description': 'x'}");
	expect(
	    200, as("ann", PATCH, "/clusters/%s {'name': 'Coffee'}", id("c")));
	expect_text("Coffee", body("/name"));
	expect_text("private", body("/visibility"));
	expect_text("tea", body("/slug"));
	expect_text("a", body("/tags/0"));
	expect(200,
	    as("ann", PATCH, "/clusters/%s {'slug': null, 'description': null}",
		id("c")));
	expect_text("null", body("/slug"));
	expect_text("null", body("/description"));
}

Test_engines(api_cluster, only_admins_make_them_where_the_settings_say_so)
{
	api_set("CLUSTER_CREATION", "admins");
	expect_problem(
	    403, "forbidden", as("ann", POST, "/clusters {'name': 'x'}"));
	given_admin("root");
	expect(201, as("root", POST, "/clusters {'name': 'x'}"));
}

Test_engines(api_cluster, permissions_say_what_they_allow)
{
	expect(200, as("ann", GET, "/permissions"));
	expect_int(28, body_count(""));
	expect_text("cluster.update", body("/0/name"));
	expect_text("manage webhooks", body("/27/description"));
}
