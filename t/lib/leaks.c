/*
 * Leaks are looked for in the processes of tests. What the one keeps that runs
 * them is Criterion's.
 */
#include <criterion/hooks.h>
#include <stdbool.h>

#include "base/banned.h"

static bool is_runner;

ReportHook(PRE_ALL)(struct criterion_test_set *tests)
{
	(void)tests;
	is_runner = true;
}

/* The sanitizer asks it. */
int __lsan_is_turned_off(void);

int
__lsan_is_turned_off(void)
{
	return is_runner;
}
