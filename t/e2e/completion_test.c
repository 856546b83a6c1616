/*
 * What bash offers behind "hearthctl", by the file that is installed for it.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attr.h"
#include "t/lib/process.h"
#include "t/lib/tree.h"

#include "base/banned.h"

static char dir[] = "/tmp/hearth-completion-XXXXXX";

static void
start(void)
{
	cr_assert(mkdtemp(dir) != NULL);
	cr_assert(zero(int, chdir(dir)));
	process_run(
	    "/dev/null", 5000, (const char *const[]){ "mkdir", "kept", NULL });
	process_run("/dev/null", 5000,
	    (const char *const[]){ "touch", "copy.db", "my file", NULL });
}

static void
stop(void)
{
	tree_remove(dir);
}

TestSuite(e2e_completion, .init = start, .fini = stop, .timeout = 60);

/* What is offered for the last word of line, as the lines of a file: its words
 * stand between single blanks, "=" for itself, as bash has them. */
static const char *
offered(const char *line)
{
	static char said[4096];
	FILE *in;
	size_t n;

	unlink("said");
	cr_assert(zero(int,
	    process_run("said", 10000,
		(const char *const[]){ "bash", "-uc",
		    ". \"$1\"\n"
		    "mapfile -t -d ' ' COMP_WORDS < <(printf '%s' \"$2\")\n"
		    "[ \"${2% }\" = \"$2\" ] || COMP_WORDS+=('')\n"
		    "COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
		    "_hearthctl\n"
		    "IFS=,; echo \"${COMPREPLY[*]}\"",
		    "completion",
		    TOP_BUILDDIR "/generated/completion/hearthctl", line,
		    NULL })));
	in = fopen("said", "r");
	n = fread(said, 1, sizeof(said) - 1, in);
	fclose(in);
	said[n] = '\0';
	return said;
}

static const struct {
	char line[64], words[96];
} cases[] = {
	{ "hearthctl mi", "migrate\n" },
	{ "hearthctl m", "migrate,mail,metrics\n" },
	{ "hearthctl user ", "add,list,show,role,suspend,restore,delete,export,"
			     "password,verify,--conf,"
			     "--help,--version\n" },
	{ "hearthctl migrate d", "down\n" },
	{ "hearthctl migrate down --", "--dry-run,--no-backup,--yes,--conf,"
				       "--help,--version\n" },
	{ "hearthctl --conf my user sh", "show\n" },
	{ "hearthctl user show backup --j", "--json\n" },
	{ "hearthctl user add --role ", "\n" },
	{ "hearthctl --conf co", "copy.db\n" },
	{ "hearthctl --conf = my", "my file\n" },
	{ "hearthctl doctor --run-dir ", "kept\n" },
	{ "hearthctl restore --verify ke", "kept\n" },
	{ "hearthctl nonsense d", "doctor\n" },
};

Test(e2e_completion, offers_commands_options_and_files)
{
	for (size_t i = 0; i < N_OF(cases); i++) {
		const char *words = offered(cases[i].line);

		cr_expect(strcmp(words, cases[i].words) == 0, "%s: %s",
		    cases[i].line, words);
	}
}
