/*
 * What a contract can say beyond JSON, over FastCGI: bodies as they come,
 * headers as inputs, suffixes, other media types, redirects, files of the web
 * server.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "t/lib/database.h"
#include "t/lib/fcgi_client.h"
#include "t/lib/responder.h"

#include "base/banned.h"

static struct responder sample;
static struct database *database;
static struct fcgi_response got;
static int fd;

static void
start(void)
{
	static char url[256];
	static char *const settings[] = {
		"SECRET_KEY=0123456789abcdef0123456789abcdef", url,
		"HEARTH_CONF=/dev/null", "BODY_MAX_BYTES=65536",
		"BACKEND_CORS_ORIGINS=https://app.test", NULL
	};

	database = database_new(DB_SQLITE);
	snprintf(url, sizeof(url), "DATABASE_URL=%s", database_url(database));
	responder_start(&sample, TOP_BUILDDIR "/t/fcgi/sample", settings);
	fd = responder_connect(&sample);
}

static void
stop(void)
{
	fcgi_response_release(&got);
	responder_stop(&sample);
	database_free(database);
}

TestSuite(fcgi_sample, .init = start, .fini = stop, .timeout = 60);

/* The status of a request; its response is in got. */
static int
ask_for(const struct fcgi_request *r)
{
	fcgi_response_release(&got);
	cr_assert(fcgi_exchange(fd, r, &got));
	return got.status;
}
#define ask(...) ask_for(&(struct fcgi_request){ __VA_ARGS__ })

static bool
says(const char *part)
{
	return strstr(buf_text(&got.text), part) != NULL;
}

#define TYPE(type)                   \
	{                            \
		"CONTENT_TYPE", type \
	}
#define ID(id)                     \
	{                          \
		"HTTP_SVIX_ID", id \
	}

static int
hook(const char *type, const char *body, size_t len)
{
	return ask(.method = "POST", .uri = "/webhook", .body = body,
	    .body_len = len, .params = { TYPE(type), ID("m1") });
}

Test(fcgi_sample, a_raw_body_arrives_byte_for_byte)
{
	static const char bytes[] = "{\"a\":1,\t\"a\" : \0\xff}\r\n";
	static const char wanted[] = "m1 7 {\"a\":1,\t\"a\" : \0\xff}\r\n";

	cr_assert(eq(int,
	    hook("application/json; charset=utf-8", bytes, sizeof(bytes) - 1),
	    200));
	cr_assert(eq(sz, got.body_len, sizeof(wanted) - 1));
	cr_expect(memcmp(got.body, wanted, got.body_len) == 0);
	cr_expect(eq(int, hook("Text/Calendar", "x", 1), 200));
}

Test(fcgi_sample, a_body_of_another_type_is_refused)
{
	cr_expect(eq(int, hook("text/plain", "x", 1), 415));
	cr_expect(says("Send the body as application/json."));
	cr_expect(eq(int, hook("application/jsonx", "{}", 2), 415));
	cr_expect(eq(int,
	    ask(.method = "POST", .uri = "/json", .body = "{}", .body_len = 2,
		.params = { TYPE("text/calendar") }),
	    415));
	cr_expect(eq(int,
	    ask(.method = "POST", .uri = "/json", .body = "{}", .body_len = 2),
	    415));
	cr_expect(eq(int,
	    ask(.method = "POST", .uri = "/json", .body = "{}", .body_len = 2,
		.params = { TYPE("application/json") }),
	    204));
	cr_expect(eq(int,
	    ask(.method = "POST", .uri = "/upload", .body = "{}", .body_len = 2,
		.params = { TYPE("application/json") }),
	    415));
}

Test(fcgi_sample, a_raw_body_is_bounded_and_needed)
{
	static char large[1025];

	memset(large, 'x', sizeof(large));
	cr_expect(eq(int, hook("text/calendar", large, 1024), 200));
	cr_expect(eq(int, hook("text/calendar", large, 1025), 413));
	cr_expect(eq(int, hook("text/calendar", "", 0), 422));
	cr_expect(says("A body is required."));
}

/* A webhook with an id and a version; NULL sends none. */
static int
hook_with(const char *id, const char *version)
{
	return ask(.method = "POST", .uri = "/webhook", .body = "x",
	    .body_len = 1,
	    .params = { TYPE("text/calendar"),
		{ id ? "HTTP_SVIX_ID" : "HTTP_X_NONE", id ? id : "1" },
		{ version ? "HTTP_X_APP_VERSION" : "HTTP_X_APP",
		    version ? version : "1" } });
}

Test(fcgi_sample, headers_are_checked_as_all_inputs)
{
	cr_expect(eq(int, hook_with("m2", "12"), 200));
	cr_expect(says("m2 12 x"));
	cr_expect(eq(int, hook_with("m2", NULL), 200));
	cr_expect(says("m2 7 x"), "the default");
	cr_expect(eq(int, hook_with(NULL, "12"), 422));
	cr_expect(says("{\"pointer\":\"svix-id\",\"code\":\"required\""));
	cr_expect(eq(int, hook_with("", "12"), 422));
	cr_expect(eq(int, hook_with("12345678901234567", "100"), 422));
	cr_expect(says("\"pointer\":\"svix-id\",\"code\":\"too_long\""));
	cr_expect(says("\"pointer\":\"X-App-Version\",\"code\":\"too_large\""));
	cr_expect(eq(int, hook_with("a\tb", NULL), 400));
	cr_expect(eq(int, hook_with("\xff", NULL), 400));
}

Test(fcgi_sample, a_header_that_is_an_input_comes_once)
{
	cr_expect(eq(int,
	    ask(.method = "POST", .uri = "/webhook", .body = "x", .body_len = 1,
		.params = { TYPE("text/calendar"), ID("a"), ID("b") }),
	    400));
	cr_expect(says("svix-id was sent more than once."));
}

static int
preflight(const char *uri, const char *method)
{
	return ask(.method = "OPTIONS", .uri = uri,
	    .params = { { "HTTP_ORIGIN", "https://app.test" },
		{ "HTTP_ACCESS_CONTROL_REQUEST_METHOD", method } });
}

Test(fcgi_sample, a_preflight_allows_the_headers_of_its_operation)
{
	cr_expect(eq(int, preflight("/webhook", "POST"), 204));
	cr_expect(says("Access-Control-Allow-Headers: X-App-Version\r\n"));
	cr_expect(says("Access-Control-Allow-Headers: svix-id\r\n"));
	cr_expect(eq(int, preflight("/webhook", "DELETE"), 204));
	cr_expect(not(says("X-App-Version")), "another operation");
	cr_expect(eq(int, preflight("/upload", "POST"), 204));
	cr_expect(not(says("X-App-Version")));
	cr_expect(says("Access-Control-Allow-Headers: Authorization"));
}

static int
upload(const char *type, const char *body)
{
	return ask(.method = "POST", .uri = "/upload", .body = body,
	    .body_len = strlen(body), .params = { TYPE(type) });
}

Test(fcgi_sample, an_upload_becomes_a_file)
{
	cr_expect(
	    eq(int, upload("application/octet-stream", "some bytes"), 200));
	cr_expect(says("unnamed application/octet-stream 10 some bytes"));
	cr_expect(
	    eq(int, upload("multipart/form-data; boundary=x", "--x--"), 200));
	cr_expect(says("unnamed multipart/form-data; boundary=x 5 --x--"));
	cr_expect(eq(int, upload("application/octet-stream", ""), 422));
}

/* Uploads with a file that the web server has written. */
static int
upload_file(const char *path)
{
	return ask(.method = "POST", .uri = "/upload",
	    .params = { TYPE("application/octet-stream"),
		{ "HEARTH_BODY_FILE", path } });
}

Test(fcgi_sample, a_file_of_the_web_server_is_opened_with_care)
{
	char path[128], other[128];
	int file;

	snprintf(path, sizeof(path), "%s/0000000001", sample.dir);
	snprintf(other, sizeof(other), "%s/0000000002", sample.dir);
	file = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	cr_assert(write(file, "0123456789", 10) == 10);
	cr_expect(eq(int, upload_file(path), 200));
	cr_expect(says("named application/octet-stream 10 0123456789"));
	cr_assert(symlink(path, other) == 0);
	cr_expect(eq(int, upload_file(other), 500), "a symbolic link");
	cr_assert(unlink(other) == 0 && link(path, other) == 0);
	cr_expect(eq(int, upload_file(path), 500), "it has a second name");
	cr_assert(unlink(other) == 0 && ftruncate(file, 4097) == 0);
	cr_expect(eq(int, upload_file(path), 413));
	cr_expect(eq(int, upload_file(sample.dir), 500), "a directory");
	cr_expect(eq(int, upload_file("/nonexistent"), 500));
	unlink(path);
	close(file);
}

Test(fcgi_sample, a_client_cannot_name_a_file)
{
	cr_expect(eq(int,
	    ask(.method = "POST", .uri = "/upload",
		.params = { TYPE("application/octet-stream"),
		    { "HTTP_HEARTH_BODY_FILE", "/etc/passwd" } }),
	    422));
}

Test(fcgi_sample, a_suffix_is_not_part_of_the_value)
{
	cr_expect(eq(int, ask(.uri = "/feeds/abc.ics"), 200));
	cr_expect(says("Content-Type: text/calendar; charset=utf-8\r\n"));
	cr_expect(says("\r\n\r\nfeed of abc\r\n"));
	cr_expect(eq(int, ask(.uri = "/feeds/a.ics.ics"), 200));
	cr_expect(says("feed of a.ics\r\n"));
	cr_expect(eq(int, ask(.uri = "/feeds/abc.ics/"), 200));
}

Test(fcgi_sample, without_the_suffix_it_is_another_path)
{
	char uri[1100] = "/feeds/";

	cr_expect(eq(int, ask(.uri = "/feeds/abc-ics"), 302));
	cr_expect(says("Location: https://example.org/feed\r\n"));
	cr_expect(eq(sz, got.body_len, 0));
	cr_expect(eq(int, ask(.uri = "/feeds/.ics"), 302), "nothing before it");
	memset(uri + 7, 'x', 1050);
	memcpy(uri + 1057, ".ics", 5);
	cr_expect(eq(int, ask(.uri = uri), 302), "more than a value can be");
}

#define NO_REFERRER "Referrer-Policy: no-referrer\r\n"

Test(fcgi_sample, a_response_to_a_secret_url_sends_no_referrer_on)
{
	cr_expect(eq(int, ask(.uri = "/feeds/abc.ics"), 200));
	cr_expect(says(NO_REFERRER));
	cr_expect(eq(int, ask(.uri = "/login?token=abc"), 204));
	cr_expect(says(NO_REFERRER));
	cr_expect(eq(int, ask(.uri = "/login"), 422));
	cr_expect(says(NO_REFERRER), "a refusal has the same URL");
	cr_expect(eq(int, ask(.uri = "/files/map"), 200));
	cr_expect(not(says(NO_REFERRER)));
}

Test(fcgi_sample, the_log_has_no_secret_of_a_url)
{
	char *log;

	cr_expect(eq(int, ask(.uri = "/feeds/abc-secret.ics"), 200));
	cr_expect(eq(int, ask(.uri = "/login?token=abc-secret"), 204));
	cr_expect(eq(int, ask(.uri = "/files/map"), 200));
	cr_expect(eq(int, ask(.uri = "/files/after"), 200),
	    "the lines of those before it are written");
	log = responder_log(&sample);
	cr_expect(strstr(log, "\"path\":\"/feeds/{token}.ics\"") != NULL);
	cr_expect(strstr(log, "\"path\":\"/files/map\"") != NULL);
	cr_expect(strstr(log, "abc-secret") == NULL, "%s", log);
	free(log);
}

Test(fcgi_sample, the_web_server_is_told_which_file_to_send)
{
	cr_expect(eq(int, ask(.uri = "/files/map"), 200));
	cr_expect(says("X-Accel-Redirect: /_store/map\r\n"));
	cr_expect(says("Content-Type: image/svg+xml\r\n"));
	cr_expect(eq(int, ask(.uri = "/files/..%2fmap"), 400));
	cr_expect(eq(int, ask(.uri = "/files/MAP"), 404));
	cr_expect(not(says("X-Accel-Redirect")));
}

Test(fcgi_sample, rows_of_other_queries_are_arrays_of_the_response)
{
	cr_expect(eq(int, ask(.uri = "/album"), 200));
	cr_expect(says("\r\n\r\n{\"version\":"));
	cr_expect(says(",\"categories\":[{\"id\":\""));
	cr_expect(says("\"},{\"id\":\""));
	cr_expect(says("],\"none\":[]}"));
}
