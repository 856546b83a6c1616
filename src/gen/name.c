/*
 * The one list of words that a generated name cannot be.
 */
#include "gen/name.h"

#include <string.h>

#include "base/attr.h"
#include "base/str.h"

#include "base/banned.h"

static const char *const reserved[] = { "alignas", "alignof", "asm", "auto",
	"bool", "break", "case", "char", "const", "constexpr", "continue",
	"default", "do", "double", "else", "enum", "errno", "extern", "false",
	"float", "for", "goto", "if", "inline", "int", "linux", "long",
	"nullptr", "offsetof", "register", "restrict", "return", "short",
	"signed", "sizeof", "static", "static_assert", "stderr", "stdin",
	"stdout", "struct", "switch", "thread_local", "true", "typedef",
	"typeof", "typeof_unqual", "union", "unix", "unsigned", "void",
	"volatile", "while" };

bool
gen_name_is_plain(const char *s)
{
	return *s >= 'a' && *s <= 'z' &&
	       s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

bool
gen_name_is_reserved(const char *s)
{
	for (size_t i = 0; i < N_OF(reserved); i++)
		if (str_eq(s, reserved[i]))
			return true;
	return false;
}
