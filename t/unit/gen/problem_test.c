/*
 * The generator of what web servers say by themselves: each body is a problem
 * of that status, and its code is one of Hearth's.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "t/lib/process.h"
#include "t/lib/response.h"

#include "base/banned.h"

#define GENERATOR TOP_BUILDDIR "/src/gen/problem"
#define GENERATED TOP_BUILDDIR "/generated/"

static char text[4096];

static size_t
read_file(const char *path)
{
	FILE *f = fopen(path, "re");
	size_t n;

	cr_assert(f != NULL, "%s", path);
	n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = '\0';
	fclose(f);
	return n;
}

/* The error that has this code. */
static enum err
err_of(const char *code)
{
	int e = 0;

	while (e < ERR_COUNT && !str_eq(err_code((enum err)e), code))
		e++;
	cr_assert(lt(int, e, ERR_COUNT), "%s", code);
	return (enum err)e;
}

static void
check_page(int status)
{
	struct response a = { .status = 0 };
	char path[256];
	size_t len;

	snprintf(path, sizeof(path), GENERATED "problem/%d.html", status);
	len = read_file(path);
	response_set(&a, status, "Content-Type: application/problem+json\r\n",
	    text, len);
	cr_expect(response_is_strict_json(text, len), "%s", text);
	snprintf(path, sizeof(path), "%d", status);
	cr_expect(eq(str, response_text(&a, "/status"), path));
	cr_expect(eq(str, response_text(&a, "/title"),
	    (char *)err_title(err_of(response_text(&a, "/code")))));
	cr_expect(ne(str, response_text(&a, "/detail"), "(none)"));
	cr_expect(eq(str, response_text(&a, "/request_id"), ""));
	response_clear(&a);
}

Test(gen_problem, each_status_has_a_body)
{
	static const int statuses[] = { 400, 403, 404, 405, 408, 411, 413, 414,
		416, 421, 429, 431, 500, 501, 502, 503, 504 };

	for (size_t i = 0; i < N_OF(statuses); i++)
		check_page(statuses[i]);
}

Test(gen_problem, nginx_has_them_as_maps)
{
	read_file(GENERATED "nginx-problems.conf");
	cr_expect(strstr(text, "map $status $hearth_problem_code {\n") != NULL);
	cr_expect(strstr(text, "\t413 \"body_too_large\";\n") != NULL);
	cr_expect(strstr(text, "\tdefault \"internal\";\n") != NULL);
}

Test(gen_problem, a_directory_that_cannot_be_written_is_said)
{
	cr_expect(eq(int,
	    process_run("/dev/null", 10000,
		(const char *const[]){ GENERATOR, "/nowhere/at/all", NULL }),
	    EX_CANTCREAT));
}
