/*
 * Somebody, dan, with a row in every table that has rows of people. What there
 * is of them says PLANTED_TEXT, but for a telephone number and an address of
 * the network.
 */
#ifndef T_API_PLANTED_H
#define T_API_PLANTED_H

#define PLANTED_TEXT  "zyxo"
#define PLANTED_PHONE "+15550199777"
#define PLANTED_IP    "203.0.113.77"

/* dan, and what api/erasure_rows.h says; also eve, of whom some of it is. */
void given_planted(void);
/* A cluster "c" and a group "g" in it, both dan's, and eve in them. */
void given_planted_rooms(void);
/* An id as the engine's SQL has it. */
const char *planted_id(const char *uuid);

#endif
