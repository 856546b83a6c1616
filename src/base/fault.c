/*
 * Recording of faults; http/problem.c writes them out.
 */
#include "base/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

void
fault_clear(struct fault *f)
{
	/* the items are large and hold nothing that n_items does not bound */
	f->err = ERR_OK;
	f->detail[0] = f->internal[0] = f->members[0] = '\0';
	f->retry_after_s = 0;
	f->n_items = 0;
}

static void format_text(char *to, size_t size, const char *format, va_list args)
    FORMAT_LIKE(3, 0);

/* What was cut off at its end must still be UTF-8: it becomes JSON. */
static void
format_text(char *to, size_t size, const char *format, va_list args)
{
	vsnprintf(to, size, format, args);
	str_utf8_trim(to);
}

enum err
fault(struct fault *f, enum err err, const char *format, ...)
{
	va_list args;

	f->err = err;
	va_start(args, format);
	format_text(f->detail, sizeof(f->detail), format, args);
	va_end(args);
	return err;
}

enum err
fault_internal(struct fault *f, enum err err, const char *format, ...)
{
	va_list args;

	f->err = err;
	f->detail[0] = '\0';
	va_start(args, format);
	format_text(f->internal, sizeof(f->internal), format, args);
	va_end(args);
	return err;
}

enum err
fault_item(struct fault *f, enum err err, const char *pointer, const char *code,
    const char *format, ...)
{
	struct fault_item *item;
	va_list args;

	if (!f->err)
		f->err = err;
	if (f->n_items == FAULT_ITEMS)
		return f->err;
	item = &f->items[f->n_items++];
	str_copy(item->pointer, sizeof(item->pointer), pointer);
	str_utf8_trim(item->pointer);
	str_copy(item->code, sizeof(item->code), code);
	va_start(args, format);
	format_text(item->detail, sizeof(item->detail), format, args);
	va_end(args);
	return f->err;
}

enum err
fault_value(
    struct fault *f, const char *pointer, const char *code, const char *detail)
{
	fault_item(f, ERR_VALIDATION_FAILED, pointer, code, "%s", detail);
	return fault(f, ERR_VALIDATION_FAILED, "%s", detail);
}
