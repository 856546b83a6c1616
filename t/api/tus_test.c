/*
 * Uploads in pieces: what comes of each, whose they are, and how they end.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/files.h"
#include "t/lib/given.h"
#include "t/lib/tus.h"
#include "t/lib/work.h"

#include "base/banned.h"

/* A piece of the upload "u". */
static int
append(const char *user, long offset, const char *bytes)
{
	with("Tus-Resumable", "1.0.0");
	with("Upload-Offset", text("%ld", offset));
	with_body("application/offset+octet-stream", bytes, strlen(bytes));
	return as(user, PATCH, "/uploads/%s", id("u"));
}

static int
look(const char *user)
{
	with("Tus-Resumable", "1.0.0");
	return as(user, GET, "/uploads/%s", id("u"));
}

static int
give_up(const char *user)
{
	with("Tus-Resumable", "1.0.0");
	return as(user, DELETE, "/uploads/%s", id("u"));
}

static void
given_upload(long size)
{
	expect(201, tus_begin("ann", size));
	keep("u");
}

static void
given_event_with_files(void)
{
	api_files();
	given_event("e");
}

/* No file is there, and nothing that was begun. */
static void
expect_nothing_left(void)
{
	expect_int(0, files_count("part"));
	expect_int(0, files_count("store"));
}

Test_engines(api_tus, pieces_become_a_file)
{
	given_event_with_files();
	given_upload(8);
	expect_text(text("/api/v1/uploads/%s", id("u")), header("Location"));
	expect_int(0, body_int("/received"));
	expect(204, append("ann", 0, "# a"));
	expect_text("3", header("Upload-Offset"));
	expect_text("(none)", header("Hearth-File"));
	cr_expect(strstr(header("Upload-Expires"), " GMT") != NULL);
	expect(200, as("ann", GET, "/events/%s/files", id("e")));
	expect_int(0, body_count(""));
	expect(200, look("ann"));
	expect_text("3", header("Upload-Offset"));
	expect_text("8", header("Upload-Length"));
	expect(204, append("ann", 3, "23456"));
	expect_text("8", header("Upload-Offset"));
	expect_text(text("/api/v1/files/%s", id("u")), header("Hearth-File"));
	expect(200, as("ann", GET, "/files/%s", id("u")));
	expect_text("a.md", body("/filename"));
	expect_text("text/markdown", body("/content_type"));
	expect_int(8, body_int("/size"));
	expect(200, anonymous(GET, "/files/%s/content", id("u")));
	expect_text("# a23456", response()->body);
	expect_int(0, files_count("part"));
	expect_int(1, files_count("store"));
}

/* Whoever missed the last answer asks how far it is. */
Test_engines(api_tus, what_is_whole_is_found_whole)
{
	given_event_with_files();
	given_upload(2);
	expect(204, append("ann", 0, "ab"));
	expect(200, look("ann"));
	expect_text("2", header("Upload-Offset"));
	expect_text("2", header("Upload-Length"));
	expect(404, look("eve"));
	expect_problem(409, "upload_offset", append("ann", 0, "ab"));
	expect(404, give_up("ann"));
	expect(200, anonymous(GET, "/files/%s/content", id("u")));
}

Test_engines(api_tus, a_file_of_no_bytes_is_whole_at_once)
{
	given_event_with_files();
	given_upload(0);
	expect(200, look("ann"));
	expect_text("0", header("Upload-Offset"));
	expect(200, as("ann", GET, "/files/%s", id("u")));
	expect_int(0, body_int("/size"));
	expect_int(0, files_count("part"));
}

Test_engines(api_tus, a_piece_begins_where_the_last_one_ended)
{
	given_event_with_files();
	given_upload(5);
	expect(204, append("ann", 0, "ab"));
	expect_problem(409, "upload_offset", append("ann", 0, "ab"));
	expect_problem(409, "upload_offset", append("ann", 3, "x"));
	expect_problem(413, "body_too_large", append("ann", 2, "cdef"));
	expect(204, append("ann", 2, ""));
	expect_text("2", header("Upload-Offset"));
	expect(204, append("ann", 2, "cde"));
	expect(200, anonymous(GET, "/files/%s/content", id("u")));
	expect_text("abcde", response()->body);
}

/* Whoever runs its event is nobody to it, too. */
Test_engines(api_tus, it_is_nobodys_but_whose_it_is)
{
	static const char others[][8] = { "ann", "eve", "root" };

	given_event_with_files();
	given_admin("root");
	expect(200,
	    as("ann", PATCH, "/events/%s {'attendees_upload': true}", id("e")));
	expect(200, attend("bob", "e"));
	expect(201, tus_begin("bob", 2));
	keep("u");
	for (size_t i = 0; i < N_OF(others); i++) {
		expect(404, look(others[i]));
		expect(404, append(others[i], 0, "x"));
		expect(404, give_up(others[i]));
	}
	with("Tus-Resumable", "1.0.0");
	expect(401, anonymous(GET, "/uploads/%s", id("u")));
	with("Tus-Resumable", "1.0.0");
	expect(401, anonymous(DELETE, "/uploads/%s", id("u")));
	expect(404, as("ann", GET, "/files/%s", id("u")));
	expect(204, append("bob", 0, "ab"));
}

Test_engines(api_tus, who_may_add_no_file_begins_none)
{
	given_event_with_files();
	expect_problem(403, "forbidden", tus_begin("eve", 2));
	given_event("e", .is_private = true);
	expect(404, tus_begin("eve", 2));
	expect_nothing_left();
}

/* Rights may go while pieces come. */
Test_engines(api_tus, who_may_not_any_more_makes_no_file_of_it)
{
	given_event_with_files();
	expect(200,
	    as("ann", PATCH, "/events/%s {'attendees_upload': true}", id("e")));
	expect(200, attend("bob", "e"));
	expect(201, tus_begin("bob", 4));
	keep("u");
	expect(204, append("bob", 0, "ab"));
	expect(200, decline("bob", "e"));
	expect_problem(403, "forbidden", append("bob", 2, "cd"));
	expect(404, as("ann", GET, "/files/%s", id("u")));
	expect(200, look("bob"));
	expect_text("2", header("Upload-Offset"));
	expect(200, attend("bob", "e"));
	expect(204, append("bob", 2, "CD"));
	expect(200, as("ann", GET, "/files/%s/content", id("u")));
	expect_text("abCD", response()->body);
}

Test_engines(api_tus, what_is_begun_has_its_room)
{
	given_event_with_files();
	api_set("UPLOAD_QUOTA_BYTES", "9000");
	given_upload(800);
	expect_problem(409, "quota_exceeded", tus_begin("ann", 800));
	expect_int(1, files_count("part"));
	expect(204, give_up("ann"));
	work();
	expect_nothing_left();
	given_upload(3);
	api_set("UPLOAD_QUOTA_BYTES", "4000");
	expect_problem(409, "quota_exceeded", append("ann", 0, "abc"));
	api_set("UPLOAD_QUOTA_BYTES", "9000");
	expect(204, append("ann", 0, "abc"));
	expect(201, tus_begin("ann", 3));
}

Test_engines(api_tus, a_file_is_not_too_large)
{
	given_event_with_files();
	api_set("UPLOAD_MAX_BYTES", "4");
	expect_problem(413, "body_too_large", tus_begin("ann", 5));
	given_upload(4);
	expect_problem(413, "body_too_large", append("ann", 0, "12345"));
	api_set("UPLOAD_RESERVE_BYTES", "1000000000000000");
	expect_problem(507, "storage_full", append("ann", 0, "1"));
	expect_problem(507, "storage_full", tus_begin("ann", 4));
}

Test_once(api_tus, without_a_place_for_files_there_are_none)
{
	given_event_with_files();
	given_upload(4);
	api_expect_503();
	api_set("UPLOAD_DIR", "/nonexistent");
	expect_problem(503, "storage_unavailable", tus_begin("ann", 4));
	expect_problem(503, "storage_unavailable", append("ann", 0, "x"));
	expect(204, give_up("ann"));
}

Test_once(api_tus, it_speaks_one_version)
{
	given_event_with_files();
	given_upload(4);
	with("Tus-Resumable", "0.2.2");
	expect_problem(
	    412, "tus_version", as("ann", GET, "/uploads/%s", id("u")));
	expect_text("1.0.0", header("Tus-Version"));
	expect_text("1.0.0", header("Tus-Resumable"));
	expect_problem(
	    412, "tus_version", as("ann", DELETE, "/uploads/%s", id("u")));
	with("Tus-Resumable", "1.0.0 and then some more");
	expect(422, as("ann", GET, "/uploads/%s", id("u")));
	with("Tus-Resumable", "1.0.0 and then some more");
	expect(422, as("ann", DELETE, "/uploads/%s", id("u")));
	with("Upload-Offset", "0");
	with_body("application/offset+octet-stream", "x", 1);
	expect_problem(
	    412, "tus_version", as("ann", PATCH, "/uploads/%s", id("u")));
	with("Upload-Length", "4");
	with("Upload-Metadata", "a");
	expect_problem(412, "tus_version", as("ann", POST, "/uploads"));
	expect(204, anonymous(OPTIONS, "/uploads"));
	expect_text("1.0.0", header("Tus-Version"));
	expect_text("creation,termination,expiration", header("Tus-Extension"));
	expect_text("104857600", header("Tus-Max-Size"));
	expect(204, anonymous(OPTIONS, "/events"));
	expect_text("(none)", header("Tus-Version"));
}

Test_once(api_tus, what_is_said_of_a_file_must_be_sound)
{
	static const char *const metadata[] = { "filename YQ==", "event_id",
		"event_id YQ==", "event_id !" };

	given_event_with_files();
	for (size_t i = 0; i < N_OF(metadata); i++) {
		with("Tus-Resumable", "1.0.0");
		with("Upload-Length", "1");
		with("Upload-Metadata", metadata[i]);
		expect_problem(
		    422, "validation_failed", as("ann", POST, "/uploads"));
		cr_expect(!str_eq(error_at("Upload-Metadata"), "(none)"));
	}
	with("Tus-Resumable", "1.0.0");
	expect(422, as("ann", POST, "/uploads"));
	expect_text("required", error_at("Upload-Length"));
	given_upload(3);
	with("Tus-Resumable", "1.0.0");
	with("Upload-Offset", "0");
	with_body("application/octet-stream", "x", 1);
	expect_problem(415, "unsupported_media_type",
	    as("ann", PATCH, "/uploads/%s", id("u")));
	with("Tus-Resumable", "1.0.0");
	with_body("application/offset+octet-stream", "x", 1);
	expect(422, as("ann", PATCH, "/uploads/%s", id("u")));
}

Test_engines(api_tus, two_pieces_do_not_come_at_once)
{
	int fd;

	given_event_with_files();
	given_upload(4);
	fd = open(text("%s/part/%s", files_dir(), id("u")), O_RDWR | O_CLOEXEC);
	cr_assert(fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0);
	expect_problem(423, "locked", append("ann", 0, "ab"));
	close(fd);
	expect(204, append("ann", 0, "ab"));
}

/* A responder may die when the bytes are kept and the row is not written. */
Test_engines(api_tus, what_was_kept_without_a_row_goes_on)
{
	const char *shelf;

	given_event_with_files();
	given_upload(4);
	expect(204, append("ann", 0, "ab"));
	shelf = text("%s/store/%s", files_dir(), id("u") + strlen(id("u")) - 2);
	cr_assert(mkdir(shelf, 0750) == 0);
	cr_assert(rename(text("%s/part/%s", files_dir(), id("u")),
		      text("%s/%s", shelf, id("u"))) == 0);
	work_sweep();
	expect(200, look("ann"));
	expect_text("2", header("Upload-Offset"));
	expect(204, append("ann", 2, "cd"));
	expect(200, as("ann", GET, "/files/%s/content", id("u")));
	expect_text("abcd", response()->body);
}

Test_engines(api_tus, what_nobody_goes_on_with_is_swept_away)
{
	given_event_with_files();
	given_upload(4);
	expect(204, append("ann", 0, "ab"));
	work_sweep();
	expect_int(1, files_count("part"));
	expect(204, as("ann", DELETE, "/events/%s", id("e")));
	work_sweep();
	expect_nothing_left();
}

Test_engines(api_tus, a_day_without_a_piece_ends_it)
{
	given_event_with_files();
	given_upload(4);
	work_sql("UPDATE upload SET updated_at = updated_at - interval '23 h'",
	    "UPDATE upload SET updated_at = updated_at - 82800000000");
	work();
	expect(200, look("ann"));
	work_sql("UPDATE upload SET updated_at = updated_at - interval '1 h'",
	    "UPDATE upload SET updated_at = updated_at - 3600000000");
	work();
	expect(404, look("ann"));
	work_sweep();
	expect_nothing_left();
}

Test_engines(api_tus, a_beginning_that_is_sent_again_is_one_upload)
{
	given_event_with_files();
	with("Idempotency-Key", "k");
	given_upload(4);
	with("Idempotency-Key", "k");
	expect(201, tus_begin("ann", 4));
	expect_text(id("u"), body("/id"));
	expect_text(text("/api/v1/uploads/%s", id("u")), header("Location"));
}
