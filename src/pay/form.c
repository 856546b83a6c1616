/*
 * Escaping is by bytes: texts are UTF-8.
 */
#include "pay/form.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/bug.h"

#include "base/banned.h"

enum { NAME_SIZE = 128 };

static void
put(struct buf *form, const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789*-._";

	for (; *text; text++) {
		if (*text == ' ')
			buf_char(form, '+');
		else if (strchr(plain, *text))
			buf_char(form, *text);
		else
			buf_printf(form, "%%%02X", (unsigned char)*text);
	}
}

void
pay_form_add(struct buf *form, const char *value, const char *name, ...)
{
	char text[NAME_SIZE];
	va_list args;
	int len;

	va_start(args, name);
	len = vsnprintf(text, sizeof(text), name, args);
	va_end(args);
	bug_if(len < 0 || len >= NAME_SIZE);
	if (form->len)
		buf_char(form, '&');
	put(form, text);
	buf_char(form, '=');
	put(form, value);
}
