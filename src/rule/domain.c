#include "rule/domain.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "text/domain.h"

#include "base/banned.h"

#define DAY  CLOCK_DAY_US
#define WEEK (7 * CLOCK_DAY_US)

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Until it goes, which it does not before anybody could tell. */
static struct rule_domain
still_pending(int64_t created_at, enum rule_domain_look look, int64_t now_us)
{
	int64_t end = earlier(created_at, now_us) +
		      RULE_DOMAIN_CLAIM_DAYS * DAY;
	bool is_over = end <= now_us;

	return (struct rule_domain){ .state = DOMAIN_STATE_PENDING,
		.check_at = is_over ? now_us + DAY : end,
		.is_gone = is_over && look == RULE_DOMAIN_MISSING };
}

static struct rule_domain
missed(const struct rule_domain *before, int64_t now_us)
{
	int64_t since = before->failing_since.set
			    ? earlier(before->failing_since.v, now_us)
			    : now_us;
	bool is_lapsed = before->state == DOMAIN_STATE_LAPSED ||
			 now_us - since >= WEEK;

	return (struct rule_domain){
		.state = is_lapsed ? DOMAIN_STATE_LAPSED
				   : DOMAIN_STATE_VERIFIED,
		.failing_since = { true, since },
		.check_at = is_lapsed ? now_us + WEEK : since + WEEK,
	};
}

struct rule_domain
rule_domain_looked_at(const struct rule_domain *before, int64_t created_at,
    enum rule_domain_look look, int64_t now_us)
{
	struct rule_domain same = *before;

	same.check_at = now_us + DAY;
	if (look == RULE_DOMAIN_FOUND)
		return (struct rule_domain){ .state = DOMAIN_STATE_VERIFIED,
			.check_at = now_us + WEEK };
	if (before->state == DOMAIN_STATE_PENDING)
		return still_pending(created_at, look, now_us);
	return look == RULE_DOMAIN_MISSING ? missed(before, now_us) : same;
}

bool
rule_domain_covers(const char *domain, bool with_subdomains, const char *host)
{
	size_t len = strlen(domain), host_len = strlen(host);
	const char *registered = text_domain_registered(host);

	if (str_eq(domain, host))
		return true;
	return with_subdomains && len < host_len &&
	       host[host_len - len - 1] == '.' &&
	       str_eq(host + host_len - len, domain) && registered &&
	       len >= strlen(registered);
}
