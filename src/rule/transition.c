/*
 * The tables, and the one function that reads them. States and verbs are the
 * program's own words; nothing here needs escaping.
 */
#include "rule/transition.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

const struct rule_transition rule_event_transitions[] = {
	{ "publish", "draft", "published", "people may see it and answer" },
	{ "cancel", "draft", "cancelled",
	    "it was given up before anybody saw it" },
	{ "cancel", "published", "cancelled", "everybody who comes is told" },
	{ NULL, NULL, NULL, NULL },
};

/* Appends one more state to a JSON array in text. */
static void
append_state(char *text, size_t size, const char *state)
{
	size_t len = strlen(text);

	snprintf(text + len, size - len, "%s\"%s\"", len ? "," : "", state);
}

enum err
rule_transition_find(const struct rule_transition *machine, const char *verb,
    const char *from, struct fault *f, const char **to)
{
	const char *target = "";
	char allowed[FAULT_TEXT / 2] = "";

	for (const struct rule_transition *t = machine; t->verb; t++) {
		if (str_eq(t->verb, verb))
			target = t->to;
		if (!str_eq(t->from, from))
			continue;
		if (str_eq(t->verb, verb)) {
			*to = t->to;
			return ERR_OK;
		}
		append_state(allowed, sizeof(allowed), t->to);
	}
	fault(f, ERR_INVALID_TRANSITION, "Not possible while it is %s.", from);
	snprintf(f->members, sizeof(f->members),
	    "\"from\":\"%s\",\"to\":\"%s\",\"allowed\":[%s]", from, target,
	    allowed);
	return ERR_INVALID_TRANSITION;
}
