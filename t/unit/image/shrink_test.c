/*
 * Smaller pictures, by the real hearth-image.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "image/head.h"
#include "image/shrink.h"
#include "t/lib/memory.h"
#include "t/lib/picture.h"

#include "base/banned.h"

#define PROGRAM TOP_BUILDDIR "/hearth-image"
#define PLACE	"52.520008N 13.404954E"

static struct bytes made;
static struct image_head head;

static int
file_of(struct bytes bytes)
{
	int fd = memfd_create("picture", MFD_CLOEXEC);

	cr_assert(fd >= 0);
	cr_assert(write(fd, bytes.p, bytes.len) == (ssize_t)bytes.len);
	return fd;
}

/* What comes of it is made, and its head. */
static enum err
shrink(struct bytes picture, int side, bool is_square)
{
	const struct image_shrink how = {
		.program = PROGRAM, .side = side, .is_square = is_square
	};
	int in = file_of(picture), out = file_of((struct bytes){ "", 0 });
	struct fault f = { .err = ERR_OK };
	enum err err = image_shrink(&how, in, out, &f);
	struct stat st;
	char *p;

	cr_assert(fstat(out, &st) == 0);
	p = memory_keep(malloc((size_t)st.st_size + 1));
	cr_assert(pread(out, p, (size_t)st.st_size, 0) == st.st_size);
	made = (struct bytes){ p, (size_t)st.st_size };
	close(in);
	close(out);
	cr_expect(eq(int, image_head_read(made, &head), err == ERR_OK));
	return err;
}

static void
expect_made(
    enum image_kind kind, uint32_t width, uint32_t height, const char *corners)
{
	cr_expect(eq(int, (int)head.kind, (int)kind));
	cr_expect(eq(u32, head.width, width));
	cr_expect(eq(u32, head.height, height));
	cr_expect(eq(int, head.orientation, 1));
	cr_expect(eq(str, (char *)picture_corners(made), (char *)corners));
}

Test(image_shrink, each_kind_becomes_smaller)
{
	const struct bytes pictures[] = { picture_png(800, 400),
		picture_webp(800, 400), picture_jpeg(800, 400, 1, "") };

	for (size_t i = 0; i < sizeof(pictures) / sizeof(pictures[0]); i++) {
		cr_assert(shrink(pictures[i], 320, false) == ERR_OK);
		expect_made(IMAGE_JPEG, 320, 160, "rgbw");
	}
	cr_assert(shrink(picture_png(400, 800), 320, false) == ERR_OK);
	expect_made(IMAGE_JPEG, 160, 320, "rgbw");
}

Test(image_shrink, a_square_is_cut_out_of_the_middle)
{
	cr_assert(shrink(picture_png(800, 400), 96, true) == ERR_OK);
	expect_made(IMAGE_JPEG, 96, 96, "rgbw");
	cr_assert(shrink(picture_png(30, 40), 96, true) == ERR_OK);
	expect_made(IMAGE_JPEG, 30, 30, "rgbw");
}

Test(image_shrink, what_is_small_stays_so)
{
	cr_assert(shrink(picture_png(40, 20), 320, false) == ERR_OK);
	expect_made(IMAGE_JPEG, 40, 20, "rgbw");
	cr_assert(shrink(picture_png(2000, 2), 320, false) == ERR_OK);
	cr_expect(eq(u32, head.height, 1));
}

Test(image_shrink, what_shows_through_does_so_still)
{
	cr_assert(shrink(picture_see_through(800, 400), 320, false) == ERR_OK);
	expect_made(IMAGE_PNG, 320, 160, ".g.w");
}

/* As EXIF counts: which corners the first row and column of points show. */
Test(image_shrink, it_is_turned_as_the_camera_was_held)
{
	static const char *const corners[] = { "rgbw", "grwb", "wbgr", "bwrg",
		"rbgw", "brwg", "wgbr", "gwrb" };

	for (int i = 0; i < 8; i++) {
		bool is_aside = i >= 4;

		cr_assert(shrink(picture_jpeg(640, 320, i + 1, ""), 320,
			      false) == ERR_OK);
		expect_made(IMAGE_JPEG, is_aside ? 160 : 320,
		    is_aside ? 320 : 160, corners[i]);
	}
}

static bool
has(struct bytes picture, const char *text)
{
	return memmem(picture.p, picture.len, text, strlen(text)) != NULL;
}

Test(image_shrink, nothing_that_a_camera_said_is_left)
{
	struct bytes picture = picture_jpeg(640, 320, 1, PLACE);

	cr_assert(has(picture, PLACE));
	cr_assert(shrink(picture, 1280, false) == ERR_OK);
	cr_expect(not(has(made, PLACE)));
	cr_expect(not(has(made, "Exif")));
}

static struct bytes
half_of(struct bytes picture)
{
	return (struct bytes){ picture.p, picture.len / 2 };
}

Test(image_shrink, what_is_none_is_refused)
{
	const struct bytes rows[] = {
		{ "", 0 },
		{ "<svg xmlns='http://www.w3.org/2000/svg'/>", 41 },
		{ "GIF89a\1\0\1\0\0\0\0;", 14 },
		picture_bomb(30000, 30000),
		picture_bomb(20000, 2000), /* says so, and has four points */
		half_of(picture_png(800, 400)),
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		cr_expect(eq(int, (int)shrink(rows[i], 320, false),
			      (int)ERR_VALIDATION_FAILED),
		    "row %zu", i);
		cr_expect(eq(sz, made.len, 0), "row %zu", i);
	}
}

#define NAME "/tmp/hearth-image-XXXXXX"

static const char *
program_that(const char *ends)
{
	static char path[sizeof(NAME)];
	int fd;

	memcpy(path, NAME, sizeof(NAME));
	fd = mkstemp(path);
	cr_assert(fd >= 0 && dprintf(fd, "#!/bin/sh\n%s\n", ends) > 0);
	cr_assert(fchmod(fd, 0700) == 0 && close(fd) == 0);
	return path;
}

Test(image_shrink, what_ends_its_program_is_no_fault_of_the_picture)
{
	static const struct {
		const char *ends;
		enum err err;
	} rows[] = {
		{ "exit 65", ERR_VALIDATION_FAILED },
		{ "exit 71", ERR_STORAGE },
		{ "kill -KILL $$", ERR_STORAGE }, /* memory */
		{ "kill -ALRM $$", ERR_STORAGE }, /* time */
		{ "kill -SYS $$", ERR_STORAGE },
		{ "while :; do :; done", ERR_STORAGE }, /* for ever */
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fault f = { .err = ERR_OK };
		const struct image_shrink how = { .program = program_that(
						      rows[i].ends),
			.side = 320,
			.wait_s = i + 1 < N_OF(rows) ? 0 : 1 };
		int in = file_of(picture_png(2, 2));

		cr_expect(eq(int, (int)image_shrink(&how, in, in, &f),
			      (int)rows[i].err),
		    "%s", rows[i].ends);
		cr_expect(unlink(how.program) == 0);
		close(in);
	}
}

/* A program that says that there is no picture, after a while; no descriptor is
 * free meanwhile. */
static void
expect_waited_for(bool is_full)
{
	struct fault f = { .err = ERR_OK };
	const struct image_shrink how = { .side = 320,
		.program = program_that("/bin/sleep 0.3; exit 65") };
	int in = file_of(picture_png(2, 2)), last = -1;

	for (int fd = in; is_full && fd >= 0; fd = dup(in))
		last = fd;
	cr_expect(eq(int, (int)image_shrink(&how, in, in, &f),
	    (int)ERR_VALIDATION_FAILED));
	close(is_full ? last : in);
	cr_expect(unlink(how.program) == 0);
}

Test(image_shrink, one_that_cannot_be_waited_for_with_a_clock_is_waited_for)
{
	struct rlimit few = { 64, 64 };

	cr_assert(setrlimit(RLIMIT_NOFILE, &few) == 0);
	expect_waited_for(true);
}

static void
do_nothing(int sig)
{
	(void)sig;
}

Test(image_shrink, signals_meanwhile_do_not_end_it)
{
	const struct itimerval often = { { 0, 20000 }, { 0, 20000 } };
	const struct sigaction nothing = { .sa_handler = do_nothing,
		.sa_flags = SA_RESTART }; /* poll is ended all the same */

	cr_assert(sigaction(SIGALRM, &nothing, NULL) == 0);
	cr_assert(setitimer(ITIMER_REAL, &often, NULL) == 0);
	expect_waited_for(false);
}

/* The end of a pipe shows when the last that has its other end is gone. */
Test(image_shrink, what_its_program_has_started_ends_with_it)
{
	struct fault f = { .err = ERR_OK };
	const struct image_shrink how = { .side = 320,
		.program = program_that("/bin/sleep 600; exit 0"),
		.wait_s = 1 };
	int in = file_of(picture_png(2, 2)), ends[2];

	cr_assert(pipe(ends) == 0);
	cr_expect(eq(
	    int, (int)image_shrink(&how, in, ends[1], &f), (int)ERR_STORAGE));
	close(ends[1]);
	cr_expect(poll(&(struct pollfd){ .fd = ends[0], .events = POLLIN }, 1,
		      10000) == 1);
	close(ends[0]);
	close(in);
	cr_expect(unlink(how.program) == 0);
}

Test(image_shrink, a_program_that_is_missing_is_no_fault_of_the_picture)
{
	const struct image_shrink how = { .program = "/nowhere", .side = 320 };
	struct fault f = { .err = ERR_OK };
	int in = file_of(picture_png(2, 2));

	cr_expect(
	    eq(int, (int)image_shrink(&how, in, in, &f), (int)ERR_STORAGE));
	close(in);
}
