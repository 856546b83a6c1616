/*
 * Files of events: who adds, sees and removes them, what they are called and
 * taken for, and how much room they may take.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "crypt/token.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/files.h"
#include "t/lib/work.h"

#include "base/banned.h"

#define PNG "\x89PNG\r\n\x1a\n rest"

/* Sends bytes as a file of the event e. */
static int
upload_bytes(const char *user, const char *type, const void *p, size_t len)
{
	with_body(type, p, len);
	return as(user, POST, "/events/%s/files", id("e"));
}

static int
upload(const char *user, const char *content)
{
	return upload_bytes(user, "text/plain", content, strlen(content));
}

/* The same, called so by the address. */
static int
upload_called(const char *user, const char *filename)
{
	with_body("text/plain", "x", 1);
	return as(
	    user, POST, "/events/%s/files?filename=%s", id("e"), filename);
}

static void
given_file(const char *name, const char *user)
{
	expect(201, upload(user, name));
	keep(name);
}

static void
given_event_with_files(void)
{
	api_files();
	given_event("e");
}

static int
attend_and_may_upload(const char *user, const char *event)
{
	expect(200, as("ann", PATCH, "/events/%s {'attendees_upload': true}",
			id(event)));
	return attend(user, event);
}

Test_engines(api_file, a_file_comes_back_as_it_was_sent)
{
	static const char bytes[] = "one\0two\r\n\xff";

	given_event_with_files();
	expect(201, upload_bytes("ann", "text/plain", bytes, sizeof(bytes)));
	keep("f");
	expect_int(sizeof(bytes), body_int("/size"));
	expect_text("application/octet-stream", body("/content_type"));
	expect_text(text("/api/v1/files/%s", id("f")), header("Location"));
	expect_text(id("ann"), body("/uploaded_by"));
	expect_text(
	    text("/api/v1/files/%s/content", id("f")), body("/file_url"));
	expect(200, anonymous(GET, "/files/%s/content", id("f")));
	cr_assert(response()->len == sizeof(bytes));
	cr_expect(memcmp(response()->body, bytes, sizeof(bytes)) == 0);
	expect_int(1, files_count("store"));
	expect_int(0, files_count("part"));
}

Test_engines(api_file, its_hash_is_that_of_its_bytes)
{
	given_event_with_files();
	expect(201, upload("ann", "abc"));
	/* FIPS 180-4's example */
	expect_text("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61"
		    "f20015ad",
	    body("/sha256"));
}

Test_engines(api_file, an_empty_one_is_a_file)
{
	given_event_with_files();
	expect(201, upload("ann", ""));
	expect_int(0, body_int("/size"));
	expect(200, as("ann", GET, "/files/%s/content", body("/id")));
	expect_int(0, (long)response()->len);
}

/* The latest one, as it is answered with its bytes. */
static void
expect_sent(const char *type, const char *disposition)
{
	expect(200, as("ann", GET, "/files/%s/content", body("/id")));
	expect_text(type, header("Content-Type"));
	expect_text(disposition, header("Content-Disposition"));
}

Test_once(api_file, what_it_is_is_told_by_its_content)
{
	given_event_with_files();
	expect(201, upload_bytes("ann", "text/html", PNG, sizeof(PNG) - 1));
	expect_text("image/png", body("/content_type"));
	expect_sent(
	    "image/png", "inline; filename=\"file\"; filename*=UTF-8''file");
	expect_text("nosniff", header("X-Content-Type-Options"));
	expect_text(
	    "sandbox; default-src 'none'", header("Content-Security-Policy"));
	expect_text("private, no-cache", header("Cache-Control"));
	expect(201, upload_bytes("ann", "image/png", "<script>", 8));
	expect_text("text/plain", body("/content_type"));
	expect_sent("text/plain; charset=utf-8",
	    "attachment; filename=\"file\"; filename*=UTF-8''file");
	expect(201, upload_bytes("ann", "text/csv; header=present", "a,b", 3));
	expect_text("text/csv", body("/content_type"));
}

Test_once(api_file, its_name_is_no_path)
{
	given_event_with_files();
	with("Content-Disposition",
	    "attachment; filename=\"x\"; "
	    "filename*=UTF-8''..%2F..%2Fetc%2Fna%CC%88%22%E2%80%AEf.txt");
	expect(201, upload("ann", "x"));
	expect_text("na\xcc\x88\"f.txt", body("/filename"));
	expect_sent("text/plain; charset=utf-8",
	    "attachment; filename=\"na___f.txt\"; "
	    "filename*=UTF-8''na%CC%88%22f.txt");
	expect(201, upload_called("ann", "..%5Ca%CC%88%E2%80%AE.csv"));
	expect_text("a\xcc\x88.csv", body("/filename"));
	with("Content-Disposition", "attachment; filename=\"x\"");
	expect(201, upload_called("ann", "y"));
	expect_text("x", body("/filename"));
	expect_problem(422, "validation_failed", upload_called("ann", ""));
	with("Content-Disposition", "attachment; filename=\"x");
	expect_problem(400, "bad_request", upload("ann", "x"));
	expect_int(0, files_count("part"));
}

#define FORM "multipart/form-data; boundary=x"
#define PART(name, bytes)                                               \
	"--x\r\nContent-Disposition: form-data; name=f; filename=" name \
	"\r\nContent-Type: text/markdown\r\n\r\n" bytes "\r\n"

static int
upload_form(const char *form)
{
	return upload_bytes("ann", FORM, form, strlen(form));
}

Test_engines(api_file, the_file_of_a_form_is_taken_out_of_it)
{
	given_event_with_files();
	expect(
	    201, upload_form("--x\r\nContent-Disposition: form-data; name=a\r\n"
			     "\r\nb\r\n" PART("a.md", "# bytes") "--x--\r\n"));
	expect_int(7, body_int("/size"));
	expect_text("a.md", body("/filename"));
	expect_text("text/markdown", body("/content_type"));
	expect(200, as("ann", GET, "/files/%s/content", body("/id")));
	expect_text("# bytes", response()->body);
	expect_problem(400, "bad_request", upload_form(PART("a", "cut off")));
	expect_problem(422, "validation_failed",
	    upload_form(PART("a", "1") PART("b", "2") "--x--\r\n"));
	expect_int(1, files_count("store"));
	expect_int(0, files_count("part"));
}

Test_engines(api_file, those_who_attend_add_files_if_they_may)
{
	given_event_with_files();
	expect(200, attend("bob", "e"));
	expect_problem(403, "forbidden", upload("bob", "x"));
	expect(200, attend_and_may_upload("bob", "e"));
	expect(201, upload("bob", "x"));
	expect_problem(403, "forbidden", upload("eve", "x"));
	expect(200, decline("bob", "e"));
	expect_problem(403, "forbidden", upload("bob", "x"));
	expect_int(1, files_count("store"));
}

Test_engines(api_file, in_a_cluster_they_need_its_permission)
{
	api_files();
	given("c", "ann", "/clusters {'name': 'x'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	given_event("e", .more = text(", 'cluster_id': '%s'", id("c")));
	expect(200, attend_and_may_upload("bob", "e"));
	expect(200, attend("eve", "e"));
	expect(201, upload("bob", "x"));
	expect_problem(403, "forbidden", upload("eve", "x"));
}

Test_engines(api_file, nobody_else_learns_that_there_is_one)
{
	api_files();
	given_event("e", .is_private = true);
	given_file("f", "ann");
	expect(404, upload("eve", "x"));
	expect(404, as("eve", GET, "/events/%s/files", id("e")));
	expect(404, as("eve", GET, "/files/%s", id("f")));
	expect(404, as("eve", GET, "/files/%s/content", id("f")));
	expect(404, anonymous(GET, "/files/%s/content", id("f")));
	expect(404, as("eve", DELETE, "/files/%s", id("f")));
	expect(200, as("ann", GET, "/files/%s/content", id("f")));
}

Test_engines(api_file, whoever_is_blocked_is_not_named)
{
	given_event_with_files();
	expect(200, attend_and_may_upload("bob", "e"));
	given_file("f", "bob");
	expect(204, as("cat", PUT, "/users/me/blocks/%s", id("bob")));
	expect(200, as("cat", GET, "/files/%s", id("f")));
	expect_text("null", body("/uploaded_by"));
}

Test_engines(api_file, a_list_has_pages)
{
	given_event_with_files();
	given_file("one", "ann");
	given_file("two", "ann");
	expect(200, anonymous(GET, "/events/%s/files?limit=1", id("e")));
	expect_text(id("two"), body("/0/id"));
	expect(200, anonymous(GET, "/%s", next_page()));
	expect_text(id("one"), body("/0/id"));
	cr_expect(next_page() == NULL);
}

Test_engines(api_file, who_may_not_remove_it_does_not)
{
	given_event_with_files();
	expect(200, attend_and_may_upload("bob", "e"));
	expect(200, attend("cat", "e"));
	given_file("f", "bob");
	expect_problem(
	    403, "forbidden", as("cat", DELETE, "/files/%s", id("f")));
	expect(204, as("bob", DELETE, "/files/%s", id("f")));
	expect(404, as("bob", DELETE, "/files/%s", id("f")));
	expect(404, as("ann", GET, "/files/%s/content", id("f")));
}

Test_engines(api_file, it_gets_another_name_from_those_who_may_remove_it)
{
	given_event_with_files();
	expect(200, attend_and_may_upload("bob", "e"));
	given_file("f", "bob");
	expect_problem(403, "forbidden",
	    as("eve", PATCH, "/files/%s {'filename': 'x'}", id("f")));
	expect(
	    200, as("bob", PATCH, "/files/%s {'filename': 'b.txt'}", id("f")));
	expect_text("b.txt", body("/filename"));
	expect(200,
	    as("ann", PATCH, "/files/%s {'filename': '../a.txt'}", id("f")));
	expect_text("a.txt", body("/filename"));
	expect(200, as("ann", PATCH, "/files/%s {}", id("f")));
	expect_text("a.txt", body("/filename"));
	expect_text(id("bob"), body("/uploaded_by"));
	expect(200, anonymous(GET, "/files/%s/content", id("f")));
	cr_expect(strstr(header("Content-Disposition"), "a.txt") != NULL);
}

/* What signed_url has below /api/v1. */
static const char *
given_link(const char *user)
{
	expect(200, as(user, GET, "/files/%s/link", id("f")));
	cr_assert(str_has_prefix(body("/signed_url"), "/api/v1/"));
	return body("/signed_url") + strlen("/api/v1");
}

Test_engines(api_file, whoever_has_a_link_gets_it)
{
	const char *link;

	api_files();
	given_event("e", .is_private = true);
	given_file("f", "ann");
	expect(404, as("eve", GET, "/files/%s/link", id("f")));
	expect(404, anonymous(GET, "/files/%s/link", id("f")));
	link = given_link("ann");
	expect(200, anonymous(GET, "%s", link));
	expect_text("f", response()->body);
	expect_text("no-referrer", header("Referrer-Policy"));
	expect(200, as("eve", GET, "%s", link));
	expect(404, anonymous(GET, "%sx", link));
	expect(404, anonymous(GET, "/files/%s/content", id("f")));
	expect(200, as("ann", GET, "/files/%s/content?token=x", id("f")));
	expect(204, as("ann", DELETE, "/files/%s", id("f")));
	expect(404, anonymous(GET, "%s", link));
}

Test_once(api_file, a_link_is_of_one_file)
{
	const char *token;

	api_files();
	given_event("e", .is_private = true);
	given_file("f", "ann");
	token = strstr(given_link("ann"), "?token=");
	given_file("f", "ann");
	expect(404, anonymous(GET, "/files/%s/content%s", id("f"), token));
}

/* Its last minute is within its token. */
Test_once(api_file, a_link_holds_for_minutes)
{
	enum { MINUTE_US = 60000000 };
	const int64_t now = clock_now_us() / MINUTE_US;
	char token[CRYPT_TOKEN_SIZE];
	struct uuid file;
	int64_t until;

	api_files();
	given_event("e", .is_private = true);
	given_file("f", "ann");
	given_link("ann");
	cr_assert(clock_parse(body("/expires_at"), &until));
	cr_expect(
	    until / MINUTE_US - now >= 5 && until / MINUTE_US - now <= 11);
	cr_assert(uuid_parse(id("f"), &file));
	crypt_token_seal(
	    given_keys(), CRYPT_FILE_LINK, file, (uint32_t)(now + 3), token);
	expect(
	    200, anonymous(GET, "/files/%s/content?token=%s", id("f"), token));
	crypt_token_seal(
	    given_keys(), CRYPT_FILE_LINK, file, (uint32_t)(now - 1), token);
	expect(
	    404, anonymous(GET, "/files/%s/content?token=%s", id("f"), token));
}

Test_engines(api_file, its_bytes_go_with_it)
{
	given_event_with_files();
	given_file("f", "ann");
	given_file("g", "ann");
	expect(204, as("ann", DELETE, "/files/%s", id("f")));
	work();
	expect_int(1, files_count("store"));
	expect(200, as("ann", GET, "/files/%s/content", id("g")));
}

Test_engines(api_file, the_log_says_who_removed_anothers)
{
	api_files();
	given("c", "ann", "/clusters {'name': 'x'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	given_event("e", .more = text(", 'cluster_id': '%s'", id("c")));
	expect(200, attend_and_may_upload("bob", "e"));
	given_file("f", "bob");
	expect(204, as("ann", DELETE, "/files/%s", id("f")));
	expect(200, as("ann", GET, "/clusters/%s/audit-log", id("c")));
	expect_text("file.remove", body("/0/action"));
}

Test_engines(api_file, a_person_has_so_much_room)
{
	given_event_with_files();
	api_set("UPLOAD_QUOTA_BYTES", "10000");
	expect(201, upload("ann", "1234"));
	expect(201, upload("ann", "1234"));
	expect_problem(409, "quota_exceeded", upload("ann", "1234"));
	expect(204,
	    as("ann", DELETE, "/files/%s",
		(as("ann", GET, "/events/%s/files", id("e")), body("/0/id"))));
	expect(201, upload("ann", "1234"));
}

Test_engines(api_file, a_cluster_has_so_much_room)
{
	api_files();
	api_set("UPLOAD_CLUSTER_QUOTA_BYTES", "5000");
	given("c", "ann", "/clusters {'name': 'x'}");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	given_event("e", .more = text(", 'cluster_id': '%s'", id("c")));
	expect(200, attend_and_may_upload("bob", "e"));
	expect(201, upload("ann", "1234"));
	expect_problem(409, "quota_exceeded", upload("bob", "1234"));
	given_event("e", .by = "bob");
	expect(201, upload("bob", "1234"));
}

Test_engines(api_file, a_file_is_not_too_large)
{
	given_event_with_files();
	api_set("UPLOAD_MAX_BYTES", "4");
	expect(201, upload("ann", "1234"));
	expect_problem(413, "body_too_large", upload("ann", "12345"));
	expect(201, upload_form(PART("a", "1234") "--x--"));
	expect_problem(
	    413, "body_too_large", upload_form(PART("a", "12345") "--x--"));
	expect_int(2, files_count("store"));
	expect_int(0, files_count("part"));
}

Test_once(api_file, the_disk_keeps_some_room)
{
	given_event_with_files();
	api_set("UPLOAD_RESERVE_BYTES", "1000000000000000");
	expect_problem(507, "storage_full", upload("ann", "x"));
}

Test_once(api_file, without_a_place_for_files_there_are_none)
{
	given_event("e");
	api_expect_503();
	api_set("UPLOAD_DIR", "/nonexistent");
	expect_problem(503, "storage_unavailable", upload("ann", "x"));
}

Test_engines(api_file, a_repeated_upload_is_one_file)
{
	given_event_with_files();
	with("Idempotency-Key", "k");
	expect(201, upload("ann", "1"));
	keep("f");
	with("Idempotency-Key", "k");
	expect(201, upload("ann", "1"));
	expect_text(id("f"), body("/id"));
	expect_int(1, files_count("store"));
	with("Idempotency-Key", "k");
	expect_problem(422, "idempotency_key_reused", upload("ann", "2"));
	expect_int(1, files_count("store"));
}

/* It would not fit a second time, nor may it be sent any more. */
Test_engines(api_file, a_repeated_upload_needs_no_room)
{
	given_event_with_files();
	api_set("UPLOAD_QUOTA_BYTES", "5000");
	expect(200, attend_and_may_upload("bob", "e"));
	with("Idempotency-Key", "k");
	expect(201, upload("bob", "1"));
	keep("f");
	expect_problem(409, "quota_exceeded", upload("bob", "1"));
	expect(200, decline("bob", "e"));
	with("Idempotency-Key", "k");
	expect(201, upload("bob", "1"));
	expect_text(id("f"), body("/id"));
	with("Idempotency-Key", "another");
	expect(403, upload("bob", "1"));
	expect_int(1, files_count("store"));
}

/* Nor does a key that was used for something else let a body come. */
Test_engines(api_file, a_key_of_another_request_makes_no_room)
{
	given_event_with_files();
	api_set("UPLOAD_QUOTA_BYTES", "5000");
	expect(201, upload("ann", "1"));
	with("Idempotency-Key", "k");
	expect(200, as("ann", PATCH, "/events/%s {'title': 'x'}", id("e")));
	with("Idempotency-Key", "k");
	expect_problem(409, "quota_exceeded", upload("ann", "1"));
}

Test_engines(api_file, what_goes_with_its_event_gives_its_room_back)
{
	api_files();
	api_set("UPLOAD_QUOTA_BYTES", "9000");
	api_set("UPLOAD_CLUSTER_QUOTA_BYTES", "9000");
	given("c", "ann", "/clusters {'name': 'x'}");
	for (int i = 0; i < 2; i++) {
		given_event("e", .more = text(", 'cluster_id': '%s'", id("c")));
		expect(201, upload("ann", "1234"));
		expect(201, upload("ann", "1234"));
		expect_problem(409, "quota_exceeded", upload("ann", "1234"));
		expect(204, as("ann", DELETE, "/events/%s", id("e")));
	}
}

Test_engines(api_file, it_is_not_sent_again_to_whom_it_has_not_changed_for)
{
	given_event_with_files();
	given_file("f", "ann");
	expect(200, as("ann", GET, "/files/%s/content", id("f")));
	with("If-None-Match", header("ETag"));
	expect(304, as("ann", GET, "/files/%s/content", id("f")));
	expect_int(0, (long)response()->len);
}

Test_once(api_file, a_web_server_that_can_is_told_which_one_to_send)
{
	char *shelf;

	given_event_with_files();
	given_file("f", "ann");
	shelf = text("%s/%s", id("f") + strlen(id("f")) - 2, id("f"));
	api_param("HEARTH_SEND=X-Accel-Redirect");
	expect(200, as("ann", GET, "/files/%s/content", id("f")));
	expect_text(text("/_store/%s", shelf), header("X-Accel-Redirect"));
	api_param("HEARTH_SEND=X-Sendfile");
	expect(200, as("ann", GET, "/files/%s/content", id("f")));
	cr_expect(access(text("%s/store/%s", files_dir(), shelf), R_OK) == 0);
	expect_text(
	    text("%s/store/%s", files_dir(), shelf), header("X-Sendfile"));
	with("HEARTH_SEND", "X-Sendfile");
	expect(200, as("ann", GET, "/files/%s/content", id("f")));
	expect_text("(none)", header("X-Sendfile"));
	expect_text("f", response()->body);
}

static const char *race_login, *race_target;

static int
upload_at_once(int i)
{
	(void)i;
	return api_send(&(struct talk_request){ .method = POST,
	    .target = race_target,
	    .body = "1234",
	    .len = 4,
	    .headers = { { "Content-Type", "text/plain" },
		{ "Authorization", race_login } },
	    .n_headers = 2 });
}

Test_engines(api_file, nobody_takes_more_room_by_sending_at_once)
{
	enum { AT_ONCE = 8 };
	int results[AT_ONCE], made = 0;

	given_event_with_files();
	race_login = given_login(NULL, "ann");
	race_target = text("/api/v1/events/%s/files", id("e"));
	api_set("UPLOAD_QUOTA_BYTES", "13000"); /* three of them */
	api_in_processes(AT_ONCE, upload_at_once, results);
	for (int i = 0; i < AT_ONCE; i++) {
		cr_expect(
		    results[i] == 201 || results[i] == 409, "%d", results[i]);
		made += results[i] == 201;
	}
	expect_int(3, made);
	expect_int(3, files_count("store"));
}

/* Of what is gone with its event nothing is left, of others all. */
Test_engines(api_file, what_nobody_has_is_swept_away)
{
	given_event_with_files();
	given_file("f", "ann");
	expect(204, as("ann", DELETE, "/events/%s", id("e")));
	given_event("e");
	given_file("g", "ann");
	expect_int(2, files_count("store"));
	work_sweep();
	expect_int(1, files_count("store"));
	expect(200, as("ann", GET, "/files/%s/content", id("g")));
	expect_text("g", response()->body);
}

Test_once(api_file, what_became_no_file_is_swept_away)
{
	static const char *const names[] = { "incoming/0000000001",
		"part/01890a5d-ac96-774b-bcce-b302099a8057", "store/notes" };

	given_event_with_files();
	for (size_t i = 0; i < N_OF(names); i++)
		fclose(fopen(text("%s/%s", files_dir(), names[i]), "we"));
	work_sweep();
	expect_int(0, files_count("incoming"));
	expect_int(0, files_count("part"));
	expect_int(1, files_count("store"));
}
