/*
 * What becomes of a domain that was looked at: pending -> verified -> lapsed,
 * and back to verified.
 */
#ifndef RULE_DOMAIN_H
#define RULE_DOMAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/opt.h"
#include "generated/words.h"

/* What was found of the record that proves it. */
enum rule_domain_look {
	RULE_DOMAIN_FOUND,
	RULE_DOMAIN_MISSING,
	RULE_DOMAIN_UNKNOWN /* nobody could tell, which counts for nothing */
};

enum { RULE_DOMAIN_CLAIM_DAYS = 30 }; /* that an unproved one stays */

struct rule_domain {
	enum domain_state state;
	struct opt_time failing_since; /* the record is missing */
	int64_t check_at;	       /* when to look again; not looked at */
	bool is_gone;		       /* it was never proved in time */
};

/* The domain after a look at now. One that was proved lapses when its record
 * was missing at two looks a week apart. A time to come, which a wrong clock
 * has written, counts as now. */
struct rule_domain rule_domain_looked_at(const struct rule_domain *before,
    int64_t created_at, enum rule_domain_look look, int64_t now_us);

/* Whether addresses at host are at the domain, or below it when that counts
 * too. Both are as text_domain writes them. What is public parts its owners: a
 * domain above it does not reach below it. */
bool rule_domain_covers(
    const char *domain, bool with_subdomains, const char *host);

#endif
