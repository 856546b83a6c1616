/*
 * The lines of hearthctl doctor.
 */
#include <stdarg.h>

#include "cmd/ctl_doctor.h"

#include "base/banned.h"

enum { LINE_SIZE = 1024 };

void
doctor_say(struct doctor *d, enum doctor_grade grade, const char *what,
    const char *format, ...)
{
	static const char *const words[] = { "ok", "warn", "fail" };
	char text[LINE_SIZE];
	va_list args;

	d->counts[grade]++;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	for (char *p = text; *p; p++) /* libraries write several lines */
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = ' ';
	fprintf(d->ctl->out, "%-4s  %s: %s\n", words[grade], what, text);
	fflush(d->ctl->out);
}
