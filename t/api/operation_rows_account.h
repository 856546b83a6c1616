/*
 * Rows of the table of operations for accounts, and for what signs somebody in.
 */
#ifndef T_API_OPERATION_ROWS_ACCOUNT_H
#define T_API_OPERATION_ROWS_ACCOUNT_H

#define OPERATION_ROWS_ACCOUNT                                                 \
	{ .id = "auth_signup" }, { .id = "auth_verify_email_link" },           \
	    { .id = "auth_verify_email" },                                     \
	    { .id = "auth_resend_verification" },                              \
	    { .id = "auth_forgot_password" }, { .id = "auth_reset_password" }, \
	    { .id = "auth_restore" }, { .id = "auth_login" },                  \
	    { .id = "auth_email_change_confirm" },                             \
	    { .id = "auth_email_change_undo" },                                \
	    { "user_me_email", POST, "/users/me/email",                        \
		    "{\"email\":\"other@example.org\"}",                       \
		    { 401, 202, 202, 202 } },                                  \
	    { "user_me_email_drop", DELETE, "/users/me/email", "",             \
		    { 401, 204, 204, 204 } },                                  \
	    { .id = "auth_refresh" }, { .id = "auth_magic_code_send" },        \
	    { .id = "auth_magic_code_verify" }, { .id = "auth_mfa_verify" },   \
	    { .id = "auth_passkey_ask" }, { .id = "auth_passkey_verify" },     \
	    { "auth_reauthenticate_send", POST, "/auth/reauthenticate/code",   \
		    "", { 401, 200, 200, 200 } },                              \
	    { "auth_reauthenticate", POST, "/auth/reauthenticate",             \
		    "{\"code\":\"000000\"}", { 401, 400, 400, 400 } },         \
	    { "factor_list", GET, "/users/me/factors", "",                     \
		    { 401, 200, 200, 200 } },                                  \
	    { "factor_create", POST, "/users/me/factors",                      \
		    "{\"kind\":\"totp\",\"name\":\"x\"}",                      \
		    { 401, 201, 201, 201 } },                                  \
	    { "factor_remove", DELETE, "/users/me/factors/{factor}", "",       \
		    { 401, 404, 204, 404 } },                                  \
	    { "factor_verify", POST, "/users/me/factors/{factor}/verify",      \
		    "{\"code\":\"000000\"}", { 401, 404, 401, 404 } },         \
	    { "recovery_code_renew", POST, "/users/me/recovery-codes", "",     \
		    { 401, 409, 409, 409 } },                                  \
	    { "token_list", GET, "/users/me/tokens", "",                       \
		    { 401, 200, 200, 200 } },                                  \
	    { "token_create", POST, "/users/me/tokens",                        \
		    "{\"name\":\"x\",\"scopes\":[\"events:read\"],"            \
		    "\"expires_at\":\"@soon\"}",                               \
		    { 401, 201, 201, 201 } },                                  \
	    { "account_invite_list", GET, "/admin/invites", "",                \
		    ADMINISTERED(200) },                                       \
	    { "account_invite_create", POST, "/admin/invites",                 \
		    "{\"expires_at\":\"@soon\"}", ADMINISTERED(201) },         \
	    { "account_invite_remove", DELETE,                                 \
		    "/admin/invites/{account_invite}", "",                     \
		    ADMINISTERED(204) },                                       \
	    { "export_create", POST, "/users/me/exports", "",                  \
		    { 401, 202, 202, 202 } },                                  \
	    { "export_get", GET, "/users/me/exports/{export}", "",             \
		    { 401, 404, 200, 404 } },                                  \
	    { "export_link", GET, "/users/me/exports/{export}/link", "",       \
		    { 401, 404, 200, 404 } },                                  \
	    { "export_content", GET, "/exports/{export}/content?token=x", "",  \
		    { 404, 404, 404, 404 } },                                  \
	{                                                                      \
		"token_remove", DELETE, "/users/me/tokens/{token}", "",        \
		{                                                              \
			401, 404, 204, 404                                     \
		}                                                              \
	}

#endif
