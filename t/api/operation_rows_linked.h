/*
 * Rows of the table of operations for accounts elsewhere and who keeps those.
 */
#ifndef T_API_OPERATION_ROWS_LINKED_H
#define T_API_OPERATION_ROWS_LINKED_H

#define OPERATION_ROWS_LINKED                                                 \
	{ .id = "clerk_webhook" }, { .id = "provider_list_enabled" },         \
	    { .id = "oauth_authorize" }, { .id = "oauth_callback" },          \
	    { .id = "oauth_exchange" },                                       \
	    { "linked_list", GET, "/users/me/accounts", "",                   \
		    { 401, 200, 200, 200 } },                                 \
	    { "linked_create", POST, "/users/me/accounts",                    \
		    "{\"link_ticket\":\"x\"}", { 401, 400, 400, 400 } },      \
	    { "linked_remove", DELETE, "/users/me/accounts/{account}", "",    \
		    { 401, 404, 204, 404 } },                                 \
	    { "linked_refresh", POST, "/users/me/accounts/{account}/refresh", \
		    "", { 401, 404, 409, 404 } },                             \
	    { "provider_list", GET, "/admin/providers", "",                   \
		    ADMINISTERED(200) },                                      \
	    { "provider_create", POST, "/admin/providers",                    \
		    "{\"name\":\"made\",\"kind\":\"google\",\"client_id\":"   \
		    "\"x\"}",                                                 \
		    ADMINISTERED(201) },                                      \
	    { "provider_get", GET, "/admin/providers/{provider}", "",         \
		    ADMINISTERED(200) },                                      \
	    { "provider_patch", PATCH, "/admin/providers/{provider}", "{}",   \
		    ADMINISTERED(200) },                                      \
	    { "provider_test", POST, "/admin/providers/{provider}/test", "",  \
		    ADMINISTERED(503) },                                      \
	{                                                                     \
		"provider_remove", DELETE, "/admin/providers/{provider}", "", \
		    ADMINISTERED(204)                                         \
	}

#endif
