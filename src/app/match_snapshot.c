/*
 * Arrays that grow by a sixteenth, so that little of them is empty; what has
 * been replaced stays where it is.
 */
#include "app/match_snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

#include "base/banned.h"

enum { FEW = 64 };

/*
 * Memory.
 */

static void *
resize(void *p, size_t n, size_t size)
{
	p = reallocarray(p, n, size);
	bug_if(!p);
	return p;
}

static size_t
larger(size_t n)
{
	return n + n / 16 + FEW;
}

struct app_match_snapshot *
app_match_snapshot_new(struct space_id cluster)
{
	struct app_match_snapshot *s = calloc(1, sizeof(*s));

	bug_if(!s);
	s->cluster = cluster;
	return s;
}

void
app_match_snapshot_free(struct app_match_snapshot *s)
{
	if (!s)
		return;
	free(s->people);
	free(s->terms);
	free(s->weights);
	free(s->names);
	free(s->people_at);
	free(s->names_at);
	free(s);
}

size_t
app_match_snapshot_size(const struct app_match_snapshot *s)
{
	return sizeof(*s) + s->people_size * sizeof(*s->people) +
	       s->terms_size * (sizeof(*s->terms) + sizeof(*s->weights)) +
	       s->names_size * sizeof(*s->names) +
	       (s->people_mask + s->names_mask + 2) * sizeof(*s->people_at);
}

bool
app_match_snapshot_is_worn(const struct app_match_snapshot *s)
{
	return s->n_dead > FEW * FEW && s->n_dead > s->n_used / 2;
}

/*
 * Finding people and terms.
 */

/* Ids of people begin with their time and end with what is random. */
static uint64_t
hash_of(struct user_id id)
{
	uint64_t halves[2];

	memcpy(halves, id.v.b, sizeof(halves));
	return halves[0] * UINT64_C(0x9e3779b97f4a7c15) ^ halves[1];
}

/* Where it stands, or would. */
static size_t
place_of_person(const struct app_match_snapshot *s, struct user_id id)
{
	size_t i = hash_of(id) & s->people_mask;

	while (s->people_at[i] &&
	       !uuid_eq(s->people[s->people_at[i] - 1].id.v, id.v))
		i = (i + 1) & s->people_mask;
	return i;
}

static size_t
place_of_name(const struct app_match_snapshot *s, uint64_t term)
{
	size_t i = term & s->names_mask;

	while (s->names_at[i] && s->names[s->names_at[i] - 1] != term)
		i = (i + 1) & s->names_mask;
	return i;
}

/* An empty table with room for twice as many as there are. */
static uint32_t *
new_table(uint32_t *old, size_t n, size_t *mask)
{
	size_t size = FEW;

	while (size < n * 2)
		size *= 2;
	free(old);
	old = calloc(size, sizeof(*old));
	bug_if(!old);
	*mask = size - 1;
	return old;
}

static bool
is_full(const uint32_t *table, size_t mask, size_t n)
{
	return !table || n * 4 >= (mask + 1) * 3;
}

const struct app_match_person *
app_match_snapshot_find(const struct app_match_snapshot *s, struct user_id id)
{
	size_t i = s->n_people ? place_of_person(s, id) : 0;
	const struct app_match_person *p = s->n_people && s->people_at[i]
					       ? &s->people[s->people_at[i] - 1]
					       : NULL;

	return p && p->n2 ? p : NULL;
}

bool
app_match_snapshot_term(
    const struct app_match_snapshot *s, uint64_t term, uint32_t *number)
{
	size_t i = s->n_names ? place_of_name(s, term) : 0;

	if (!s->n_names || !s->names_at[i])
		return false;
	*number = s->names_at[i] - 1;
	return true;
}

/*
 * Writing.
 */

static void
index_people(struct app_match_snapshot *s)
{
	s->people_at = new_table(
	    s->people_at, s->n_people + 1, &s->people_mask);
	for (size_t i = 0; i < s->n_people; i++)
		s->people_at[place_of_person(s, s->people[i].id)] =
		    (uint32_t)i + 1;
}

static void
index_names(struct app_match_snapshot *s)
{
	s->names_at = new_table(s->names_at, s->n_names + 1, &s->names_mask);
	for (size_t i = 0; i < s->n_names; i++)
		s->names_at[place_of_name(s, s->names[i])] = (uint32_t)i + 1;
}

static struct app_match_person *
person_of(struct app_match_snapshot *s, struct user_id id)
{
	size_t at;

	if (is_full(s->people_at, s->people_mask, s->n_people))
		index_people(s);
	at = place_of_person(s, id);
	if (s->people_at[at])
		return &s->people[s->people_at[at] - 1];
	if (s->n_people == s->people_size) {
		s->people_size = larger(s->n_people);
		s->people = resize(
		    s->people, s->people_size, sizeof(*s->people));
	}
	s->people[s->n_people] = (struct app_match_person){ .id = id };
	s->people_at[at] = (uint32_t)++s->n_people;
	return &s->people[s->n_people - 1];
}

static uint32_t
number_of(struct app_match_snapshot *s, uint64_t term)
{
	size_t at;

	if (is_full(s->names_at, s->names_mask, s->n_names))
		index_names(s);
	at = place_of_name(s, term);
	if (s->names_at[at])
		return s->names_at[at] - 1;
	if (s->n_names == s->names_size) {
		s->names_size = larger(s->n_names);
		s->names = resize(s->names, s->names_size, sizeof(*s->names));
	}
	s->names[s->n_names] = term;
	s->names_at[at] = (uint32_t)++s->n_names;
	return (uint32_t)s->n_names - 1;
}

static void
make_room(struct app_match_snapshot *s, size_t n)
{
	if (s->n_used + n <= s->terms_size)
		return;
	s->terms_size = larger(s->n_used + n);
	s->terms = resize(s->terms, s->terms_size, sizeof(*s->terms));
	s->weights = resize(s->weights, s->terms_size, sizeof(*s->weights));
}

void
app_match_term_write(
    unsigned char out[APP_MATCH_TERM_SIZE], uint64_t term, int64_t weight)
{
	for (int i = 0; i < 8; i++)
		out[i] = (unsigned char)(term >> 8 * i);
	out[8] = (unsigned char)weight;
}

uint64_t
app_match_term_read(
    const unsigned char in[APP_MATCH_TERM_SIZE], int64_t *weight)
{
	uint64_t term = 0;

	for (int i = 0; i < 8; i++)
		term |= (uint64_t)in[i] << 8 * i;
	*weight = in[8];
	return term;
}

void
app_match_snapshot_set(struct app_match_snapshot *s, struct user_id id,
    struct bytes vector, struct bytes free)
{
	struct app_match_person *p = person_of(s, id);
	const unsigned char *from = vector.p;
	uint32_t n2 = 0;

	bug_if(vector.p && (vector.len % APP_MATCH_TERM_SIZE ||
			       vector.len > APP_MATCH_VECTOR_MAX ||
			       free.len != RULE_WEEK_SIZE));
	s->n_dead += p->n;
	p->n = vector.p ? vector.len / APP_MATCH_TERM_SIZE & UINT8_MAX : 0;
	p->first = (uint32_t)s->n_used;
	make_room(s, p->n);
	for (uint32_t i = 0; i < p->n; i++, from += APP_MATCH_TERM_SIZE) {
		int64_t weight;

		s->terms[s->n_used] = number_of(
		    s, app_match_term_read(from, &weight));
		s->weights[s->n_used++] = (uint8_t)weight;
		n2 += (uint32_t)(weight * weight);
	}
	p->n2 = n2 & 0xffffff; /* of 255 weights of 255 each it is less */
	if (p->n)
		p->free = rule_week_decode(free.p);
}
