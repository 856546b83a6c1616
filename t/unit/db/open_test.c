/*
 * Which URLs db_open takes, and where SQLite may put its file.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "db/sqlite.h"

#include "base/banned.h"

static enum err
open_url(const char *url, char path[64], struct fault *f)
{
	struct db_options options = { .url = url, .program = "test" };
	struct db *db;
	enum err err;

	fault_clear(f);
	path[0] = '\0';
	err = db_open(&options, f, &db);
	if (err)
		return err;
	if (db_engine(db) == DB_SQLITE)
		str_copy(path, 64, ((struct sqlite *)db->connection)->path);
	db_close(db);
	return ERR_OK;
}

Test(db_open, takes_urls_of_both_engines)
{
	static const struct {
		const char *url, *path;
	} cases[] = {
		{ "sqlite:///var/lib/x.db", "/var/lib/x.db" },
		{ "sqlite:////var/lib/x.db", "/var/lib/x.db" },
		{ "sqlite:var/x.db", "var/x.db" },
		{ "sqlite:/var/x.db", "/var/x.db" },
		{ "postgresql://u:p@h:5433/name?sslmode=disable", "" },
		{ "postgres:///name?host=/run/postgresql", "" },
		{ "postgresql://a,b/name?target_session_attrs=read-write", "" },
	};
	struct fault f;
	char path[64];

	for (size_t i = 0; i < N_OF(cases); i++) {
		cr_expect(open_url(cases[i].url, path, &f) == ERR_OK, "%s: %s",
		    cases[i].url, f.detail);
		cr_expect(
		    str_eq(path, cases[i].path), "%s: %s", cases[i].url, path);
	}
}

Test(db_open, refuses_other_urls_with_a_sentence)
{
	static const char *const urls[] = { "", "mysql://h/name",
		"sqlite://relative/x.db", "sqlite:", "sqlite:///",
		"sqlite:///dir/", "sqlite::memory:", "sqlite:///x?mode=ro",
		"postgresql://h/name?no_such_option=1",
		"postgresql://h:port/%zz" };
	struct fault f;
	char path[64];

	for (size_t i = 0; i < N_OF(urls); i++) {
		cr_expect(
		    open_url(urls[i], path, &f) == ERR_CONFIG, "%s", urls[i]);
		cr_expect(strstr(f.detail, "DATABASE_URL") != NULL, "%s: %s",
		    urls[i], f.detail);
		cr_expect(strchr(f.detail, '\n') == NULL);
	}
}

Test(db_open, knows_network_file_systems)
{
	static const long shared[] = { 0x6969, 0x517b, (long)0xff534d42,
		0x65735546 };
	static const long local[] = { 0xef53 /* ext4 */, 0x58465342 /* xfs */,
		0x01021994 /* tmpfs */, 0x9123683e /* btrfs */,
		0x794c7630 /* overlay */ };

	for (size_t i = 0; i < N_OF(shared); i++)
		cr_expect(db_sqlite_is_shared(shared[i]), "%lx", shared[i]);
	for (size_t i = 0; i < N_OF(local); i++)
		cr_expect(
		    db_sqlite_is_shared(local[i]) == false, "%lx", local[i]);
}
