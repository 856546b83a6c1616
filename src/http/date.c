/*
 * The names of days and months are English whatever the locale is.
 */
#include "http/date.h"

#include <stdio.h>

#include "base/clock.h"

#include "base/banned.h"

void
http_date_format(int64_t us, char text[HTTP_DATE_SIZE])
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int64_t time_us, year, day_number = clock_split(us, &time_us);
	unsigned s = (unsigned)(time_us / CLOCK_SECOND_US);
	unsigned month, day;

	clock_civil_from_days(day_number, &year, &month, &day);
	snprintf(text, HTTP_DATE_SIZE,
	    "%.3s, %02u %.3s %04u %02u:%02u:%02u GMT",
	    days + 3 * (size_t)clock_weekday(day_number), day % 100,
	    months + 3 * (size_t)(month - 1), (unsigned)year % 10000,
	    s / 3600 % 24, s / 60 % 60, s % 60);
}
