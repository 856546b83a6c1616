/*
 * Values into the fields of generated structs. The only place where a table's
 * offsets become addresses.
 */
#include <string.h>

#include "check/walk.h"

#include "base/banned.h"

static void *
place(const struct check_field *f, char *base)
{
	return base + f->offset;
}

void
check_store_int(const struct check_field *f, char *base, int64_t n)
{
	if (f->is_optional)
		*(struct opt_int *)place(f, base) = (struct opt_int){ true, n };
	else
		*(int64_t *)place(f, base) = n;
}

void
check_store_real(const struct check_field *f, char *base, double n)
{
	if (f->is_optional)
		*(struct opt_real *)place(
		    f, base) = (struct opt_real){ true, n };
	else
		*(double *)place(f, base) = n;
}

void
check_store_bool(const struct check_field *f, char *base, bool b)
{
	if (f->is_optional)
		*(struct opt_bool *)place(
		    f, base) = (struct opt_bool){ true, b };
	else
		*(bool *)place(f, base) = b;
}

void
check_store_time(const struct check_field *f, char *base, int64_t us)
{
	if (f->is_optional)
		*(struct opt_time *)place(
		    f, base) = (struct opt_time){ true, us };
	else
		*(int64_t *)place(f, base) = us;
}

void
check_store_text(const struct check_field *f, char *base, const char *s)
{
	*(const char **)place(f, base) = s;
}

void
check_store_word(const struct check_field *f, char *base, int number)
{
	_Static_assert(sizeof(enum check_kind) == sizeof(number), "enums");
	memcpy(place(f, base), &number, sizeof(number));
}

void
check_store_uuid(const struct check_field *f, char *base, struct uuid u)
{
	/* also into a struct event_id, whose one member it is */
	memcpy(place(f, base), &u, sizeof(u));
}

void
check_store_array(
    const struct check_field *f, char *base, const void *items, size_t n)
{
	char *at = place(f, base);

	/* struct check_texts, check_ints, check_uuids and { v, n } of objects
	 * all begin with the pointer, and the count follows */
	_Static_assert(offsetof(struct check_texts, n) == sizeof(items) &&
			   offsetof(struct check_ints, n) == sizeof(items) &&
			   offsetof(struct check_uuids, n) == sizeof(items),
	    "layout");
	memcpy(at, &items, sizeof(items));
	memcpy(at + sizeof(items), &n, sizeof(n));
}

void
check_store_object(const struct check_field *f, char *base, const void *object)
{
	memcpy(place(f, base), &object, sizeof(object));
}

void
check_store_initial(const struct check_field *f, char *base)
{
	if (!f->has_initial)
		return;
	switch (f->value.kind) {
	case CHECK_INT:
		check_store_int(f, base, f->initial_int);
		break;
	case CHECK_BOOL:
		check_store_bool(f, base, f->initial_int);
		break;
	case CHECK_WORD:
		check_store_word(f, base, (int)f->initial_int);
		break;
	case CHECK_REAL:
		check_store_real(f, base, f->initial_real);
		break;
	default:
		check_store_text(f, base, f->initial_text);
	}
}
