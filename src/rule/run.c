#include "rule/run.h"

#include "base/clock.h"

#include "base/banned.h"

enum run_status
rule_run_status(const struct rule_run *r, int64_t now_us)
{
	return r->status == RUN_STATUS_SCHEDULED && now_us >= r->starts_us
		   ? RUN_STATUS_OPEN
		   : r->status;
}

bool
rule_run_is_overdue(const struct rule_run *r, int64_t now_us)
{
	return rule_run_status(r, now_us) == RUN_STATUS_OPEN &&
	       now_us >= r->overdue_us;
}

struct opt_time
rule_run_wake(int64_t starts_us)
{
	return (struct opt_time){ true,
		starts_us - RULE_RUN_REMIND_M * CLOCK_MINUTE_US };
}

int64_t
rule_run_misses_us(const struct rule_run *r, enum missed_policy policy,
    struct opt_time next_start)
{
	int64_t last = r->due_us + RULE_RUN_KEPT_D * CLOCK_DAY_US;

	return policy == MISSED_POLICY_SKIP && next_start.set &&
		       next_start.v < last
		   ? next_start.v
		   : last;
}

static enum rule_run_turn
step_of_scheduled(struct rule_run *r)
{
	if (r->wake.v < r->starts_us) {
		r->wake.v = r->starts_us;
		return RULE_RUN_REMINDS;
	}
	r->status = RUN_STATUS_OPEN;
	r->wake.v = r->overdue_us;
	return RULE_RUN_OPENS;
}

/* One that is missed has been overdue before, be it for a second. */
static enum rule_run_turn
step_of_open(struct rule_run *r, int64_t misses_us)
{
	int64_t first = r->overdue_us + CLOCK_SECOND_US;

	if (r->wake.v < first) {
		r->wake.v = misses_us > first ? misses_us : first;
		return RULE_RUN_IS_OVERDUE;
	}
	r->status = RUN_STATUS_MISSED;
	r->wake = (struct opt_time){ 0 };
	return RULE_RUN_IS_MISSED;
}

enum rule_run_turn
rule_run_step(struct rule_run *r, int64_t misses_us, int64_t now_us)
{
	if (!r->wake.set || r->wake.v > now_us)
		return RULE_RUN_RESTS;
	return r->status == RUN_STATUS_SCHEDULED ? step_of_scheduled(r)
						 : step_of_open(r, misses_us);
}
