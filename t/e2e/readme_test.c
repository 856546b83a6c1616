/*
 * The first requests of README.md, run as they stand there. Only where Hearth
 * listens is another place.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define E2E_OPTIONS .slow = 1
#include "t/lib/e2e_engine.h"
#include "base/banned.h"

enum { SCRIPT_MS = 60000, PAGE_MAX = 65536 };

static char *
read_all(const char *path)
{
	static char page[PAGE_MAX];
	FILE *f = fopen(path, "r");
	size_t n;

	cr_assert(f != NULL, "%s", path);
	n = fread(page, 1, sizeof(page) - 1, f);
	fclose(f);
	page[n] = '\0';
	return text("%s", page);
}

/* A curl that speaks to the test's socket, before the one of the system; and
 * var/ is where the mail is. */
static void
make_surroundings(void)
{
	const char *bin = text("%s/bin", e2e_dir());
	FILE *curl;

	cr_assert(mkdir(bin, 0700) == 0);
	curl = fopen(text("%s/curl", bin), "w");
	cr_assert(curl != NULL);
	fprintf(curl,
	    "#!/bin/sh\nPATH=${PATH#*:}\n"
	    "exec curl --unix-socket %s \"$@\"\n",
	    e2e_socket());
	cr_assert(fchmod(fileno(curl), 0700) == 0);
	fclose(curl);
	setenv("PATH", text("%s:%s", bin, getenv("PATH")), 1);
	cr_assert(symlink(".", text("%s/var", e2e_dir())) == 0);
	cr_assert(symlink(TOP_SRCDIR "/README.md",
		      text("%s/README.md", e2e_dir())) == 0);
}

/* The indented lines of the section. */
static void
write_commands(FILE *script)
{
	char *page = read_all(TOP_SRCDIR "/README.md"), *line;
	char *section = strstr(page, "\n## The first six requests\n");
	size_t n = 0;

	cr_assert(section != NULL);
	*strstr(section + 4, "\n## ") = '\0';
	fprintf(script, "set -u\ncd %s || exit 1\n", e2e_dir());
	while ((line = strsep(&section, "\n"))) {
		if (strncmp(line, "    ", 4) != 0)
			continue;
		fprintf(script, "%s\n", line + 4);
		n++;
	}
	cr_expect(n > 10);
}

/* Runs them; they do the same however often, and whatever was there before. */
static void
check_requests(void)
{
	const char *path = text("%s/first-requests", e2e_dir());
	const char *log = text("%s/first-requests.out", e2e_dir());
	FILE *script = fopen(path, "w");
	char *out;

	cr_assert(script != NULL);
	write_commands(script);
	fclose(script);
	unlink(log);
	cr_expect(process_run(log, SCRIPT_MS,
		      (const char *const[]){ "bash", path, NULL }) == 0);
	out = read_all(log);
	cr_expect(strstr(out, "Verification email sent") != NULL, "%s", out);
	cr_expect(
	    strstr(out, "Email verified successfully") != NULL, "%s", out);
	cr_expect(
	    strstr(out, "\"status\":\"attending\",\"party_size\":2") != NULL,
	    "%s", out);
	cr_expect(strstr(out, "\"filename\":\"README.md\"") != NULL, "%s", out);
	cr_expect(strstr(out, "\"content_type\":\"text/plain\"") != NULL ||
		      strstr(out, "\"content_type\":\"text/markdown\"") != NULL,
	    "%s", out);
}

Test_engines(e2e_readme, the_first_requests_do_what_it_says, .timeout = 120)
{
	make_surroundings();
	check_requests();
	check_requests();
}

Test_engines(
    e2e_readme, the_first_requests_do_the_same_beside_the_demo, .timeout = 120)
{
	make_surroundings();
	cr_assert(process_run(text("%s/demo.out", e2e_dir()), SCRIPT_MS,
		      (const char *const[]){ TOP_SRCDIR "/contrib/demo",
			  "http://127.0.0.1:8080", e2e_dir(), NULL }) == 0,
	    "see %s/demo.out", e2e_dir());
	check_requests();
}
