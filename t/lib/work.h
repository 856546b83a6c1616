/*
 * The worker in process, on the database of an API test, and the mails that it
 * sends into a directory of the test's own.
 */
#ifndef T_LIB_WORK_H
#define T_LIB_WORK_H

#include <stdint.h>

struct db;

/* Does what the clock causes, then jobs until none is due; returns how many
 * there were. */
int work(void);
/* The same again and again until then (monotonic), with the same connection,
 * beside others, who may be in the way for too long; before each time something
 * is done between (NULL: nothing). Returns how often it came to where nothing
 * was due; until it has once, it goes on for half a minute more. */
int work_beside_others(int64_t end_us, void (*between)(struct db *db));
/* The same while no mail can leave; what failed is then due at once. */
void work_undelivered(void);
/* Removes files that nobody has, and what became none, however young. */
void work_sweep(void);
/* How many mails an address got; one of them, from 0, decoded, and the last;
 * NULL: none. */
int work_mails(const char *address);
char *work_mail_at(const char *address, int n);
char *work_mail(const char *address);
/* The same as it is. */
char *work_mail_raw(const char *address);
/* Forgets the mails. The test's engine_close calls it. */
void work_close(void);

/* Runs a statement of each engine: for what only time, or another version,
 * would do to rows. */
void work_sql(const char *postgresql, const char *sqlite);
/* So many people of whom nothing is known but that their first name is x. */
void work_people(int n);

#endif
