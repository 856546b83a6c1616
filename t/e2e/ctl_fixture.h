/*
 * What tests of hearthctl share: the program as an operator runs it, on an
 * empty database of its own. What it says is read from files.
 */
#ifndef T_E2E_CTL_FIXTURE_H
#define T_E2E_CTL_FIXTURE_H

#include <criterion/criterion.h>
#include <string.h>

#include "base/str.h"
#include "t/lib/database.h"
#include "t/lib/engines.h"
#include "t/lib/given.h"

enum { OUT_MAX = 65536 };

extern struct ctl_fixture {
	struct database *database;
	enum db_engine engine;
	char dir[64];
	char out[OUT_MAX], err[OUT_MAX]; /* of the last command */
} t;

void ctl_fixture_open(enum db_engine engine);
void ctl_fixture_close(void);

/* What engines.h calls around each test. */
static inline void
engine_open(enum db_engine engine)
{
	ctl_fixture_open(engine);
}

static inline void
engine_close(void)
{
	ctl_fixture_close();
}

static inline void
engine_pass(void)
{
}

/* Makes the file of standard input. */
void write_input(const char *input);
/* Runs the words of line, "hearthctl " before them, with input on standard
 * input; the exit status. What it printed is in t.out and t.err. */
int ctl_with(const char *input, const char *line);

/* Runs commands in t.dir, which must succeed; what they print beside files of
 * their own is in t.dir/log. */
void shell(const char *commands, ...) FORMAT_LIKE(1, 2);

/* Reads t.out and t.err again from the files of these names in t.dir. */
void read_output(void);

#define ctl(...) ctl_with("", text(__VA_ARGS__))

/* Fails with what was printed. */
#define expect_exit(expected, call)                                          \
	do {                                                                 \
		int got_ = (call);                                           \
		cr_expect(got_ == (expected), "exit %d instead of %d: %s%s", \
		    got_, (expected), t.out, t.err);                         \
	} while (0)
#define expect_out(part)                                                       \
	cr_expect(strstr(t.out, (part)) != NULL, "no \"%s\" in: %s%s", (part), \
	    t.out, t.err)
#define expect_no_out(part)                                                 \
	cr_expect(strstr(t.out, (part)) == NULL, "\"%s\" in: %s%s", (part), \
	    t.out, t.err)
#define expect_err(part)                                                       \
	cr_expect(strstr(t.err, (part)) != NULL, "no \"%s\" in: %s%s", (part), \
	    t.out, t.err)

/* hearthctl migrate up. */
void migrate(void);
/* Adds a user whose address is proved; the id. */
char *ctl_add_user(const char *email);

/* Records a migration that this program does not know. */
void add_newer_migration(void);
/* Lets this program go on beside that. */
void let_older_go_on(void);

/* The file of the database, and what an operator does with SQLite's own
 * program. */
const char *sqlite_file(void);
void sqlite(const char *command);

#endif
