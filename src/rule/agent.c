/*
 * Browsers name those that they want to be taken for: the first row that
 * matches counts (https://developer.mozilla.org/docs/Web/HTTP/Reference/
 * Headers/User-Agent).
 */
#include "rule/agent.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

struct row {
	const char *mark, *name;
};

static const struct row browsers[] = {
	{ "Edg", "Edge" },
	{ "OPR/", "Opera" },
	{ "SamsungBrowser/", "Samsung Internet" },
	{ "Vivaldi/", "Vivaldi" },
	{ "Firefox/", "Firefox" },
	{ "FxiOS/", "Firefox" },
	{ "CriOS/", "Chrome" },
	{ "Chrome/", "Chrome" },
	{ "Safari/", "Safari" },
};

static const struct row systems[] = {
	{ "Windows", "Windows" },
	{ "Android", "Android" },
	{ "iPhone", "iPhone" },
	{ "iPad", "iPad" },
	{ "CrOS", "ChromeOS" },
	{ "Mac OS X", "macOS" },
	{ "Linux", "Linux" },
};

static const char *
find(const struct row *rows, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		if (strstr(text, rows[i].mark))
			return rows[i].name;
	return NULL;
}

void
rule_agent_read(const char *user_agent, struct rule_agent *out)
{
	const char *text = user_agent ? user_agent : "";
	size_t len = strcspn(text, "/ (");

	*out = (struct rule_agent){ .browser = find(
					browsers, N_OF(browsers), text),
		.system = find(systems, N_OF(systems), text) };
	if (out->browser)
		return;
	if (len > RULE_AGENT_PROGRAM_MAX)
		len = RULE_AGENT_PROGRAM_MAX;
	memcpy(out->program, text, len);
}

void
rule_agent_show(const struct rule_agent *agent, char out[RULE_AGENT_SHOWN_SIZE])
{
	snprintf(out, RULE_AGENT_SHOWN_SIZE, "%s%s%s",
	    agent->browser ? agent->browser : "a program that is no browser",
	    agent->system ? " on " : "", agent->system ? agent->system : "");
}
