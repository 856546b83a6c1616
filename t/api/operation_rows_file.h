/*
 * Rows of the table of operations for files and pictures. A piece belongs to
 * nobody but who has begun the upload.
 */
#ifndef T_API_OPERATION_ROWS_FILE_H
#define T_API_OPERATION_ROWS_FILE_H

/* Instead of JSON. */
#define A_PICTURE   "picture"
#define A_BEGINNING "beginning" /* of an upload in pieces */
#define A_PIECE	    "piece"

#define OPERATION_ROWS_FILE                                                   \
	{ "file_list", GET, "/events/{event}/files", "",                      \
		{ 200, 200, 200, 200 } },                                     \
	    { "file_create", POST, "/events/{event}/files", A_PICTURE,        \
		    { 401, 403, 201, 201 } },                                 \
	    { "file_get", GET, "/files/{file}", "", { 200, 200, 200, 200 } }, \
	    { "file_patch", PATCH, "/files/{file}", "{\"filename\":\"x\"}",   \
		    { 401, 403, 200, 200 } },                                 \
	    { "file_link", GET, "/files/{file}/link", "",                     \
		    { 200, 200, 200, 200 } },                                 \
	    { "file_remove", DELETE, "/files/{file}", "",                     \
		    { 401, 403, 204, 204 } },                                 \
	    { "file_content", GET, "/files/{file}/content", "",               \
		    { 200, 200, 200, 200 } },                                 \
	    { "tus_create", POST, "/uploads", A_BEGINNING,                    \
		    { 401, 403, 201, 201 } },                                 \
	    { "tus_get", GET, "/uploads/{upload}", "",                        \
		    { 401, 404, 200, 404 } },                                 \
	    { "tus_append", PATCH, "/uploads/{upload}", A_PIECE,              \
		    { 401, 404, 204, 404 } },                                 \
	    { "tus_remove", DELETE, "/uploads/{upload}", "",                  \
		    { 401, 404, 204, 404 } },                                 \
	    { "user_me_image", PUT, "/users/me/image", A_PICTURE,             \
		    { 401, 200, 200, 200 } },                                 \
	    { "event_image", PUT, "/events/{event}/image", A_PICTURE,         \
		    { 401, 403, 200, 200 } },                                 \
	    { "cluster_image", PUT, "/clusters/{cluster}/image", A_PICTURE,   \
		    { 401, 403, 200, 200 } },                                 \
	    { "group_image", PUT, "/groups/{group}/image", A_PICTURE,         \
		    { 401, 403, 200, 200 } },

#endif
