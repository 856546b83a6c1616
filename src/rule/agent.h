/*
 * What sent a request, as its User-Agent has it: of browsers what people call
 * them. Who sends it can write anything there, so nothing of it that is not in
 * a table here is shown to anybody.
 */
#ifndef RULE_AGENT_H
#define RULE_AGENT_H

enum { RULE_AGENT_PROGRAM_MAX = 32, RULE_AGENT_SHOWN_SIZE = 64 };

struct rule_agent {
	const char *browser, *system; /* static; NULL: none of those known */
	/* of what is no such browser the first word, without its version */
	char program[RULE_AGENT_PROGRAM_MAX + 1];
};

/* Reads one; NULL is "". */
void rule_agent_read(const char *user_agent, struct rule_agent *out);

/* "Firefox on Linux", "Firefox", or what stands for anything else. */
void rule_agent_show(
    const struct rule_agent *agent, char out[RULE_AGENT_SHOWN_SIZE]);

#endif
