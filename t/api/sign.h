/*
 * Signing up and in, as several test files say it. People are ann, bob, ... at
 * example.org.
 */
#ifndef T_API_SIGN_H
#define T_API_SIGN_H

#include "t/lib/api.h"
#include "generated/query/user.h"

static inline int
sign_up(const char *name, const char *password)
{
	return anonymous(POST,
	    "/auth/signup {'email': '%s@example.org', 'first_name': 'Ann', "
	    "'last_name': 'Lee', 'password': '%s', 'password_verify': '%s'}",
	    name, password, password);
}

static inline int
log_in(const char *name, const char *password)
{
	return anonymous(POST,
	    "/auth/login {'email': '%s@example.org', 'password': '%s'}", name,
	    password);
}

/* By the link in the mail that asks for one. */
static inline int
choose_password(const char *name, const char *password)
{
	return anonymous(POST,
	    "/auth/reset-password {'token': '%s', 'new_password': '%s', "
	    "'new_password_verify': '%s'}",
	    mailed_token(name, "reset_password"), password, password);
}

/* Six digits that are not those. */
static inline char *
wrong_code(const char *code)
{
	return text("%c%s", code[0] == '9' ? '0' : code[0] + 1, code + 1);
}

/* Names the user who has signed up, so that mailed_token() finds them. */
static inline void
find_user(const char *name)
{
	struct q_user_for_login_row row;
	char id_text[UUID_TEXT_SIZE];
	enum err err;

	err = q_user_for_login(
	    given_db(), .email_key = text("%s@example.org", name), &row);
	cr_assert(err == ERR_OK);
	uuid_format(row.id.v, id_text);
	keep_id(name, id_text);
}

#endif
