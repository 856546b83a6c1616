/*
 * What a password must be.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "base/attr.h"
#include "base/str.h"
#include "rule/password.h"

#include "base/banned.h"

#define COMPOSED             \
	"Gr\xc3\xbc\xc3\x9f" \
	"e-aus-7"
#define DECOMPOSED            \
	"Gru\xcc\x88\xc3\x9f" \
	"e-aus-7"

/* The codes of what fails, with spaces between. */
static const char *
faults_of(struct arena *arena, const char *password, const char *first_name)
{
	const struct rule_password_owner owner = {
		.email = "ann.lee@example.org", .first_name = first_name
	};
	struct fault f;
	const char *codes = "";

	fault_clear(&f);
	if (rule_password_check(arena, password, &owner, "/password", &f))
		for (size_t i = 0; i < f.n_items; i++)
			codes = arena_printf(arena, "%s%s%s", codes,
			    *codes ? " " : "", f.items[i].code);
	return codes;
}

static void
expect_faults(const char *password, const char *codes)
{
	struct arena arena;

	arena_init(&arena, 1 << 20);
	cr_expect(eq(str, (char *)faults_of(&arena, password, "Mu\xcc\x88ller"),
		      (char *)codes),
	    "%s", password);
	arena_release(&arena);
}

Test(rule_password, each_rule_is_told)
{
	expect_faults("An0ther!pass", "");
	expect_faults("abc", "too_short no_upper_case no_digit no_special");
	expect_faults("Passw0rd!", "common");
	expect_faults("Ann.Lee1!", "personal");
}

Test(rule_password, letters_and_digits_may_be_of_any_script)
{
	/* capital A with two dots, Cyrillic, Greek; Arabic digits */
	expect_faults("\xc3\x84pfel-und-7", "");
	expect_faults("\xd0\x9f\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c-7", "");
	expect_faults("Arabic-\xd9\xa7-digit", "");
	/* no case: stands for both */
	expect_faults("\xd7\xa1\xd7\x99\xd7\xa1\xd7\x9e\xd7\x94-123", "");
}

Test(rule_password, a_disguise_makes_no_password_better)
{
	/* full width, and the owner's name composed */
	expect_faults("\xef\xbc\xb0"
		      "asswo\xcc\x88rd1!",
	    "common");
	expect_faults("M\xc3\xbcller-1", "personal");
}

Test(rule_password, length_is_that_of_the_form)
{
	/* seven letters, one of them typed as two */
	expect_faults("Gu\xcc\x88-aus7", "too_short");
}

Test(rule_password, the_same_password_may_be_typed_in_two_ways)
{
	struct arena arena;

	arena_init(&arena, 1 << 20);
	cr_expect(rule_password_is_same(&arena, COMPOSED, DECOMPOSED));
	cr_expect(rule_password_is_same(&arena, "a b",
	    "a\xc2\xa0"
	    "b"));
	cr_expect(not(rule_password_is_same(&arena, COMPOSED, "Gr\xc3\xbc")));
	cr_expect(not(rule_password_is_same(&arena, "a", "A")));
	cr_expect(not(rule_password_is_same(&arena, "a", "a ")));
	arena_release(&arena);
}

Test(rule_password, the_word_that_it_was_made_of_is_found)
{
	static const char *const rows[][2] = {
		{ "P@ssw0rd!1", "password" },
		{ "Monkeys1!", "monkeys" },
		{ "#1Monkeys!9", "monkeys" },
		{ "M0nk3y5s1!", "monkeyss" },
		{ "12Monkeys!9?", NULL }, /* five more */
		{ "\xef\xbc\xadonkeys1!", "monkeys" },
		{ "\xc3\x84pfel-und-7", "apfel-und" },
		{ "\xd0\x9f\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c-7",
		    "\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c" },
		{ "1234", "" },
		{ "12345678", NULL },
	};
	struct arena arena;

	arena_init(&arena, 1 << 20);
	for (size_t i = 0; i < N_OF(rows); i++) {
		const char *base = rule_password_base(&arena, rows[i][0]);

		cr_expect(str_eq(base ? base : "none",
			      rows[i][1] ? rows[i][1] : "none"),
		    "%s: %s", rows[i][0], base ? base : "none");
	}
	arena_release(&arena);
}
