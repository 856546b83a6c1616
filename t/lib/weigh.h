/*
 * What one thing takes of the processors in what another one does, for tests
 * that are run by hand: processor time of this process, medians by turns.
 */
#ifndef T_LIB_WEIGH_H
#define T_LIB_WEIGH_H

enum { WEIGH_TURNS = 41, WEIGH_TIMES = 100 };

/* Until now, in microseconds. */
double weigh_now_us(void);
/* Of one of WEIGH_TIMES in a row. */
double weigh_spent_us(void (*fn)(void));
/* Of WEIGH_TURNS values, which are sorted. */
double weigh_median(double v[WEIGH_TURNS]);
/* Prints what the first takes, and in the second; the test fails when that is
 * more than most. Each says what it took, in microseconds; they are done by
 * turns, so that what else runs falls on both. */
void weigh(const char *name, double (*what)(void), double (*beside)(void),
    double most);

#endif
