/*
 * nginx's table of types beside Hearth's: it has each by the ending that a name
 * gets for it.
 */
#include <criterion/criterion.h>
#include <stdio.h>

#include "store/type.c"

#include "base/banned.h"

/* Of no table here: of what is no document, nothing known, and an export. */
static const char *const others[] = { "application/zip",
	"application/octet-stream", "application/json" };

enum { CONF_MAX = 64 << 10 };

static char conf[CONF_MAX];

static void
load(void)
{
	FILE *f = fopen(TOP_SRCDIR "/nginx/hearth-files.conf", "r");

	cr_assert(f);
	conf[fread(conf, 1, sizeof(conf) - 1, f)] = '\0';
	cr_assert(feof(f));
	fclose(f);
}

TestSuite(store_type_nginx, .init = load);

static void
expect_known(const char *type)
{
	bool is_text = str_has_prefix(type, "text/");
	char ending[128], line[300];

	cr_assert(str_copy(ending, sizeof(ending), type));
	for (char *p = ending; (p = strpbrk(p, "/.+")); p++)
		*p = '-';
	snprintf(line, sizeof(line),
	    is_text ? "\t\"%s; charset=utf-8\" %s;\n" : "\t%s %s;\n", type,
	    ending);
	cr_expect(strstr(conf, line), "hearth-files.conf lacks%s", line);
}

Test(store_type_nginx, each_type_is_told_by_its_ending)
{
	for (size_t i = 0; i < N_OF(signatures); i++)
		expect_known(signatures[i].type);
	for (size_t i = 0; i < N_OF(documents); i++)
		expect_known(documents[i].type);
	for (size_t i = 0; i < N_OF(texts); i++)
		expect_known(texts[i]);
	for (size_t i = 0; i < N_OF(others); i++)
		expect_known(others[i]);
}
