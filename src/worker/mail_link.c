#include "worker/mail_link.h"

#include <string.h>

#include "base/banned.h"

const char *
worker_mail_link(
    struct arena *arena, const char *base, const char *path, const char *token)
{
	size_t len = strlen(base);

	while (len && base[len - 1] == '/')
		len--;
	return arena_printf(
	    arena, "%.*s%s?token=%s", (int)len, base, path, token);
}
