/*
 * What nginx asks before a file comes or goes, and makes of the answer.
 */
#include "t/lib/e2e_engine.h"

#include "base/attr.h"
#include "t/e2e/server_fixture.h"

#include "base/banned.h"

#define NOBODYS "01890a5d-ac96-774b-bcce-b302099a8057"

/* nginx asks about the path as it has tidied it up, and Hearth reads the one
 * that was sent, at which there is nothing: else browsers are shown a page. */
Test_engines(e2e_nginx_ask, a_path_that_nginx_reads_otherwise_is_none)
{
	static const char *const paths[] = {
		"/api/v1//files/" NOBODYS "/content",
		"/api/v1/./files/" NOBODYS "/content",
		"/api/v1/x/../files/" NOBODYS "/content",
		"/api/v1/files/" NOBODYS "//content",
		"//api/v1/files/" NOBODYS "/content",
		"/api/v1//events/" NOBODYS "/files",
	};

	for (size_t i = 0; i < N_OF(paths); i++) {
		const char *method = i + 1 < N_OF(paths) ? GET : POST;

		with("Accept", "text/html");
		expect_problem(
		    404, "not_found", anonymous(method, "/%s", paths[i]));
	}
}

/* What nginx says of the file, and of what is wrong, it says once. */
static void
e2e_nginx_ask_a_part_that_is_none_has_each_header_once(void)
{
	static const char *const names[] = { "Access-Control-Allow-Origin",
		"Access-Control-Expose-Headers", "Cache-Control",
		"Content-Range", "Content-Type", "Referrer-Policy",
		"Strict-Transport-Security", "X-Content-Type-Options",
		"X-Request-Id" };
	struct talk_request r = { .method = GET,
		.headers = { { "Range", "bytes=10-" },
		    { "Origin", "http://app.test" },
		    { "Authorization", given_login(NULL, "ann") } },
		.n_headers = 3 };
	const struct response *a;

	given_event("e");
	with_body("text/plain", "0123456789", 10);
	expect(201, as("ann", POST, "/events/%s/files", id("e")));
	r.target = text("/api/v1/files/%s/content", body("/id"));
	a = server_ask("https", &r);
	expect_int(416, a->status);
	expect_text("bad_request", response_text(a, "/code"));
	for (size_t i = 0; i < N_OF(names); i++)
		cr_expect(response_header_count(a, names[i]) == 1, "%s: %s",
		    names[i], a->headers);
	expect_text("http://app.test",
	    response_header(a, "Access-Control-Allow-Origin"));
	expect_text(response_header(a, "X-Request-Id"),
	    response_text(a, "/request_id"));
}

TEST_BY(e2e_nginx_ask, a_part_that_is_none_has_each_header_once, NGINX, nginx)

static bool
is_logged(void *words)
{
	return server_has_logged(words);
}

/* For nginx a refusal is a GET, whatever was refused. */
static void
expect_line(const char *path, int status)
{
	char *words = text(
	    "\"uri\":\"/api/v1%s\",\"status\":\"%d\"", path, status);

	wait_until(is_logged, words, 10000, words);
}

/* Not where nginx looks for a file, or for the words of a refusal. */
static void
e2e_nginx_ask_the_access_log_says_what_was_asked_for(void)
{
	const char *files, *content;

	given_event("e");
	files = text("/events/%s/files", id("e"));
	with_body("text/plain", "x", 1);
	expect(201, as("ann", POST, "%s", files));
	keep("f");
	content = text("/files/%s/content", id("f"));
	with_body("text/plain", "x", 1);
	expect(403, as("eve", POST, "%s", files));
	expect(200, as("ann", GET, "%s", content));
	expect(405, as("ann", PUT, "%s", content));
	expect(404, as("ann", GET, "/files/" NOBODYS "/content"));
	expect_line(files, 201);
	expect_line(files, 403);
	expect_line(content, 200);
	expect_line(content, 405);
	expect_line("/files/" NOBODYS "/content", 404);
}

TEST_BY(e2e_nginx_ask, the_access_log_says_what_was_asked_for, NGINX, nginx)
