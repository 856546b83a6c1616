/*
 * The log line of a request, read back as JSON.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "http/access.h"
#include "json/read.h"

#include "base/banned.h"

static struct arena arena;
static struct fault f;
static struct http_request request;
static struct http_response response;

static void
setup(void)
{
	arena_init(&arena, 1 << 20);
	http_request_init(&request, &arena, &f);
	http_response_init(&response);
	http_request_set_id(&request, "rid");
}

static void
teardown(void)
{
	http_response_release(&response);
	arena_release(&arena);
}

TestSuite(http_access, .init = setup, .fini = teardown);

/* The one line that it writes. */
static char *
line_of(const struct http_access *a)
{
	static char line[16384];
	int saved = dup(STDERR_FILENO), ends[2];
	ssize_t n;

	cr_assert(eq(int, pipe(ends), 0));
	dup2(ends[1], STDERR_FILENO);
	http_access_log(a);
	dup2(saved, STDERR_FILENO);
	close(ends[1]);
	n = read(ends[0], line, sizeof(line) - 1);
	cr_assert(ge(int, (int)n, 0));
	line[n] = '\0';
	close(ends[0]);
	close(saved);
	return line;
}

static bool
is_one_json_line(const char *line)
{
	const struct json_value *v;
	struct fault reading;
	size_t len = strlen(line);

	return len > 1 && strchr(line, '\n') == line + len - 1 &&
	       json_parse(&arena, line, len - 1, &reading, &v) == ERR_OK;
}

Test(http_access, line_tells_who_what_and_how)
{
	struct user_id user = { .v = { .b = { 1 } } };
	char *line;

	cr_assert(
	    eq(int, http_request_set_uri(&request, "/a?b=secret", &f), ERR_OK));
	request.remote_address = "192.0.2.1";
	response.status = 404;
	buf_lit(&response.body, "12345");
	fault(&f, ERR_NOT_FOUND, "for the client");
	line = line_of(&(struct http_access){ .request = &request,
	    .response = &response,
	    .operation = "event_get",
	    .took_us = 1234,
	    .user = user,
	    .fault = &f });
	cr_expect(is_one_json_line(line), "%s", line);
	cr_expect(
	    strstr(line,
		"\"level\":\"info\",\"request_id\":\"rid\","
		"\"operation\":\"event_get\","
		"\"user\":\"01000000-0000-0000-0000-000000000000\","
		"\"address\":\"192.0.2.1\",\"method\":\"GET\",\"path\":\"/a\","
		"\"status\":404,\"us\":1234,") != NULL,
	    "%s", line);
	cr_expect(strstr(line, "\"bytes\":5,\"fault\":\"not_found\"}") != NULL);
	cr_expect(strstr(line, "secret") == NULL);
	cr_expect(strstr(line, "for the client") == NULL);
}

Test(http_access, a_path_that_holds_a_secret_is_another)
{
	const char *line;

	cr_assert(
	    eq(int, http_request_set_uri(&request, "/a/secret", &f), ERR_OK));
	line = line_of(&(struct http_access){
	    .request = &request, .response = &response, .path = "/a/{b}" });
	cr_expect(strstr(line, "\"path\":\"/a/{b}\"") != NULL, "%s", line);
	cr_expect(strstr(line, "secret") == NULL);
}

Test(http_access, cause_of_an_internal_fault_is_in_it)
{
	char *line;

	response.status = 500;
	fault_internal(&f, ERR_INTERNAL, "disk \"full\"\n");
	line = line_of(&(struct http_access){
	    .request = &request, .response = &response, .fault = &f });
	cr_expect(is_one_json_line(line), "%s", line);
	cr_expect(strstr(line, "\"level\":\"error\"") != NULL);
	cr_expect(strstr(line, "\"cause\":\"disk \\\"full\\\"\\n\"") != NULL,
	    "%s", line);
	cr_expect(strstr(line, "\"user\"") == NULL);
	cr_expect(strstr(line, "\"operation\"") == NULL);
}

/* Every byte of every member needs the longest escape. */
Test(http_access, worst_line_is_whole)
{
	char path[8000], address[1000];
	char *line;

	memset(path, 1, sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	memset(address, 1, sizeof(address) - 1);
	address[sizeof(address) - 1] = '\0';
	request.path = path;
	request.remote_address = address;
	fault_internal(&f, ERR_INTERNAL, "%s", address);
	line = line_of(&(struct http_access){ .request = &request,
	    .response = &response,
	    .operation = address,
	    .fault = &f });
	cr_expect(is_one_json_line(line), "%zu bytes", strlen(line));
}

Test(http_access, bytes_are_those_that_went_out)
{
	buf_lit(&response.body, "12345");
	response.head_only = true;
	cr_expect(strstr(line_of(&(struct http_access){
			     .request = &request, .response = &response }),
		      "\"bytes\":0}") != NULL);
}

Test(http_access, quiet_log_keeps_what_went_wrong)
{
	struct http_access a = { .request = &request, .response = &response };

	log_init("test", LOG_ERROR);
	cr_expect(eq(str, line_of(&a), ""));
	response.status = 503;
	cr_expect(ne(str, line_of(&a), ""));
}
