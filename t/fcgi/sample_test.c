/*
 * What a contract can say beyond JSON, over FastCGI: bodies as they come,
 * headers as inputs, suffixes, media types, redirects, files of web servers.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <curl/curl.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "t/lib/database.h"
#include "t/lib/fcgi_client.h"
#include "t/lib/files.h"
#include "t/lib/responder.h"

#include "base/banned.h"

static struct responder sample;
static struct database *database;
static struct fcgi_response got;
static int fd;

static void
start(void)
{
	static char url[256], files[256];
	static char *const settings[] = {
		"SECRET_KEY=0123456789abcdef0123456789abcdef", url, files,
		"UPLOAD_RESERVE_BYTES=0", "HEARTH_CONF=/dev/null",
		"BODY_MAX_BYTES=65536", "BACKEND_CORS_ORIGINS=https://app.test",
		NULL
	};
	const char *tmp = getenv("TMPDIR");

	files_open(tmp ? tmp : "/tmp");
	snprintf(files, sizeof(files), "UPLOAD_DIR=%s", files_dir());

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
	files_close();
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
	/* by its own bound, and not by BODY_MAX_BYTES as others are */
	static char large[300001];

	memset(large, 'x', sizeof(large));
	cr_expect(eq(int, hook("text/calendar", large, 300000), 200));
	cr_expect(eq(int, hook("text/calendar", large, 300001), 413));
	cr_expect(eq(int,
	    ask(.method = "POST", .uri = "/json", .body = large,
		.body_len = 65537, .params = { TYPE("application/json") }),
	    413));
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
upload(const char *type, const char *body)
{
	return ask(.method = "POST", .uri = "/upload", .body = body,
	    .body_len = strlen(body), .params = { TYPE(type) });
}

Test(fcgi_sample, an_upload_becomes_a_file)
{
	cr_expect(
	    eq(int, upload("application/octet-stream", "some bytes"), 200));
	cr_expect(says("file text/plain 10 "));
	cr_expect(eq(int, upload("application/octet-stream", ""), 200));
	cr_expect(says("file text/plain 0 "));
	cr_expect(eq(int, files_count("store"), 2));
	cr_expect(eq(int, ask(.method = "POST", .uri = "/upload"), 422));
}

static int
upload_as(const char *disposition)
{
	return ask(.method = "POST", .uri = "/upload", .body = "x",
	    .body_len = 1,
	    .params = { TYPE("application/octet-stream"),
		{ "HTTP_CONTENT_DISPOSITION", disposition } });
}

Test(fcgi_sample, a_raw_body_has_a_name_by_its_header)
{
	cr_expect(eq(int,
	    upload_as("attachment; filename=x; filename*=UTF-8''a%2F%C3%A9"),
	    200));
	cr_expect(says("\r\n\r\n\xc3\xa9 text/plain 1 "));
	cr_expect(eq(int, upload_as("attachment"), 200));
	cr_expect(says("\r\n\r\nfile text"));
	cr_expect(eq(int, upload_as("attachment; filename=\"x"), 400));
}

#define FORM_TYPE "multipart/form-data; boundary=x"
#define FORM(bytes)                                                       \
	"--x\r\nContent-Disposition: form-data; name=f; filename=a.b\r\n" \
	"Content-Type: text/plain\r\n\r\n" bytes "\r\n--x"

Test(fcgi_sample, the_file_of_a_form_is_found)
{
	static char large[8192];

	cr_expect(eq(int, upload(FORM_TYPE, FORM("bytes") "--\r\n"), 200));
	cr_expect(says("a.b text/plain 5 "));
	cr_expect(eq(int, upload(FORM_TYPE, FORM("bytes")), 400));
	cr_expect(eq(int, upload(FORM_TYPE, FORM("") FORM("") "--"), 400));
	cr_expect(eq(int, upload("multipart/form-data", FORM("") "--"), 400));
	snprintf(large, sizeof(large), FORM("%04096d") "--", 0);
	cr_expect(eq(int, upload(FORM_TYPE, large), 200), "the form is more");
	snprintf(large, sizeof(large), FORM("%04097d") "--", 0);
	cr_expect(eq(int, upload(FORM_TYPE, large), 413));
	cr_expect(eq(int, files_count("part"), 0));
	cr_expect(eq(int, files_count("store"), 2));
}

/* A form with a field and a file. */
static curl_mime *
make_form(CURL *c, const char *filename)
{
	curl_mime *form = curl_mime_init(c);
	curl_mimepart *part = curl_mime_addpart(form);

	curl_mime_name(part, "note");
	curl_mime_data(part, "a field", CURL_ZERO_TERMINATED);
	part = curl_mime_addpart(form);
	curl_mime_name(part, "file");
	curl_mime_data(part, "\r\n--\0bytes", 10);
	curl_mime_filename(part, filename);
	curl_mime_type(part, "image/png");
	return form;
}

/* Lets curl send until its form has ended; nobody answers. */
static size_t
receive(CURL *c, int listener, char *request, size_t size)
{
	CURLM *many = curl_multi_init();
	int running, peer = -1;
	size_t len = 0;

	curl_multi_add_handle(many, c);
	do {
		ssize_t n;

		cr_assert(
		    eq(int, curl_multi_perform(many, &running), CURLM_OK));
		cr_assert(running, "curl gave up");
		if (peer < 0)
			peer = accept(listener, NULL, NULL);
		n = recv(peer, request + len, size - 1 - len, MSG_DONTWAIT);
		len += n > 0 ? (size_t)n : 0;
		request[len] = '\0';
		curl_multi_poll(many, NULL, 0, 10, NULL);
	} while (len < 4 || memcmp(request + len - 4, "--\r\n", 4) != 0);
	curl_multi_remove_handle(many, c);
	curl_multi_cleanup(many);
	close(peer);
	return len;
}

static size_t
form_of_curl(const char *filename, char *request, size_t size)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int listener = socket(
	    AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	CURL *c = curl_easy_init();
	curl_mime *form = make_form(c, filename);
	size_t len;

	snprintf(
	    address.sun_path, sizeof(address.sun_path), "%s/curl", sample.dir);
	cr_assert(eq(int,
	    bind(listener, (struct sockaddr *)&address, sizeof(address)), 0));
	cr_assert(eq(int, listen(listener, 1), 0));
	curl_easy_setopt(c, CURLOPT_URL, "http://localhost/upload");
	curl_easy_setopt(c, CURLOPT_UNIX_SOCKET_PATH, address.sun_path);
	curl_easy_setopt(c, CURLOPT_MIMEPOST, form);
	len = receive(c, listener, request, size);
	curl_easy_cleanup(c);
	curl_mime_free(form);
	close(listener);
	unlink(address.sun_path);
	return len;
}

Test(fcgi_sample, a_form_of_curl_is_read)
{
	char request[4096], *type, *body;
	size_t len = form_of_curl("5\" 100%.png", request, sizeof(request));

	type = strstr(request, "multipart/form-data");
	body = strstr(request, "\r\n\r\n");
	cr_assert(type && body && type < body);
	body += 4;
	type[strcspn(type, "\r")] = '\0';
	cr_assert(eq(int,
	    ask(.method = "POST", .uri = "/upload", .body = body,
		.body_len = len - (size_t)(body - request),
		.params = { TYPE(type) }),
	    200));
	cr_expect(says("\r\n\r\n5\" 100%.png application/octet-stream 10 "));
}

/* Uploads with a file that the web server has written. */
static int
upload_file(const char *path)
{
	return ask(.method = "POST", .uri = "/upload",
	    .params = { TYPE("application/octet-stream"),
		{ "HEARTH_BODY_FILE", path } });
}

/* As nginx writes one. */
static char *
spool(const char *name, const char *bytes)
{
	static char path[160];
	FILE *f;

	snprintf(path, sizeof(path), "%s/incoming/%s", files_dir(), name);
	f = fopen(path, "we");
	cr_assert(f && fputs(bytes, f) >= 0 && fclose(f) == 0);
	return path;
}

Test(fcgi_sample, what_nginx_has_written_is_renamed)
{
	cr_expect(eq(int, upload_file(spool("0000000001", "0123456789")), 200));
	cr_expect(says("file text/plain 10 "));
	cr_expect(eq(int, files_count("incoming"), 0));
	cr_expect(eq(int, files_count("store"), 1));
}

Test(fcgi_sample, a_form_that_nginx_has_written_stays_nginxs)
{
	const char *path = spool("0000000003", FORM("bytes") "--");

	cr_expect(eq(int,
	    ask(.method = "POST", .uri = "/upload",
		.params = { TYPE(FORM_TYPE), { "HEARTH_BODY_FILE", path } }),
	    200));
	cr_expect(says("a.b text/plain 5 "));
	cr_expect(eq(int, files_count("incoming"), 1));
	cr_expect(eq(int, files_count("store"), 1));
}

Test(fcgi_sample, a_file_of_the_web_server_is_opened_with_care)
{
	char path[160], other[160], outside[160];

	snprintf(path, sizeof(path), "%s", spool("0000000001", "x"));
	snprintf(other, sizeof(other), "%s/incoming/0000000002", files_dir());
	snprintf(outside, sizeof(outside), "%s/0000000001", sample.dir);
	cr_assert(symlink(path, other) == 0);
	cr_expect(eq(int, upload_file(other), 503), "a symbolic link");
	cr_assert(unlink(other) == 0 && link(path, other) == 0);
	cr_expect(eq(int, upload_file(path), 503), "it has a second name");
	cr_assert(unlink(other) == 0 && mkfifo(other, 0600) == 0);
	cr_expect(eq(int, upload_file(other), 503), "a pipe");
	cr_assert(symlink(path, outside) == 0);
	cr_expect(eq(int, upload_file(outside), 503), "elsewhere");
	cr_assert(unlink(outside) == 0);
	snprintf(other, sizeof(other), "%s/incoming/../incoming/0000000001",
	    files_dir());
	cr_expect(eq(int, upload_file(other), 503));
	cr_expect(eq(int, upload_file(spool("000000001", "x")), 503));
	cr_expect(eq(int, upload_file("/etc/passwd"), 503));
	cr_expect(eq(int, files_count("store"), 0));
	cr_expect(eq(int, upload_file(path), 200));
}

static int
ask_whether(const char *size)
{
	return ask(.method = "POST", .uri = "/upload",
	    .params = { TYPE("application/octet-stream"),
		{ "HEARTH_PHASE", "ask" }, { "HEARTH_LENGTH", size } });
}

Test(fcgi_sample, a_web_server_is_told_before_whether_a_body_may_come)
{
	cr_expect(eq(int, ask_whether("4096"), 204));
	cr_expect(eq(int, ask_whether("403"), 403));
	cr_expect(says("X-Hearth-Status: 403\r\n"));
	cr_expect(says("\"detail\":\"F\\u00fcr \\ud83d\\ude00\\u007f.\""));
	cr_expect(eq(sz, got.body_len, 0));
	cr_expect(eq(int, ask_whether("4097"), 403));
	cr_expect(says("X-Hearth-Status: 413\r\n"));
	cr_expect(eq(int, ask_whether("many"), 403));
	cr_expect(says("X-Hearth-Status: 400\r\n"));
	cr_expect(eq(int, ask_whether(""), 204), "a length that nobody said");
	cr_expect(eq(int, files_count("part"), 0));
}

/* What may come has a line when it has come. */
Test(fcgi_sample, what_was_only_asked_is_in_the_log_if_it_was_refused)
{
	char *log;

	cr_expect(eq(int, ask_whether("4096"), 204));
	cr_expect(eq(int, ask_whether("403"), 403));
	cr_expect(eq(int, ask_whether("4097"), 403));
	cr_expect(eq(int, ask(.uri = "/feeds/after"), 302),
	    "the lines of those before it are written");
	log = responder_log(&sample);
	cr_expect(strstr(log, "\"status\":204") == NULL, "%s", log);
	cr_expect(strstr(log, "\"status\":403") != NULL);
	cr_expect(strstr(log, "\"status\":413") != NULL, "as its client sees");
	free(log);
}

Test(fcgi_sample, a_body_that_may_not_come_is_written_nowhere)
{
	static char body[403];

	memset(body, 'x', sizeof(body));
	cr_expect(eq(int,
	    ask(.method = "POST", .uri = "/upload", .body = body,
		.body_len = sizeof(body),
		.params = { TYPE("application/octet-stream") }),
	    403));
	cr_expect(eq(int, files_count("part"), 0));
	cr_expect(eq(int, files_count("store"), 0));
}

Test(fcgi_sample, a_body_that_breaks_off_leaves_nothing)
{
	cr_expect(eq(int,
	    ask(.method = "POST", .uri = "/upload", .body = "abc",
		.body_len = 3, .content_length = "4",
		.params = { TYPE("application/octet-stream") }),
	    400));
	cr_expect(eq(int, files_count("part"), 0));
	cr_expect(eq(int, files_count("store"), 0));
}

Test(fcgi_sample, a_client_cannot_name_a_file)
{
	cr_expect(eq(int,
	    ask(.method = "POST", .uri = "/upload",
		.params = { TYPE("application/octet-stream"),
		    { "HTTP_HEARTH_BODY_FILE", "/etc/passwd" } }),
	    200));
	cr_expect(says("file text/plain 0 "));
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
	cr_expect(eq(int, ask(.uri = "/feeds/abc"), 302));
	cr_expect(not(says(NO_REFERRER)));
}

Test(fcgi_sample, the_log_has_no_secret_of_a_url)
{
	char *log;

	cr_expect(eq(int, ask(.uri = "/feeds/abc-secret.ics"), 200));
	cr_expect(eq(int, ask(.uri = "/login?token=abc-secret"), 204));
	cr_expect(eq(int, ask(.uri = "/feeds/map"), 302));
	cr_expect(eq(int, ask(.uri = "/feeds/after"), 302),
	    "the lines of those before it are written");
	log = responder_log(&sample);
	cr_expect(strstr(log, "\"path\":\"/feeds/{token}.ics\"") != NULL);
	cr_expect(strstr(log, "\"path\":\"/feeds/map\"") != NULL);
	cr_expect(strstr(log, "abc-secret") == NULL, "%s", log);
	free(log);
}

#define FILE_ID "01890a5d-ac96-774b-bcce-b302099a8057"

static int
download(const char *by)
{
	return ask(.uri = "/files/" FILE_ID,
	    .params = { { "HEARTH_SEND", by } });
}

Test(fcgi_sample, the_web_server_is_told_which_file_to_send)
{
	cr_expect(eq(int, download("X-Accel-Redirect"), 200));
	cr_expect(says("X-Accel-Redirect: /_store/57/" FILE_ID "\r\n"));
	cr_expect(says("Content-Type: image/svg+xml\r\n"));
	cr_expect(
	    says("Content-Disposition: attachment; filename=\"a ___.svg\"; "
		 "filename*=UTF-8''a%20%C3%A9%22.svg\r\n"));
	cr_expect(eq(int, ask(.uri = "/files/..%2fmap"), 400));
	cr_expect(eq(int, ask(.uri = "/files/map"), 404));
	cr_expect(not(says("X-Accel-Redirect")));
}

static int
ask_which(const char *uri)
{
	return ask(.uri = uri, .params = { { "HEARTH_PHASE", "ask" },
				   { "HEARTH_SEND", "X-Hearth-File" },
				   { "HTTP_ACCEPT", "text/html" },
				   { "HTTP_IF_NONE_MATCH", "*" } });
}

/* nginx asks, and keeps the connection of what has no body. */
Test(fcgi_sample, a_web_server_that_asks_is_told_which_file_it_is)
{
	cr_expect(eq(int, ask_which("/files/" FILE_ID), 204));
	cr_expect(says("X-Hearth-File: 57/" FILE_ID ".image-svg-xml\r\n"));
	cr_expect(says("Content-Disposition: attachment; "));
	cr_expect(not(says("X-Accel-Redirect")));
	cr_expect(eq(int, ask_which("/files/map"), 403));
	cr_expect(says("X-Hearth-Status: 404\r\nX-Hearth-Problem: {"));
	cr_expect(not(says("X-Hearth-File")));
	cr_expect(eq(int, ask_which("//files/" FILE_ID), 403), "no page");
	cr_expect(says("X-Hearth-Status: 404\r\nX-Hearth-Problem: {"));
	cr_expect(eq(sz, got.body_len, 0));
}

Test(fcgi_sample, a_file_that_is_larger_than_any_answer_is_sent_whole)
{
	enum { SIZE = 9 << 20 };
	char path[160], byte;
	FILE *f;

	snprintf(path, sizeof(path), "%s/store/57", files_dir());
	cr_assert(mkdir(path, 0700) == 0);
	snprintf(path, sizeof(path), "%s/store/57/" FILE_ID, files_dir());
	f = fopen(path, "we");
	for (int i = 0; i < SIZE; i++)
		putc(i / 65536, f);
	cr_assert(fclose(f) == 0);
	cr_assert(eq(int, ask(.uri = "/files/" FILE_ID "?size=9437184"), 200));
	cr_assert(eq(sz, got.body_len, SIZE));
	for (int i = 0; i < SIZE; i += 4096) {
		byte = (char)(i / 65536);
		cr_assert(got.body[i] == byte, "at %d", i);
	}
}

Test(fcgi_sample, rows_of_other_queries_are_arrays_of_the_response)
{
	cr_expect(eq(int, ask(.uri = "/album"), 200));
	cr_expect(says("\r\n\r\n{\"version\":"));
	cr_expect(says(",\"categories\":[{\"id\":\""));
	cr_expect(says("\"},{\"id\":\""));
	cr_expect(says("],\"none\":[]}"));
}
