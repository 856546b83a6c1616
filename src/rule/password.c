/*
 * The rules for passwords, as a table of what must be found in one.
 */
#include "rule/password.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "text/form.h"
#include "text/point.h"

#include "base/banned.h"

/* The head of the lists of leaked passwords, folded, as far as these would pass
 * the other rules; sorted. */
static const char *const common[] = {
	"abc123!@#",
	"abcd1234!",
	"admin123!",
	"admin@123",
	"asdf1234!",
	"changeme1!",
	"changeme123!",
	"hello123!",
	"iloveyou1!",
	"letmein1!",
	"letmein123!",
	"p@$$w0rd1",
	"p@ssw0rd",
	"p@ssw0rd!",
	"p@ssw0rd1",
	"p@ssw0rd123",
	"p@ssword1",
	"p@ssword123",
	"pa$$w0rd",
	"pa$$word1",
	"passw0rd!",
	"passw0rd1!",
	"passw0rd123!",
	"password!1",
	"password.1",
	"password1!",
	"password1.",
	"password12!",
	"password123!",
	"password@1",
	"password@123",
	"q1w2e3r4!",
	"qwer1234!",
	"qwerty1!",
	"qwerty12!",
	"qwerty123!",
	"qwerty@123",
	"summer123!",
	"test1234!",
	"test@123",
	"welcome1!",
	"welcome123!",
	"welcome@123",
	"winter123!",
	"zaq12wsx!",
};

static int
compare(const void *a, const void *b)
{
	return strcmp(a, *(const char *const *)b);
}

static bool
is_common(const char *folded)
{
	return bsearch(folded, common, N_OF(common), sizeof(common[0]),
		   compare) != NULL;
}

/* Whether part, when it is long enough to tell, makes up most of a password
 * that was folded. */
static bool
is_mostly(struct arena *arena, const char *folded, const char *part)
{
	size_t len;

	if (!part)
		return false;
	part = text_fold(arena, part);
	len = str_utf8_len(part);
	return len >= 3 && strstr(folded, part) &&
	       str_utf8_len(folded) - len < 5;
}

static bool
is_owners(struct arena *arena, const char *folded,
    const struct rule_password_owner *owner)
{
	const char *email = owner->email;
	const char *local = email ? arena_strndup(
					arena, email, strcspn(email, "@"))
				  : NULL;

	return is_mostly(arena, folded, email) ||
	       is_mostly(arena, folded, local) ||
	       is_mostly(arena, folded, owner->first_name) ||
	       is_mostly(arena, folded, owner->last_name);
}

static bool
has(const char *password, enum text_kind kind)
{
	int32_t c;

	while ((c = text_next(&password)) != 0)
		if (text_kind(c) == kind)
			return true;
	return false;
}

/* A letter of a script without case stands for both. */
static bool
has_case(const char *password, enum text_kind kind)
{
	return has(password, kind) || has(password, TEXT_LETTER);
}

/* Anything that is neither an ASCII letter nor a digit: a letter beyond ASCII
 * makes a password no weaker. */
static bool
has_special(const char *password)
{
	for (; *password; password++)
		if (!isalnum((unsigned char)*password) &&
		    !isspace((unsigned char)*password))
			return true;
	return false;
}

const char *
rule_password_form(struct arena *arena, const char *password)
{
	size_t size = 3 * strlen(password) + 1;
	char *form = arena_alloc(arena, size);

	return text_opaque(password, form, size) ? form : password;
}

enum err
rule_password_check(struct arena *arena, const char *password,
    const struct rule_password_owner *owner, const char *pointer,
    struct fault *f)
{
	const char *form = rule_password_form(arena, password);
	const char *folded = text_fold(arena, form);
	size_t len = str_utf8_len(form);
	const struct {
		bool failed;
		const char *code, *detail;
	} rules[] = {
		{ len < RULE_PASSWORD_MIN, "too_short",
		    "Use at least 8 characters." },
		{ len > RULE_PASSWORD_MAX, "too_long",
		    "Use at most 128 characters." },
		{ !has_case(form, TEXT_UPPER), "no_upper_case",
		    "Use an upper-case letter." },
		{ !has_case(form, TEXT_LOWER), "no_lower_case",
		    "Use a lower-case letter." },
		{ !has(form, TEXT_DIGIT), "no_digit", "Use a digit." },
		{ !has_special(form), "no_special",
		    "Use a special character." },
		{ is_common(folded), "common",
		    "This password is among the first that are tried." },
		{ is_owners(arena, folded, owner), "personal",
		    "Do not use your name or address." },
	};
	enum err err = ERR_OK;

	for (size_t i = 0; i < N_OF(rules); i++)
		if (rules[i].failed)
			err = fault_item(f, ERR_WEAK_PASSWORD, pointer,
			    rules[i].code, "%s", rules[i].detail);
	if (err)
		return fault(f, ERR_WEAK_PASSWORD,
		    "The password is too weak: %s", f->items[0].detail);
	return ERR_OK;
}

static bool
is_letter(char c)
{
	return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

const char *
rule_password_base(struct arena *arena, const char *password)
{
	static const char signs[] = "@013$57", letters[] = "aoiesst";
	const char *from = text_fold(
	    arena, rule_password_form(arena, password));
	const char *to = from + strlen(from), *sign;
	size_t len = str_utf8_len(from);
	char *base;

	while (to > from && !is_letter(to[-1]))
		to--;
	while (from < to && !is_letter(*from))
		from++;
	base = arena_strndup(arena, from, (size_t)(to - from));
	for (char *c = base; *c; c++)
		if ((sign = strchr(signs, *c)) != NULL)
			*c = letters[sign - signs];
	return len - str_utf8_len(base) <= RULE_PASSWORD_ADDED ? base : NULL;
}

bool
rule_password_is_same(struct arena *arena, const char *a, const char *b)
{
	return str_eq(
	    rule_password_form(arena, a), rule_password_form(arena, b));
}
