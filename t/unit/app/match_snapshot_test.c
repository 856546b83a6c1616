/*
 * What a cluster takes in the memory of each process that is asked about it.
 */
#include "app/match_snapshot.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/banned.h"

enum { PEOPLE = 10000, LIKES = 20, TERMS = 500, SIZE_MAX_BYTES = 2000000 };

static struct app_match_snapshot *snapshot;

/* Person i likes twenty things now. */
static void
set(uint32_t i)
{
	unsigned char vector[LIKES * APP_MATCH_TERM_SIZE];
	unsigned char week[RULE_WEEK_SIZE] = { 0 };
	struct user_id id = { { { 0 } } };

	for (size_t k = 0; k < sizeof(i); k++)
		id.v.b[k] = (unsigned char)(i >> 8 * k);
	for (uint32_t k = 0; k < LIKES; k++)
		app_match_term_write(vector + k * APP_MATCH_TERM_SIZE,
		    1 + (i * 31 + k * 23) % TERMS, 1 + (i + k) % 100);
	app_match_snapshot_set(snapshot, id,
	    (struct bytes){ vector, sizeof(vector) },
	    (struct bytes){ week, sizeof(week) });
}

Test(app_match_snapshot, ten_thousand_people_take_two_megabytes)
{
	size_t size;

	snapshot = app_match_snapshot_new((struct space_id){ 0 });
	for (uint32_t i = 0; i < PEOPLE; i++)
		set(i);
	size = app_match_snapshot_size(snapshot);
	cr_expect(size <= SIZE_MAX_BYTES, "%zu", size);
	cr_expect(snapshot->n_people == PEOPLE && snapshot->n_names == TERMS);
	app_match_snapshot_free(snapshot);
}
