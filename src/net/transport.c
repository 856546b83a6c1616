/*
 * What all transports report alike.
 */
#include "net/transport.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/banned.h"

enum net_outcome
net_report_set(
    struct net_report *r, enum net_outcome outcome, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(r->reason, sizeof(r->reason), format, args);
	va_end(args);
	for (char *p = r->reason; *p; p++)
		if ((unsigned char)*p < 0x20 || (unsigned char)*p > 0x7e)
			*p = ' ';
	r->outcome = outcome;
	return outcome;
}
