/*
 * Counting and adding up: what happens to numbers while processes come, go and
 * are killed.
 */
#include "t/unit/metric/fixture.h"

#include "base/banned.h"

TestSuite(metric_metric, .init = begin, .fini = end);

Test(metric_metric, what_processes_count_is_added_up)
{
	struct metric *a = open_as("us"), *b = open_as("us");

	count(a, "x", 2);
	count(b, "x", 3);
	count(b, "y", 4);
	cr_expect(eq(u64, total(a, "x"), 5));
	cr_expect(eq(u64, total(b, "y"), 4));
	cr_expect(eq(sz, n_processes(a), 2));
	metric_close(a);
	cr_expect(eq(u64, total(b, "x"), 5), "it was counted");
	cr_expect(eq(sz, n_processes(b), 1));
	metric_close(b);
}

Test(metric_metric, who_takes_a_slot_goes_on_with_its_numbers)
{
	struct metric *m = open_as("us");
	uint64_t *cells = metric_cells(m, METRIC_PROGRAM, "hearth");

	count(m, "x", 2);
	cr_expect(eq(u64, *cells, 1), "one process has started");
	metric_close(m);
	m = open_as("us");
	count(m, "x", 1);
	cr_expect(eq(u64, total(m, "x"), 3));
	cr_expect(eq(u64, *metric_cells(m, METRIC_PROGRAM, "hearth"), 2));
	metric_close(m);
}

Test(metric_metric, a_row_has_kind_and_name)
{
	struct metric *m = open_as("us");
	uint64_t *a = metric_cells(m, METRIC_JOB, "a");

	cr_expect(eq(ptr, metric_cells(m, METRIC_JOB, "a"), a));
	cr_expect(ne(ptr, metric_cells(m, METRIC_JOB, "ab"), a));
	cr_expect(ne(ptr, metric_cells(m, METRIC_QUERY, "a"), a));
	metric_close(m);
}

/* What another version left in a file is read by these numbers. */
Test(metric_metric, rows_are_as_their_format_has_them)
{
	static const size_t format_1[METRIC_KINDS] = {
		[METRIC_OPERATION] = 19,
		[METRIC_QUERY] = 2,
		[METRIC_DATABASE] = 3,
		[METRIC_JOB] = 6,
		[METRIC_MAIL] = 14,
		[METRIC_PROGRAM] = 1,
	};

	cr_expect(eq(int, METRIC_KINDS, 6));
	for (int kind = 0; kind < METRIC_KINDS; kind++)
		cr_expect(eq(sz, metric_cells_of((enum metric_kind)kind),
			      format_1[kind]),
		    "kind %d: a new format needs another FORMAT in file.c",
		    kind);
}

Test(metric_metric, a_time_falls_into_the_bucket_that_bounds_it)
{
	static const struct {
		int64_t us;
		size_t bucket;
	} cases[] = { { -5, 0 }, { 0, 0 }, { 1000, 0 }, { 1001, 1 },
		{ 10000000, METRIC_BUCKETS - 2 },
		{ 10000001, METRIC_BUCKETS - 1 },
		{ INT64_MAX / 2, METRIC_BUCKETS - 1 } };

	for (size_t i = 0; i < N_OF(cases); i++) {
		uint64_t cells[METRIC_TIME_CELLS] = { 0 };

		metric_add_time(cells, cases[i].us);
		cr_expect(eq(u64, cells[cases[i].bucket], 1), "case %zu", i);
		cr_expect(eq(u64, cells[METRIC_BUCKETS],
		    cases[i].us < 0 ? 0 : (uint64_t)cases[i].us));
	}
}

/* Counts for ever, and tells of each thousand. */
static void
count_until_killed(void)
{
	struct metric *m = open_as("us");
	uint64_t *cells = metric_cells(m, METRIC_JOB, "x");

	for (;;) {
		for (int i = 0; i < 1000; i++)
			metric_add(cells, 1);
		say('.');
	}
}

Test(metric_metric, sums_never_fall_while_processes_are_killed, .timeout = 60)
{
	struct metric *m = open_as("us");
	uint64_t told = 0, last = 0;

	for (int round = 0; round < 50; round++) {
		pid_t pid = start(count_until_killed);

		for (int i = 0; i < 1 + round % 7; i++) {
			hear();
			told += 1000;
		}
		cr_expect(ge(u64, total(m, "x"), told));
		kill_and_wait(pid);
		cr_expect(ge(u64, total(m, "x"), last));
		last = total(m, "x");
	}
	cr_expect(eq(sz, n_processes(m), 1));
	cr_expect(le(u64, *metric_cells(m, METRIC_PROGRAM, "hearth"), 51));
	metric_close(m);
}

/* Adds a row and is killed while it adds another. */
static void
add_rows_until_killed(void)
{
	struct metric *m = open_as("us");
	char name[METRIC_NAME_SIZE];

	for (int i = 0;; i++) {
		snprintf(name, sizeof(name), "row-%d", i % 300);
		count(m, name, 1);
		if (i == 20)
			say('.');
	}
}

Test(metric_metric, a_process_killed_while_it_adds_a_row_leaves_whole_ones,
    .timeout = 60)
{
	for (int round = 0; round < 30; round++) {
		pid_t pid = start(add_rows_until_killed);
		struct metric *m;

		hear();
		kill_and_wait(pid);
		m = open_as("us");
		for (int i = 0; i < 20; i++) {
			char name[METRIC_NAME_SIZE];

			snprintf(name, sizeof(name), "row-%d", i);
			cr_expect(gt(u64, total(m, name), 0), "%s", name);
		}
		metric_close(m);
	}
}

Test(metric_metric, a_full_slot_counts_what_it_knows_and_says_so_once)
{
	struct metric *m = open_as("us");
	uint64_t *nobodys = NULL;
	char name[METRIC_NAME_SIZE];

	count(m, "first", 1);
	for (int i = 0; i < 2000; i++) {
		snprintf(name, sizeof(name), "row-%d", i);
		nobodys = metric_cells(m, METRIC_JOB, name);
		metric_add(nobodys, 1);
	}
	cr_expect(eq(ptr, metric_cells(m, METRIC_JOB, "another"), nobodys));
	count(m, "first", 1);
	cr_expect(eq(u64, total(m, "first"), 2));
	cr_expect(eq(u64, total(m, "another"), 0));
	metric_close(m);
}

Test(metric_metric, a_name_that_is_too_long_is_cut_and_still_one_row)
{
	static const char name[] = "0123456789012345678901234567890123456789"
				   "01234567890123456789";
	struct metric *m = open_as("us");

	cr_expect(eq(ptr, metric_cells(m, METRIC_JOB, name),
	    metric_cells(m, METRIC_JOB, name)));
	metric_close(m);
}
