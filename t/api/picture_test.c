/*
 * Pictures among files: how large they are, and smaller ones of them.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
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

static int
add_note(void)
{
	with_body("text/plain", "note", 4);
	return as("ann", POST, "/events/%s/files", id("e"));
}

/* The smaller ones count with it, and go with it. */
Test_engines(api_picture, what_is_made_of_it_takes_room_too)
{
	struct bytes picture = picture_png(2000, 1000);

	api_set("UPLOAD_QUOTA_BYTES", text("%zu", picture.len + 2 * 4096 + 4));
	given_event_with_files();
	given_picture(picture);
	expect(201, add_note());
	keep("n");
	expect(204, as("ann", DELETE, "/files/%s", id("n")));
	work();
	expect_problem(409, "quota_exceeded", add_note());
	expect(204, as("ann", DELETE, "/files/%s", id("f")));
	expect(201, add_note());
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

/* That of the first try ends; its job is due at once. */
static void
try_in_vain(void)
{
	work();
	work_sql("UPDATE job SET run_at = created_at WHERE state = 'ready'",
	    "UPDATE job SET run_at = created_at WHERE state = 'ready'");
	expect(200, as("ann", GET, "/files/%s", id("f")));
	expect_text("null", body("/preview_url"));
	expect_int(1, files_count("store"));
	expect_int(0, files_count("part"));
}

/* Another time there is room, and memory. */
Test_engines(api_picture, it_is_tried_again)
{
	given_event_with_files();
	given_picture(picture_png(400, 400));
	api_set("UPLOAD_RESERVE_BYTES", "1000000000000000");
	try_in_vain();
	api_set("UPLOAD_RESERVE_BYTES", "0");
	setenv("IMAGE_PROGRAM", "/bin/false", 1);
	try_in_vain();
	setenv("IMAGE_PROGRAM", TOP_BUILDDIR "/hearth-image", 1);
	work();
	expect(200, get_small(""));
	expect_int(3, files_count("store"));
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

/*
 * Of people, events and spaces.
 */

#define FORM "multipart/form-data; boundary=x"

static const char *const places[] = { "/users/me/image", "/events/%s/image",
	"/clusters/%s/image", "/groups/%s/image" };
static const char *const names[] = { "", "e", "c", "g" };

/* Sends a picture to one of the places, which ann may change. */
static int
send_to(const char *user, size_t place, const char *type, struct bytes picture)
{
	with_body(type, picture.p, picture.len);
	return as(user, PUT, "%s",
	    place ? text(places[place], id(names[place])) : places[0]);
}

static void
given_places(void)
{
	given_event_with_files();
	given("c", "ann", "/clusters {'name': 'x', 'visibility': 'private'}");
	given("g", "ann", "/groups {'name': 'x', 'is_private': true}");
	expect(200,
	    as("ann", PATCH, "/events/%s {'visibility': 'private'}", id("e")));
}

/* Where the latest image_url lies on the disk. */
static const char *
place_of_picture(char which)
{
	const char *path = strstr(body("/image_url"), "/images/");
	char *place;

	cr_assert(path);
	place = text("%s/image/%s", files_dir(), path + strlen("/images/"));
	place[strlen(place) - strlen("l.jpg")] = which;
	return place;
}

static struct bytes
bytes_of(const char *path)
{
	static char bytes[1 << 16];
	FILE *f = fopen(path, "re");
	size_t n;

	cr_assert(f, "%s", path);
	n = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	return (struct bytes){ bytes, n };
}

Test_engines(api_picture, each_place_has_one_for_everybody)
{
	struct image_head head;

	given_places();
	for (size_t i = 0; i < N_OF(places); i++) {
		expect(200,
		    send_to("ann", i, "image/png", picture_png(2000, 1000)));
		cr_expect(str_has_prefix(body("/image_url"), "http"));
		cr_assert(
		    image_head_read(bytes_of(place_of_picture('l')), &head));
		expect_int(1280, head.width);
		cr_assert(
		    image_head_read(bytes_of(place_of_picture('s')), &head));
		expect_int(320, head.width);
		expect_int(320, head.height);
		expect_int(0644, files_mode(place_of_picture('l')));
	}
	expect_int(0, files_count("store"));
	expect_int(0, files_count("part"));
	expect_int(8, files_count("image"));
}

Test_once(api_picture, nothing_that_a_camera_said_is_left)
{
	struct bytes made;

	given_places();
	expect(200, send_to("ann", 0, "image/jpeg",
			picture_jpeg(40, 20, 6, "52.520008N")));
	made = bytes_of(place_of_picture('l'));
	cr_expect(!memmem(made.p, made.len, "52.52", 5));
	expect_text("brwg", picture_corners(made));
}

Test_once(api_picture, what_shows_through_is_a_png)
{
	given_places();
	expect(200, send_to("ann", 0, "x/y", picture_see_through(400, 200)));
	cr_expect(strstr(body("/image_url"), "-l.png") != NULL);
	expect_text(".g.w", picture_corners(bytes_of(place_of_picture('l'))));
	cr_expect(access(place_of_picture('s'), R_OK) == 0);
}

Test_once(api_picture, what_is_none_is_refused_and_leaves_nothing)
{
	static const char torn[] =
	    "--x\r\nContent-Disposition: form-data; name=f; filename=a\r\n\r\n";
	const struct bytes png = picture_png(4, 4);

	given_places();
	for (size_t i = 0; i < N_OF(places); i++) {
		expect_problem(422, "validation_failed",
		    send_to("ann", i, "image/png", picture_bomb(30000, 30000)));
		expect_problem(400, "bad_request",
		    send_to("ann", i, FORM,
			(struct bytes){ torn, sizeof(torn) - 1 }));
		with("If-Match", "\"999.x\"");
		expect_problem(412, "precondition_failed",
		    send_to("ann", i, "image/png", png));
	}
	expect_problem(422, "validation_failed",
	    send_to("ann", 0, "image/svg+xml", (struct bytes){ "<svg/>", 6 }));
	expect_int(0, files_count("image"));
	expect_int(0, files_count("part"));
}

Test_once(api_picture, there_is_no_room_for_it)
{
	const struct bytes png = picture_png(4, 4);

	given_places();
	api_set("UPLOAD_RESERVE_BYTES", "1000000000000000");
	for (size_t i = 0; i < N_OF(places); i++)
		expect_problem(
		    507, "storage_full", send_to("ann", i, "image/png", png));
	api_set("UPLOAD_RESERVE_BYTES", "0");
	api_set("UPLOAD_MAX_BYTES", "4");
	for (size_t i = 0; i < N_OF(places); i++)
		expect_problem(
		    413, "body_too_large", send_to("ann", i, "image/png", png));
}

/* Those who may change the rest of it. */
Test_engines(api_picture, others_do_not_send_one)
{
	const struct bytes png = picture_png(4, 4);

	given_places();
	for (size_t i = 1; i < N_OF(places); i++) {
		expect_problem(
		    404, "not_found", send_to("eve", i, "image/png", png));
		with_body("image/png", png.p, png.len);
		expect(401, anonymous(PUT, places[i], id(names[i])));
	}
	with_body("image/png", png.p, png.len);
	expect(401, anonymous(PUT, "/users/me/image"));
	expect(200,
	    as("ann", PATCH, "/events/%s {'visibility': 'public'}", id("e")));
	expect(200,
	    as("ann", PATCH, "/clusters/%s {'visibility': 'public'}", id("c")));
	expect(
	    200, as("ann", PATCH, "/groups/%s {'is_private': false}", id("g")));
	for (size_t i = 1; i < N_OF(places); i++)
		expect_problem(
		    403, "forbidden", send_to("eve", i, "image/png", png));
	expect(200, as("ann", POST, "/events/%s/cancel", id("e")));
	expect(202, as("ann", DELETE, "/clusters/%s", id("c")));
	expect(202, as("ann", DELETE, "/groups/%s", id("g")));
	for (size_t i = 1; i < N_OF(places); i++)
		expect_problem(409, "invalid_transition",
		    send_to("ann", i, "image/png", png));
	expect_int(0, files_count("image"));
}

Test_once(api_picture, so_many_are_made_within_an_hour)
{
	const struct bytes none = { "x", 1 };

	given_places();
	for (int i = 0; i < 30; i++)
		expect(422, send_to("ann", 0, "image/png", none));
	for (size_t i = 0; i < N_OF(places); i++)
		expect_problem(
		    429, "rate_limited", send_to("ann", i, "image/png", none));
}

/* Whoever shows it: the one whose it was, or another. */
Test_engines(api_picture, what_nobody_shows_any_more_is_swept_away)
{
	const char *url;

	given_places();
	expect(200, send_to("ann", 0, "image/png", picture_png(4, 4)));
	expect(200, send_to("ann", 1, "image/png", picture_png(4, 4)));
	url = text("%s", body("/image_url"));
	expect(200, send_to("ann", 2, "image/png", picture_png(4, 4)));
	work_sweep();
	expect_int(6, files_count("image"));
	expect(200, as("ann", PATCH, "/users/me {'image_url': null}"));
	expect(200, send_to("ann", 2, "image/png", picture_png(4, 4)));
	expect(200,
	    as("ann", PATCH, "/groups/%s {'image_url': '%s'}", id("g"), url));
	expect(204, as("ann", DELETE, "/events/%s", id("e")));
	work_sweep();
	expect_int(4, files_count("image"));
	expect(
	    200, as("ann", PATCH, "/groups/%s {'image_url': null}", id("g")));
	work_sweep();
	expect_int(2, files_count("image"));
}

Test_once(api_picture, without_a_folder_for_them_there_are_none)
{
	given_places();
	cr_assert(rmdir(text("%s/image", files_dir())) == 0);
	api_set("UPLOAD_DIR", files_dir());
	api_expect_503();
	expect_problem(503, "storage_unavailable",
	    send_to("ann", 0, "image/png", picture_png(4, 4)));
	with_body("text/plain", "x", 1);
	expect(201, as("ann", POST, "/events/%s/files", id("e")));
}
