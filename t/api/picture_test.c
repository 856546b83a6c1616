/*
 * Pictures among files: how large they are, and smaller ones of them.
 */
#include <string.h>

#include "image/head.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/files.h"
#include "t/lib/picture.h"
#include "t/lib/work.h"

#include "base/banned.h"

static void
given_event_with_files(void)
{
	api_files();
	given_event("e");
}

/* Adds a picture as the file f; what it is sent as does not matter. */
static void
given_picture(struct bytes picture)
{
	with_body("text/plain", picture.p, picture.len);
	expect(201, as("ann", POST, "/events/%s/files", id("e")));
	keep("f");
}

static int
get_small(const char *more)
{
	return as("ann", GET, "/files/%s/content?size=320%s", id("f"), more);
}

Test_engines(api_picture, soon_there_are_smaller_ones)
{
	struct image_head head;

	given_event_with_files();
	given_picture(picture_png(2000, 1000));
	expect_int(2000, body_int("/width"));
	expect_int(1000, body_int("/height"));
	expect_text("null", body("/preview_url"));
	expect_problem(404, "not_found", get_small(""));
	work();
	expect(200, as("ann", GET, "/files/%s", id("f")));
	expect_text(text("/api/v1/files/%s/content?size=320", id("f")),
	    body("/preview_url"));
	expect(200, get_small(""));
	expect_text("image/jpeg", header("Content-Type"));
	expect_text("inline; filename=\"file\"; filename*=UTF-8''file",
	    header("Content-Disposition"));
	expect_text(
	    "sandbox; default-src 'none'", header("Content-Security-Policy"));
	cr_assert(image_head_read(
	    (struct bytes){ response()->body, response()->len }, &head));
	expect_int(320, head.width);
	expect(200, as("ann", GET, "/files/%s/content?size=1280", id("f")));
	cr_assert(image_head_read(
	    (struct bytes){ response()->body, response()->len }, &head));
	expect_int(1280, head.width);
	expect_int(3, files_count("store"));
	expect_int(0, files_count("part"));
}

Test_once(api_picture, each_has_a_tag_of_its_own)
{
	const char *whole;

	given_event_with_files();
	given_picture(picture_png(400, 400));
	work();
	expect(200, as("ann", GET, "/files/%s/content", id("f")));
	whole = text("%s", header("ETag"));
	with("If-None-Match", whole);
	expect(200, get_small(""));
	with("If-None-Match", header("ETag"));
	expect(304, get_small(""));
}

Test_once(api_picture, it_is_measured_as_it_is_shown)
{
	given_event_with_files();
	given_picture(picture_jpeg(40, 20, 6, "52.520008N"));
	expect_int(20, body_int("/width"));
	expect_int(40, body_int("/height"));
	work();
	expect(200, get_small(""));
	cr_expect(!memmem(response()->body, response()->len, "52.52", 5));
}

Test_once(api_picture, who_does_not_see_it_sees_no_smaller_one)
{
	const char *link;

	api_files();
	given_event("e", .is_private = true);
	given_picture(picture_png(400, 400));
	work();
	expect(404, as("eve", GET, "/files/%s/content?size=320", id("f")));
	expect(200, as("ann", GET, "/files/%s/link", id("f")));
	link = text("%s", body("/signed_url") + strlen("/api/v1"));
	expect(200, anonymous(GET, "%s&size=320", link));
	expect(404, anonymous(GET, "/files/%s/content?size=320", id("f")));
}

/* It is never decoded, or its program ends; the file stays what it is. */
Test_engines(api_picture, a_bomb_has_none)
{
	const struct bytes bombs[] = { picture_bomb(30000, 30000),
		picture_bomb(20000, 2000) };

	given_event_with_files();
	for (size_t i = 0; i < N_OF(bombs); i++) {
		given_picture(bombs[i]);
		work();
		expect(200, as("ann", GET, "/files/%s", id("f")));
		expect_text("image/png", body("/content_type"));
		expect_text("null", body("/preview_url"));
		expect_problem(404, "not_found", get_small(""));
	}
	expect_int(2, files_count("store"));
	expect_int(0, files_count("part"));
}

Test_once(api_picture, what_is_no_picture_has_no_size)
{
	given_event_with_files();
	given_picture((struct bytes){ "\xff\xd8\xff<html>", 9 });
	expect_text("image/jpeg", body("/content_type"));
	expect_text("null", body("/width"));
	given_picture((struct bytes){ "text", 4 });
	expect_text("null", body("/height"));
	expect_problem(404, "not_found", get_small(""));
	expect_problem(422, "validation_failed",
	    as("ann", GET, "/files/%s/content?size=100", id("f")));
}

Test_engines(api_picture, they_go_with_the_file)
{
	given_event_with_files();
	given_picture(picture_png(400, 400));
	work();
	expect_int(3, files_count("store"));
	expect(204, as("ann", DELETE, "/files/%s", id("f")));
	work();
	expect_int(0, files_count("store"));
	given_picture(picture_png(400, 400));
	work();
	work_sweep();
	expect_int(3, files_count("store"));
	expect(204, as("ann", DELETE, "/events/%s", id("e")));
	work_sweep();
	expect_int(0, files_count("store"));
}

Test_once(api_picture, a_web_server_is_told_which_one_to_send)
{
	given_event_with_files();
	given_picture(picture_png(400, 400));
	work();
	api_param("HEARTH_SEND=X-Accel-Redirect");
	expect(200, get_small(""));
	expect_text(
	    text("/_store/%s/%s-320", id("f") + strlen(id("f")) - 2, id("f")),
	    header("X-Accel-Redirect"));
	expect_text("image/jpeg", header("Content-Type"));
}
