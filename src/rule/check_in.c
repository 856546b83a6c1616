/*
 * Nothing is decided when something is reported: whenever more is known of a
 * party all of it happens again, in the order in which it was.
 */
#include "rule/check_in.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

bool
rule_check_in_is_before(
    const struct rule_check_in *a, const struct rule_check_in *b)
{
	return a->at_us != b->at_us ? a->at_us < b->at_us
				    : strcmp(a->nonce, b->nonce) < 0;
}

static int
compare(const void *a, const void *b)
{
	const struct rule_check_in *const *one = a, *const *other = b;

	return rule_check_in_is_before(*other, *one) -
	       rule_check_in_is_before(*one, *other);
}

static void
count(struct rule_check_in_party *p, struct rule_check_in *c, int64_t persons)
{
	p->inside += persons;
	c->moved += persons;
	if (p->n == 0 && p->inside > p->arrived) {
		c->arrivals = p->inside - p->arrived;
		p->arrived = p->inside;
	}
}

static void
enter(struct rule_check_in_party *p, struct rule_check_in *c,
    struct rule_check_in_place *place)
{
	place->is_inside = true;
	count(p, c, 1);
	if (place->arrived_at.set)
		return;
	place->arrived_at = (struct opt_time){ true, c->at_us };
	p->arrived++;
	c->arrivals++;
}

static void
leave(struct rule_check_in_party *p, struct rule_check_in *c,
    struct rule_check_in_place *place)
{
	place->is_inside = false;
	count(p, c, -1);
}

/* One with a ticket. */
static void
move_one(struct rule_check_in_party *p, struct rule_check_in *c)
{
	struct rule_check_in_place *place = &p->places[c->place];

	if (place->is_inside == !c->is_out)
		c->result = c->is_forced ? CHECK_IN_RESULT_OK
			    : c->is_out	 ? CHECK_IN_RESULT_NOT_IN
					 : CHECK_IN_RESULT_ALREADY_IN;
	else if (c->is_out)
		leave(p, c, place);
	else
		enter(p, c, place);
}

/* How many could go that way. */
static int64_t
find_room(const struct rule_check_in_party *p, const struct rule_check_in *c)
{
	int64_t others = 0;

	if (c->is_out)
		return p->inside;
	for (size_t i = 0; i < p->n; i++)
		others += p->places[i].is_valid && !p->places[i].is_inside;
	if (p->n == 0 || others > c->party - p->inside)
		others = c->party - p->inside;
	return others > 0 ? others : 0;
}

/* The first of those who could go that way. */
static void
move_places(
    struct rule_check_in_party *p, struct rule_check_in *c, int64_t persons)
{
	for (size_t i = 0; persons > 0 && i < p->n; i++) {
		struct rule_check_in_place *place = &p->places[i];

		if (c->is_out ? !place->is_inside
			      : place->is_inside || !place->is_valid)
			continue;
		if (c->is_out)
			leave(p, c, place);
		else
			enter(p, c, place);
		persons--;
	}
}

/* So many of a party. */
static void
move_some(struct rule_check_in_party *p, struct rule_check_in *c)
{
	int64_t room = find_room(p, c);
	int64_t persons = c->persons.set ? c->persons.v : room;

	if ((persons > room || persons == 0) && !c->is_forced) {
		c->result = c->is_out ? CHECK_IN_RESULT_NOT_IN
				      : CHECK_IN_RESULT_ALREADY_IN;
		return;
	}
	if (c->is_out && persons > room)
		persons = room;
	if (p->n)
		move_places(p, c, persons);
	else
		count(p, c, c->is_out ? -persons : persons);
}

void
rule_check_in_replay(
    struct rule_check_in_party *party, struct rule_check_in **all, size_t n)
{
	qsort(all, n, sizeof(struct rule_check_in *), compare);
	for (size_t i = 0; i < n; i++) {
		all[i]->result = all[i]->refused;
		all[i]->moved = all[i]->arrivals = 0;
		if (all[i]->refused != CHECK_IN_RESULT_OK)
			continue;
		if (all[i]->place >= 0)
			move_one(party, all[i]);
		else
			move_some(party, all[i]);
	}
}
