/*
 * Amounts of money: whole numbers of the smallest unit of their currency, which
 * people write as decimals. Never a float.
 */
#ifndef RULE_MONEY_H
#define RULE_MONEY_H

#include <stdbool.h>
#include <stdint.h>

/* So many digits an amount has before the point. */
enum { RULE_MONEY_DIGITS = 9 };

/* Reads "12", "12.5" or "12.50" of a currency whose amounts have so many digits
 * behind the point (0 to 3, ISO 4217). False for anything else: a sign, more
 * digits, none before or behind a point. */
bool rule_money_parse(const char *text, int64_t digits, int64_t *minor);

#endif
