#include "t/lib/weigh.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/bug.h"

#include "base/banned.h"

double
weigh_now_us(void)
{
	struct timespec t;

	bug_if(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t));
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

double
weigh_spent_us(void (*fn)(void))
{
	double began = weigh_now_us();

	for (int i = 0; i < WEIGH_TIMES; i++)
		fn();
	return (weigh_now_us() - began) / WEIGH_TIMES;
}

static int
compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

double
weigh_median(double v[WEIGH_TURNS])
{
	qsort(v, WEIGH_TURNS, sizeof(*v), compare);
	return v[WEIGH_TURNS / 2];
}

void
weigh(
    const char *name, double (*what)(void), double (*beside)(void), double most)
{
	double us[WEIGH_TURNS], ratio[WEIGH_TURNS], of;

	what();
	beside();
	for (int i = 0; i < WEIGH_TURNS; i++) {
		us[i] = what();
		ratio[i] = us[i] / beside();
	}
	of = weigh_median(ratio);
	printf("%-40s %9.2f us, %.2f of it (at most %.1f)\n", name,
	    weigh_median(us), of, most);
	fflush(stdout);
	cr_expect(of <= most, "%s: %g", name, of);
}
