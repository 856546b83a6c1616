/*
 * Loading: where a value comes from, what it may be, and that no message and
 * no dump tells a secret.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"

#include "conf/conf.h"

#include "base/banned.h"

#define SECRET "hunter2 hunter2 hunter2 hunter2 hunter2"

static struct arena arena;
static struct fault f;
static struct conf conf;
static char path[] = "/tmp/conf-test-XXXXXX";

static void
setup(void)
{
	arena_init(&arena, 1 << 20);
	close(mkstemp(path));
	/* nothing from outside */
	for (size_t i = 0; conf_setting_at(i); i++)
		unsetenv(conf_setting_at(i)->name);
	unsetenv("HEARTH_CONF");
}

static void
teardown(void)
{
	arena_release(&arena);
	unlink(path);
}

TestSuite(conf_conf, .init = setup, .fini = teardown);

static enum err
load(const char *text, unsigned needs)
{
	FILE *out = fopen(path, "w");

	fputs(text, out);
	fclose(out);
	fault_clear(&f);
	return conf_load(&conf, path, needs, &arena, &f);
}

Test(conf_conf, defaults_are_valid)
{
	cr_assert(eq(int, load("", 0), ERR_OK), "%s", f.detail);
	cr_expect(eq(str, (char *)conf.environment, "production"));
	cr_expect(eq(str, (char *)conf.database_url, ""));
	cr_expect(eq(str, (char *)conf.algorithm, "HS256"));
	cr_expect(eq(i64, conf.access_token_expire_minutes, 30));
	cr_expect(eq(str, (char *)conf.public_url, "http://127.0.0.1:8080"));
	cr_expect(eq(
	    str, (char *)conf.verification_base_url, "http://127.0.0.1:8080"));
	cr_expect(conf.database_prepare);
}

Test(conf_conf, the_environment_goes_before_the_file_and_its_default)
{
	setenv("SESSION_DAYS", "7", 1);
	setenv("SESSION_IDLE_DAYS", "", 1);
	cr_assert(eq(int,
	    load("SESSION_DAYS=8\nSESSION_IDLE_DAYS=9\n"
		 "LOGIN_FAILURES=3\n",
		0),
	    ERR_OK));
	cr_expect(eq(i64, conf.session_days, 7));
	cr_expect(eq(i64, conf.session_idle_days, 30));
	cr_expect(eq(i64, conf.login_failures, 3));
	cr_expect(eq(i64, conf.mail_interval_s, 60));
}

Test(conf_conf, the_last_line_of_a_name_counts)
{
	cr_assert(eq(int, load("SESSION_DAYS=8\nSESSION_DAYS=9\n", 0), ERR_OK));
	cr_expect(eq(i64, conf.session_days, 9));
}

Test(conf_conf, a_file_that_is_named_must_be_there)
{
	cr_expect(
	    eq(int, conf_load(&conf, "/nowhere", 0, &arena, &f), ERR_CONFIG));
	cr_expect(eq(str, f.detail, "/nowhere: No such file or directory"));
	setenv("HEARTH_CONF", "/nowhere/else", 1);
	cr_expect(eq(int, conf_load(&conf, NULL, 0, &arena, &f), ERR_CONFIG));
	setenv("HEARTH_CONF", path, 1);
	cr_expect(eq(int, conf_load(&conf, NULL, 0, &arena, &f), ERR_OK));
}

Test(conf_conf, needs_are_demanded)
{
	static const struct {
		unsigned need;
		char name[16], line[64];
	} cases[] = {
		{ CONF_NEED_DATABASE,
		    "DATABASE_URL:", "DATABASE_URL=sqlite:///x" },
		{ CONF_NEED_SECRET, "SECRET_KEY:", "SECRET_KEY=" SECRET },
		{ CONF_NEED_MAIL, "MAIL_URL:", "MAIL_URL=file:x" },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		cr_expect(eq(int, load("", cases[i].need), ERR_CONFIG));
		cr_expect(
		    str_has_prefix(f.detail, cases[i].name), "%s", f.detail);
		cr_expect(load(cases[i].line, cases[i].need) == ERR_OK, "%s",
		    f.detail);
	}
}

Test(conf_conf, values_out_of_bounds_are_refused_by_name)
{
	static const char cases[][64] = { "SECRET_KEY=hunter2",
		"SECRET_KEY=hunter2hunter2hunter2hunter2abc", /* 31 */
		"ALGORITHM=RS256", "ALGORITHM=none", "SESSION_DAYS=0",
		"SESSION_DAYS=3651", "SESSION_DAYS=9x", "SESSION_DAYS=-1",
		"SESSION_DAYS=1.5", "SESSION_DAYS=99999999999999999999",
		"POSTGRES_PORT=65536", "DATABASE_PREPARE=maybe",
		"DATABASE_PREPARE=2", "LOG_LEVEL=loud", "ENVIRONMENT=mars",
		"SQLITE_SYNCHRONOUS=off", "PUBLIC_URL=hearth.example",
		"PUBLIC_URL=ftp://hearth.example", "PUBLIC_URL=http://a b.c/",
		"VERIFICATION_BASE_URL=javascript:alert",
		"BACKEND_CORS_ORIGINS=*", "BACKEND_CORS_ORIGINS=http://a/b",
		"MAIL_URL=http://x", "MAIL_URL=smtp://",
		"MAIL_URL=file:", "MAIL_FROM=hearth", "MAIL_FROM=a@b\tBcc: c@d",
		"DATABASE_URL=mysql://x/y", "DATABASE_URL=sqlite://",
		"DATABASE_URL=sqlite:///", "DATABASE_URL=hearth.db",
		"MAIL_FROM=\xff@x", "IMIP_ADDRESS=rsvp", "IMIP_ADDRESS=@x",
		"IMIP_ADDRESS=r@", "IMIP_ADDRESS=R@x", "IMIP_ADDRESS=a+b@x",
		"IMIP_ADDRESS=a@b@c", "IMIP_ADDRESS=a@b c",
		"IMIP_ADDRESS=abcdefghijklmnopqrstuvwx@y",
		"IMIP_ADDRESS=Rsvp <r@x>" };

	for (size_t i = 0; i < N_OF(cases); i++) {
		char name[64];

		str_copy(name, sizeof(name), cases[i]);
		*strchr(name, '=') = ':';
		strchr(name, ':')[1] = '\0';
		cr_expect(load(cases[i], 0) == ERR_CONFIG, "%s", cases[i]);
		cr_expect(str_has_prefix(f.detail, name), "%s: %s", cases[i],
		    f.detail);
	}
}

Test(conf_conf, sendgrid_needs_its_key)
{
	cr_expect(eq(int, load("MAIL_URL=sendgrid:", 0), ERR_CONFIG));
	cr_expect(str_has_prefix(f.detail, "SENDGRID_API_KEY:"));
	cr_expect(eq(int, load("MAIL_URL=sendgrid://h", 0), ERR_CONFIG));
	cr_expect(str_has_prefix(f.detail, "SENDGRID_API_KEY:"));
	cr_assert(
	    eq(int, load("SENDGRID_API_KEY=SG.a/b", CONF_NEED_MAIL), ERR_OK));
	cr_expect(
	    eq(str, (char *)conf.mail_url, "sendgrid://api.sendgrid.com"));
	cr_assert(eq(int,
	    load("SENDGRID_API_KEY=SG.a\nMAIL_URL=sendgrid://"
		 "api.eu.sendgrid.com",
		0),
	    ERR_OK));
	cr_expect(
	    eq(str, (char *)conf.mail_url, "sendgrid://api.eu.sendgrid.com"));
	cr_assert(
	    eq(int, load("SENDGRID_API_KEY=SG.a\nMAIL_URL=file:x", 0), ERR_OK));
	cr_expect(eq(str, (char *)conf.mail_url, "file:x"));
}

Test(conf_conf, words_of_a_switch)
{
	static const struct {
		char word[8];
		bool value;
	} cases[] = {
		{ "on", true },
		{ "off", false },
		{ "true", true },
		{ "false", false },
		{ "yes", true },
		{ "no", false },
		{ "1", true },
		{ "0", false },
		{ "On", true },
		{ "FALSE", false },
		{ "", true },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		setenv("ORGANIZER_PROMOTION", cases[i].word, 1);
		cr_assert(eq(int, load("", 0), ERR_OK));
		cr_expect(conf.organizer_promotion == cases[i].value, "%s",
		    cases[i].word);
	}
}

Test(conf_conf, words_are_brought_into_lower_case)
{
	cr_assert(eq(int,
	    load("LOG_LEVEL=DEBUG\nENVIRONMENT=Development\n"
		 "SQLITE_SYNCHRONOUS=Normal\nALGORITHM=hs256",
		0),
	    ERR_OK));
	cr_expect(eq(str, (char *)conf.log_level, "debug"));
	cr_expect(eq(str, (char *)conf.environment, "development"));
	cr_expect(eq(str, (char *)conf.sqlite_synchronous, "normal"));
	cr_expect(eq(str, (char *)conf.algorithm, "HS256"));
}

Test(conf_conf, database_urls_of_other_tools_are_understood)
{
	static const struct {
		char given[64], taken[64];
	} cases[] = {
		{ "postgres://u:p@h/d", "postgresql://u:p@h/d" },
		{ "postgresql+asyncpg://u@h/d", "postgresql://u@h/d" },
		{ "postgresql+psycopg2://u@h/d", "postgresql://u@h/d" },
		{ "postgresql://a,b/d?x=y", "postgresql://a,b/d?x=y" },
		{ "sqlite+aiosqlite:///./dev.db", "sqlite:///./dev.db" },
		{ "sqlite:////var/lib/x.db", "sqlite:////var/lib/x.db" },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		setenv("DATABASE_URL", cases[i].given, 1);
		cr_assert(eq(int, load("", CONF_NEED_DATABASE), ERR_OK));
		cr_expect(
		    eq(str, (char *)conf.database_url, (char *)cases[i].taken));
	}
}

Test(conf_conf, a_database_url_is_composed_from_its_parts)
{
	static const struct {
		char lines[160], url[128];
	} cases[] = {
		{ "POSTGRES_SERVER=localhost\nPOSTGRES_USER=me\n"
		  "POSTGRES_PASSWORD='p@:/ %w'\nPOSTGRES_DB=clust",
		    "postgresql://me:p%40%3A%2F%20%25w@localhost:5432/clust" },
		{ "POSTGRES_SERVER=h\nPOSTGRES_DB=d\nPOSTGRES_PORT=1",
		    "postgresql://h:1/d" },
		{ "POSTGRES_SERVER=/run/postgresql\nPOSTGRES_DB=d\n"
		  "POSTGRES_USER=me",
		    "postgresql://me@%2Frun%2Fpostgresql:5432/d" },
		{ "POSTGRES_SERVER=::1\nPOSTGRES_DB=d",
		    "postgresql://[::1]:5432/d" },
		{ "POSTGRES_SERVER=h\nPOSTGRES_DB=d\n"
		  "DATABASE_URL=sqlite:///x",
		    "sqlite:///x" },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		cr_assert(
		    eq(int, load(cases[i].lines, CONF_NEED_DATABASE), ERR_OK),
		    "%s", f.detail);
		cr_expect(
		    eq(str, (char *)conf.database_url, (char *)cases[i].url));
	}
	cr_expect(eq(int, load("POSTGRES_SERVER=h", 0), ERR_CONFIG));
	cr_expect(str_has_prefix(f.detail, "POSTGRES_DB:"));
}

Test(conf_conf, site_urls_lose_their_last_slash)
{
	cr_assert(eq(int,
	    load("PUBLIC_URL=https://a.example/b//\n"
		 "VERIFICATION_BASE_URL=https://c/",
		0),
	    ERR_OK));
	cr_expect(eq(str, (char *)conf.public_url, "https://a.example/b"));
	cr_expect(eq(str, (char *)conf.verification_base_url, "https://c"));
}

Test(conf_conf, origins_are_taken_in_the_spellings_in_use)
{
	static const struct {
		char given[80], taken[80];
	} cases[] = {
		{ "", "" },
		{ "http://localhost,http://localhost:3000",
		    "http://localhost,http://localhost:3000" },
		{ " http://a , HTTPS://B.example/ ,",
		    "http://a,https://b.example" },
		{ "[\"http://a\", \"http://b\"]", "http://a,http://b" },
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		setenv("BACKEND_CORS_ORIGINS", cases[i].given, 1);
		cr_assert(eq(int, load("", 0), ERR_OK), "%s", f.detail);
		cr_expect(
		    eq(str, (char *)conf.cors_origins, (char *)cases[i].taken));
	}
}

Test(conf_conf, hosts_that_may_be_asked_are_listed_with_or_without_a_port)
{
	static const char bad[][32] = { "http://a", "a:b", "a/b", "a:123456",
		"u@a", "[::1" };

	cr_assert(eq(
	    int, load("OUTBOUND_ALLOW= A.example ,[::1]:8080,b:1", 0), ERR_OK));
	cr_expect(
	    eq(str, (char *)conf.outbound_allow, "a.example,[::1]:8080,b:1"));
	for (size_t i = 0; i < N_OF(bad); i++) {
		setenv("OUTBOUND_ALLOW", bad[i], 1);
		cr_expect(
		    eq(int, load("", 0), ERR_CONFIG), "%s is taken", bad[i]);
		cr_expect(str_has_prefix(f.detail, "OUTBOUND_ALLOW:"));
	}
}

Test(conf_conf, domains_that_sign_up_are_names_alone)
{
	static const char bad[][32] = { "a.example:1", "u@a.example", "a/b" };

	cr_assert(eq(int,
	    load("SIGNUP_DOMAINS= A.example ,b.example\nSIGNUP=Invite", 0),
	    ERR_OK));
	cr_expect(eq(str, (char *)conf.signup_domains, "a.example,b.example"));
	cr_expect(eq(str, (char *)conf.signup, "invite"));
	for (size_t i = 0; i < N_OF(bad); i++) {
		setenv("SIGNUP_DOMAINS", bad[i], 1);
		cr_expect(
		    eq(int, load("", 0), ERR_CONFIG), "%s is taken", bad[i]);
	}
}

static char *
dump(void)
{
	static char text[8192];
	FILE *out = tmpfile();

	conf_dump(&conf, out);
	rewind(out);
	text[fread(text, 1, sizeof(text) - 1, out)] = '\0';
	fclose(out);
	return text;
}

Test(conf_conf, no_secret_is_ever_told)
{
	static const char valid[] =
	    "SECRET_KEY=" SECRET "\n"
	    "SECRET_KEY_PREVIOUS=" SECRET "\nPOSTGRES_PASSWORD=hunter2\n"
	    "POSTGRES_SERVER=h\nPOSTGRES_DB=d\nSENDGRID_API_KEY=hunter2\n";

	cr_assert(eq(int, load(valid, 7), ERR_OK), "%s", f.detail);
	cr_expect(eq(ptr, strstr(dump(), "hunter2"), NULL));
	cr_expect(ne(ptr, strstr(dump(), "SECRET_KEY=********\n"), NULL));
	cr_expect(ne(ptr,
	    strstr(dump(), "DATABASE_URL=postgresql://:********@h:5432/d\n"),
	    NULL));
	/* nor by what is wrong with it, in whichever setting it ended up */
	for (size_t i = 0; conf_setting_at(i); i++) {
		char line[128];

		snprintf(line, sizeof(line), "%s=%s\x01",
		    conf_setting_at(i)->name, SECRET);
		cr_expect(load(line, 0) == ERR_CONFIG, "%s", line);
		cr_expect(eq(ptr, strstr(f.detail, "hunter2"), NULL));
	}
}

Test(conf_conf, a_dump_loads_again_as_it_was)
{
	char *before;

	cr_assert(eq(int,
		      load("PUBLIC_URL=https://a.example\n"
			   "DATABASE_URL=sqlite:////var/x y.db\n"
			   "MAIL_FROM=\"The \\\"Hearth\\\" \\\\ # 1 <h@x>\"\n"
			   "ORGANIZER_PROMOTION=no\nLOGIN_FAILURES=3\n",
			  0),
		      ERR_OK),
	    "%s", f.detail);
	cr_expect(
	    eq(str, (char *)conf.mail_from, "The \"Hearth\" \\ # 1 <h@x>"));
	before = strdup(dump());
	cr_assert(eq(int, load(before, 0), ERR_OK), "%s", f.detail);
	cr_expect(eq(str, dump(), before));
	free(before);
}

Test(conf_conf, the_table_is_in_order)
{
	size_t n = 0;

	for (const struct conf_setting *s; (s = conf_setting_at(n)); n++) {
		size_t help = strlen(s->help);

		cr_expect(strspn(s->name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") ==
			      strlen(s->name),
		    "%s", s->name);
		cr_expect(help > 10 && s->help[help - 1] == '.', "%s", s->name);
		cr_expect(s->min <= s->max, "%s", s->name);
		cr_expect(str_eq(s->type, "text") || str_eq(s->type, "int") ||
			  str_eq(s->type, "bool"));
		for (size_t i = 0; i < n; i++)
			cr_expect(ne(str, (char *)s->name,
			    (char *)conf_setting_at(i)->name));
	}
	cr_expect(gt(sz, n, 20));
}
