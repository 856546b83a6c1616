/*
 * Codes that people read out are random: nobody counts others by their own.
 */
#include "app/reference.h"

#include "base/rand.h"

#include "base/banned.h"

const char *
app_reference_of(struct arena *arena, size_t len)
{
	static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	char *code = arena_alloc(arena, len + 1);

	for (size_t i = 0; i < len; i++)
		code[i] = digits[rand_below(32)];
	code[len] = '\0';
	return code;
}

const char *
app_reference(struct arena *arena)
{
	return app_reference_of(arena, APP_REFERENCE_LEN);
}
