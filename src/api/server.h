/*
 * The API as one handler for the loop: everything between a complete request
 * and its response.
 */
#ifndef API_SERVER_H
#define API_SERVER_H

#include "api/operation.h"
#include "conf/conf.h"
#include "http/serve.h"

struct api_server;

/* A server of routes (&api_routes, but for tests) with its keys and its one
 * connection, not yet made. conf and routes are borrowed. ERR_CONFIG. */
MUST_CHECK enum err api_server_new(const struct conf *conf,
    const struct api_routes *routes, struct fault *f, struct api_server **out);
/* Closes the connection and wipes the keys. */
void api_server_free(struct api_server *s);

/* For a struct http_handler whose ctx is s: connects to the database; when it
 * cannot, the log says so and the first request tries again. */
void api_server_prepare(void *s);
/* For the same handler: has the body of a file written to the store, if the
 * caller may send it. */
int api_server_take(void *s, struct http_request *request, int64_t len);
/* For the same handler: answers the request, or refuses it when its fault is
 * set. The response is complete afterwards, whatever happened, and no
 * transaction is open. */
void api_server_handle(
    void *s, struct http_request *request, struct http_response *response);
/* For the same handler: logs what was answered. */
void api_server_done(void *s, const struct http_request *request,
    const struct http_response *response);

#endif
