/*
 * What a User-Agent says, of programs as they send it.
 */
#include "rule/agent.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

#define WEBKIT "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 "

static const struct {
	const char *agent, *shown, *program;
} rows[] = {
	{ "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 "
	  "Firefox/140.0",
	    "Firefox on Linux", "" },
	{ "Mozilla/5.0 (Windows NT 10.0; Win64; x64) " WEBKIT "Safari/537.36 "
	  "Edg/142.0.0.0",
	    "Edge on Windows", "" },
	{ "Mozilla/5.0 (Windows NT 10.0; Win64; x64) " WEBKIT "Safari/537.36 "
	  "OPR/120.0.0.0",
	    "Opera on Windows", "" },
	{ "Mozilla/5.0 (Linux; Android 10; K) " WEBKIT "Mobile Safari/537.36",
	    "Chrome on Android", "" },
	{ "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) " WEBKIT "Safari/537.36",
	    "Chrome on ChromeOS", "" },
	{ "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) "
	  "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 "
	  "Safari/604.1",
	    "Safari on iPhone", "" },
	{ "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) "
	  "AppleWebKit/605.1.15 "
	  "(KHTML, like Gecko) Version/18.6 Safari/605.1.15",
	    "Safari on macOS", "" },
	{ "Firefox/1", "Firefox", "" },
	{ "curl/8.14.1", "a program that is no browser", "curl" },
	{ "okhttp/4.12.0", "a program that is no browser", "okhttp" },
	{ "MyApp (Linux)", "a program that is no browser on Linux", "MyApp" },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	    "a program that is no browser",
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
	{ "", "a program that is no browser", "" },
	{ NULL, "a program that is no browser", "" },
};

Test(rule_agent, is_what_people_call_it)
{
	for (size_t i = 0; i < N_OF(rows); i++) {
		struct rule_agent agent;
		char shown[RULE_AGENT_SHOWN_SIZE];

		rule_agent_read(rows[i].agent, &agent);
		rule_agent_show(&agent, shown);
		cr_expect(str_eq(shown, rows[i].shown), "%zu: %s", i, shown);
		cr_expect(str_eq(agent.program, rows[i].program), "%zu: %s", i,
		    agent.program);
	}
}
