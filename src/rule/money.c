/*
 * From what people write to whole numbers.
 */
#include "rule/money.h"

#include <ctype.h>

#include "base/banned.h"

/* Reads at most so many digits into *n; how many there were. */
static int64_t
read_digits(const char **text, int64_t most, int64_t *n)
{
	int64_t count = 0;

	for (; count < most && isdigit((unsigned char)**text); count++)
		*n = *n * 10 + (*(*text)++ - '0');
	return count;
}

bool
rule_money_parse(const char *text, int64_t digits, int64_t *minor)
{
	int64_t behind = 0;

	*minor = 0;
	if (read_digits(&text, RULE_MONEY_DIGITS, minor) == 0)
		return false;
	if (*text == '.') {
		text++;
		behind = read_digits(&text, digits, minor);
		if (behind == 0)
			return false;
	}
	for (; behind < digits; behind++)
		*minor *= 10;
	return *text == '\0';
}
