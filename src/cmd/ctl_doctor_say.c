/*
 * The lines of hearthctl doctor, or its array.
 */
#include "cmd/ctl_doctor.h"

#include <stdarg.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

enum { LINE_SIZE = 1024 };

static void
write_element(
    struct json_writer *w, const char *grade, const char *what, char *detail)
{
	if (!str_is_utf8(detail, strlen(detail)))
		for (char *p = detail; *p; p++) /* a path, or cut */
			if ((unsigned char)*p >= 0x80)
				*p = '?';
	json_open(w, '{');
	json_key(w, "check");
	json_write_text(w, what);
	json_key(w, "grade");
	json_write_text(w, grade);
	json_key(w, "detail");
	json_write_text(w, detail);
	json_close(w, '}');
}

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
	if (d->json)
		write_element(d->json, words[grade], what, text);
	else
		fprintf(
		    d->ctl->out, "%-4s  %s: %s\n", words[grade], what, text);
	fflush(d->ctl->out);
}
