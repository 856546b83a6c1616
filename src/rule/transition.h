/*
 * State machines as tables: which verb leads from which state to which.
 */
#ifndef RULE_TRANSITION_H
#define RULE_TRANSITION_H

#include <stddef.h>

#include "base/attr.h"
#include "base/fault.h"

/* One edge. A machine is an array of them that ends with a NULL verb. */
struct rule_transition {
	const char *verb, *from, *to;
	const char *why; /* a sentence for the reader of the table */
};

/* draft -> published -> completed; cancelled from draft and published. */
extern const struct rule_transition rule_event_transitions[];

/*
 * Finds the state that verb leads to from the state from. Else
 * ERR_INVALID_TRANSITION; the problem's members tell from, to and the states
 * that are allowed from there.
 */
MUST_CHECK enum err rule_transition_find(const struct rule_transition *machine,
    const char *verb, const char *from, struct fault *f, const char **to);

#endif
