/*
 * Reads the table of err.h.
 */
#include "base/err.h"

#include "base/attr.h"

#include "base/banned.h"

static const struct {
	int status;
	const char *code;
	const char *title;
} table[ERR_COUNT] = { [ERR_OK] = { 200, "ok", "OK" },
#define ERR_ROW(name, status, code, title) \
	[ERR_##name] = { status, code, title },
	ERR_TABLE(ERR_ROW)
#undef ERR_ROW
};

int
err_status(enum err err)
{
	return table[err].status;
}

const char *
err_code(enum err err)
{
	return table[err].code;
}

const char *
err_title(enum err err)
{
	return table[err].title;
}

bool
err_is_internal(enum err err)
{
	return err >= ERR_CONFLICT; /* the end of the table */
}
