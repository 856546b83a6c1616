/*
 * A rule is cut by walking along it once, from its start.
 */
#include "rule/recurrence_part.h"

#include "base/clock.h"

#include "base/banned.h"

/* A rule around a wall time. */
struct cut {
	bool has_before, has_first, has_second;
	int64_t before_us; /* its last date until then */
	int64_t first_us;  /* its first date since */
	int64_t made;	   /* so many were before */
};

static struct cut
cut(const struct rule_recurrence_set *set, int64_t wall_us)
{
	const struct rule_recurrence_set alone = {
		.rule = set->rule, .zone = set->zone, .start_us = set->start_us
	};
	struct rule_recurrence_walk w;
	struct cut c = { 0 };
	int64_t us;

	rule_recurrence_begin(&w, &alone, rule_recurrence_start(&alone),
	    wall_us + RULE_RECURRENCE_YEARS * 366 * CLOCK_DAY_US);
	while (!c.has_second && rule_recurrence_next(&w, &us)) {
		c.has_second = c.has_first;
		if (us < wall_us) {
			c.has_before = true;
			c.before_us = us;
			c.made++;
		} else if (!c.has_first) {
			c.has_first = true;
			c.first_us = us;
		}
	}
	return c;
}

static size_t
count_before(const struct rule_recurrence_dates *dates, int64_t wall_us)
{
	size_t n = 0;

	while (n < dates->n && dates->wall_us[n] < wall_us)
		n++;
	return n;
}

static struct rule_recurrence_dates
skip(const struct rule_recurrence_dates *dates, size_t n)
{
	return (
	    struct rule_recurrence_dates){ dates->n - n, dates->wall_us + n };
}

/* One more, before all others. */
static struct rule_recurrence_dates
put_first(struct arena *arena, int64_t wall_us,
    const struct rule_recurrence_dates *dates)
{
	int64_t *v = arena_array(arena, dates->n + 1, sizeof(*v));

	v[0] = wall_us;
	for (size_t i = 0; i < dates->n; i++)
		v[i + 1] = dates->wall_us[i];
	return (struct rule_recurrence_dates){ dates->n + 1, v };
}

static const struct rule_recurrence *
with_count(
    struct arena *arena, const struct rule_recurrence *rule, int64_t count)
{
	struct rule_recurrence *copy = arena_new(arena, struct rule_recurrence);

	*copy = *rule;
	copy->count = count;
	return copy;
}

/* The start is a date that was before, and left out. */
static void
start_before(
    struct arena *arena, int64_t wall_us, struct rule_recurrence_set *out)
{
	out->start_us = wall_us;
	out->exdates = put_first(arena, wall_us, &out->exdates);
}

/* What the rule has left, and the dates beside it since. */
static void
go_on(struct arena *arena, const struct cut *c, struct rule_recurrence_set *out)
{
	bool is_early = out->rdates.n && out->rdates.wall_us[0] < c->first_us;
	bool is_before = c->has_before && (is_early || !c->has_second);

	if (is_before)
		start_before(arena, c->before_us, out);
	else
		out->start_us = c->first_us;
	if (out->rule->count)
		out->rule = with_count(
		    arena, out->rule, out->rule->count - c->made + is_before);
}

/* Dates beside a rule that has ended. */
static void
go_on_without_rule(
    struct arena *arena, const struct cut *c, struct rule_recurrence_set *out)
{
	out->rule = NULL;
	if (c->has_before && out->rdates.n == 1) {
		start_before(arena, c->before_us, out);
		return;
	}
	out->start_us = out->rdates.wall_us[0];
	out->rdates = skip(&out->rdates, 1);
}

/* What is beside the rule, since; the last of it before, where the rule has
 * ended, is the last date before. */
static void
cut_dates(int64_t wall_us, struct cut *c, struct rule_recurrence_set *out)
{
	size_t n = count_before(&out->rdates, wall_us);
	int64_t before_us = n ? out->rdates.wall_us[n - 1] : INT64_MIN;

	if (!c->has_first && n &&
	    (!c->has_before || before_us > c->before_us)) {
		c->has_before = true;
		c->before_us = before_us;
	}
	out->rdates = skip(&out->rdates, n);
	out->exdates = skip(
	    &out->exdates, count_before(&out->exdates, wall_us));
}

bool
rule_recurrence_since(struct arena *arena,
    const struct rule_recurrence_set *set, int64_t wall_us,
    struct rule_recurrence_set *out)
{
	struct cut c = { 0 };

	*out = *set;
	if (set->rule)
		c = cut(set, wall_us);
	else
		out->rdates = put_first(arena, set->start_us, &set->rdates);
	cut_dates(wall_us, &c, out);
	if (c.has_first)
		go_on(arena, &c, out);
	else if (out->rdates.n)
		go_on_without_rule(arena, &c, out);
	else
		return false;
	return true;
}

void
rule_recurrence_before(struct arena *arena,
    const struct rule_recurrence_set *set, int64_t wall_us,
    struct rule_recurrence_set *out)
{
	struct rule_recurrence *rule;
	struct cut c;

	*out = *set;
	out->rdates.n = count_before(&set->rdates, wall_us);
	out->exdates.n = count_before(&set->exdates, wall_us);
	if (!set->rule)
		return;
	c = cut(set, wall_us);
	if (!c.has_first)
		return; /* it ends before by itself */
	rule = arena_new(arena, struct rule_recurrence);
	*rule = *set->rule;
	out->rule = rule;
	if (rule->count) {
		rule->count = c.made;
		return;
	}
	rule->until = set->all_day ? RULE_RECURRENCE_UNTIL_DAY
				   : RULE_RECURRENCE_UNTIL_WALL;
	rule->until_us = wall_us -
			 (set->all_day ? CLOCK_DAY_US : CLOCK_SECOND_US);
}

/* Without those that no calendar has then. */
static struct rule_recurrence_dates
moved(struct arena *arena, const struct rule_recurrence_dates *dates,
    int64_t by_us)
{
	int64_t *v = arena_array(arena, dates->n, sizeof(*v));
	size_t n = 0;

	for (size_t i = 0; i < dates->n; i++)
		if (clock_can_format(dates->wall_us[i] + by_us))
			v[n++] = dates->wall_us[i] + by_us;
	return (struct rule_recurrence_dates){ n, v };
}

void
rule_recurrence_move(
    struct arena *arena, struct rule_recurrence_set *set, int64_t by_us)
{
	struct rule_recurrence *rule;

	set->start_us += by_us;
	set->rdates = moved(arena, &set->rdates, by_us);
	set->exdates = moved(arena, &set->exdates, by_us);
	if (!set->rule || set->rule->until == RULE_RECURRENCE_FOR_EVER)
		return;
	rule = arena_new(arena, struct rule_recurrence);
	*rule = *set->rule;
	rule->until_us += by_us;
	set->rule = rule;
}
