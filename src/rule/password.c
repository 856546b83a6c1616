/*
 * The rules for passwords, as a table of what must be found in one.
 */
#include "rule/password.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/attr.h"
#include "base/str.h"

#include "base/banned.h"

/* The head of the lists of leaked passwords, in lower case, as far as these
 * would pass the other rules; sorted. */
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
is_common(const char *password)
{
	char lower[RULE_PASSWORD_MAX * 4 + 1];

	if (!str_copy(lower, sizeof(lower), password))
		return false;
	str_lower(lower);
	return bsearch(lower, common, N_OF(common), sizeof(common[0]),
		   compare) != NULL;
}

/* Whether part, when it is long enough to tell, makes up most of password. */
static bool
is_mostly(const char *password, const char *part)
{
	size_t len = part ? strlen(part) : 0;

	if (len < 3)
		return false;
	for (const char *p = password; *p; p++)
		if (strncasecmp(p, part, len) == 0)
			return strlen(password) - len < 5;
	return false;
}

static bool
is_owners(const char *password, const struct rule_password_owner *owner)
{
	char local[65] = "";
	const char *at = owner->email ? strchr(owner->email, '@') : NULL;

	if (at && (size_t)(at - owner->email) < sizeof(local))
		memcpy(local, owner->email, (size_t)(at - owner->email));
	return is_mostly(password, owner->email) ||
	       is_mostly(password, local) ||
	       is_mostly(password, owner->first_name) ||
	       is_mostly(password, owner->last_name);
}

static bool
has(const char *password, int (*is_kind)(int))
{
	for (; *password; password++)
		if (is_kind((unsigned char)*password))
			return true;
	return false;
}

/* Anything that is neither an ASCII letter nor a digit: a letter beyond ASCII
 * makes a password no weaker. */
static int
is_special(int c)
{
	return !isalnum(c) && !isspace(c);
}

enum err
rule_password_check(const char *password,
    const struct rule_password_owner *owner, const char *pointer,
    struct fault *f)
{
	size_t len = str_utf8_len(password);
	const struct {
		bool failed;
		const char *code, *detail;
	} rules[] = {
		{ len < RULE_PASSWORD_MIN, "too_short",
		    "Use at least 8 characters." },
		{ len > RULE_PASSWORD_MAX, "too_long",
		    "Use at most 128 characters." },
		{ !has(password, isupper), "no_upper_case",
		    "Use an upper-case letter." },
		{ !has(password, islower), "no_lower_case",
		    "Use a lower-case letter." },
		{ !has(password, isdigit), "no_digit", "Use a digit." },
		{ !has(password, is_special), "no_special",
		    "Use a special character." },
		{ is_common(password), "common",
		    "This password is among the first that are tried." },
		{ is_owners(password, owner), "personal",
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
