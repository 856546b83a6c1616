/*
 * What is so of the seats of an event and the line before them, whatever has
 * happened.
 */
#ifndef T_API_LINE_H
#define T_API_LINE_H

/* Counts are what the rows say, no seat is sold twice, and nobody waits who
 * would fit. event: its id. */
void expect_line(const char *event);

#endif
