/*
 * A mail tells of a session from what somebody has never signed in from.
 */
#include <string.h>

#include "t/lib/oath.h"
#include "t/api/sign.h"
#include "t/lib/rows.h"
#include "t/lib/work.h"

#include "base/banned.h"

#define FIREFOX "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 "
#define CHROME                                                          \
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 " \
	"(KHTML, "                                                      \
	"like Gecko) Chrome/142.0.0.0 Safari/537.36"

/* Who comes, from where, one after another; is_new: a mail tells of it. */
static const struct {
	const char *agent, *from;
	bool is_new;
} logins[] = {
	{ FIREFOX "Firefox/140.0", "192.0.2.1", false }, /* the first ever */
	{ FIREFOX "Firefox/140.0", "192.0.2.1", false },
	{ FIREFOX "Firefox/141.0", "192.0.2.77", false },
	{ FIREFOX "Firefox/141.0", "192.0.3.1", true },
	{ CHROME, "192.0.2.1", true },
	{ CHROME, "::ffff:192.0.2.9", false },
	{ CHROME, "2001:db8:1:2::1", true },
	{ CHROME, "2001:db8:1:3::9", false },
	{ CHROME, "2001:db8:2:2::1", true },
	{ "curl/8.14.1", "192.0.2.1", true },
	{ "curl/9.0", "192.0.2.1", false },
	{ "wget/1.25", "192.0.2.1", true },
	{ NULL, "192.0.2.1", true },
	{ NULL, "192.0.2.1", false },
};

static void
log_in_from(const char *agent, const char *from)
{
	api_from(from);
	with("User-Agent", agent);
	expect(200, log_in("ann", GIVEN_PASSWORD));
}

Test_engines(api_known_device, a_mail_tells_of_one_that_is_new)
{
	int told = 0;

	given_member("ann", true);
	for (size_t i = 0; i < N_OF(logins); i++) {
		log_in_from(logins[i].agent, logins[i].from);
		told += logins[i].is_new;
		cr_expect(jobs_with("new_login", id("ann")) == told,
		    "%zu: %d mails", i, jobs_with("new_login", id("ann")));
	}
	expect_int(told + 1, (long)rows_where("known_device", "TRUE"));
}

/* What it says is of a table: whoever knows the password writes no mail. */
Test_engines(api_known_device, it_says_when_and_from_where)
{
	char *mail;

	given_member("ann", true);
	log_in_from(CHROME, "192.0.2.1");
	log_in_from("visit-http://evil.example", "198.51.100.7");
	work();
	mail = work_mail("ann@example.org");
	cr_assert(mail);
	cr_expect(strstr(mail, "198.51.100.7"), "%s", mail);
	cr_expect(strstr(mail, "a program that is no browser"), "%s", mail);
	cr_expect(strstr(mail, "(UTC)"), "%s", mail);
	cr_expect(!strstr(mail, "evil"), "%s", mail);
	log_in_from(FIREFOX "Firefox/140.0", "198.51.100.7");
	work();
	cr_expect(strstr(work_mail("ann@example.org"), "Firefox on Linux"),
	    "%s", work_mail("ann@example.org"));
	/* a row tells neither the address nor the program */
	expect_int(
	    0, (long)rows_where("known_device", "length(device_hash) <> 32"));
}

Test_engines(api_known_device, a_second_step_is_waited_for)
{
	given_member("ann", true);
	given_factor("ann");
	log_in_from(CHROME, "192.0.2.1");
	expect_int(0, (long)rows_where("known_device", "TRUE"));
}

/* Another SECRET_KEY makes nobody's devices new, and 90 days do. */
Test_engines(api_known_device, it_is_known_for_ninety_days_whatever_the_key)
{
	int told;

	given_member("ann", true);
	log_in_from(CHROME, "192.0.2.1");
	log_in_from(CHROME, "192.0.3.1");
	api_set("SECRET_KEY_PREVIOUS", GIVEN_SECRET);
	api_set("SECRET_KEY", "another secret of tests, as long as it");
	log_in_from(CHROME, "192.0.2.1");
	expect_int(1, jobs_with("new_login", NULL));
	api_set("SECRET_KEY_PREVIOUS", "");
	log_in_from(CHROME, "192.0.2.1");
	expect_int(1, jobs_with("new_login", NULL));
	expect_int(2, (long)rows_where("known_device", "TRUE"));
	work_sql(
	    "UPDATE known_device SET last_seen_at = now() - interval '91 days'",
	    "UPDATE known_device SET last_seen_at = last_seen_at - "
	    "91 * 86400000000");
	work();
	told = jobs_with("new_login", NULL);
	expect_int(1, (long)rows_where("known_device", "TRUE"));
	/* who comes after all that is not the first */
	log_in_from(CHROME, "198.51.100.7");
	expect_int(told + 1, jobs_with("new_login", NULL));
}

/* As by a version that knew of no devices. */
Test_engines(api_known_device, who_has_had_a_session_is_known)
{
	given_member("ann", true);
	log_in_from(CHROME, "192.0.2.1");
	work_sql("DELETE FROM known_device", "DELETE FROM known_device");
	log_in_from(CHROME, "198.51.100.7");
	expect_int(1, jobs_with("new_login", id("ann")));
}
