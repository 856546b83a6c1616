/*
 * The production site of nginx, by itself: laid out on Unix sockets, without a
 * responder behind it, and a client that asks it.
 */
#ifndef T_E2E_SITE_FIXTURE_H
#define T_E2E_SITE_FIXTURE_H

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <curl/curl.h>
#include <stdbool.h>

#include "t/lib/response.h"

#define SITE_HOST "hearth.example.org"

/* What the last request was answered with. */
extern struct response site_response;

/* Lays the site out in a directory of its own; site_start also starts nginx and
 * waits until it listens. Between the two a test may add what it wants. */
void site_lay_out(void);
void site_start(void);
/* Ends it and removes the directory. */
void site_stop(void);
/* Of a file in the directory, written as by printf; lives until the next but
 * three. */
const char *site_path(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
void site_write(const char *path, const char *text);
/* What stands in a file of the directory, its first 64 KiB. */
const char *site_read(const char *path);
/* Where nginx and the programs that were run complain. */
const char *site_log(void);
/* Runs a program (NULL ends its arguments); its exit status. */
int site_run(const char *const *argv);
/* nginx -t: whether it takes the file without a word. */
bool site_is_sound(const char *conf);

/* A handle for a URL, over the socket that stands for its port. site_ask
 * performs, fills site_response and frees the handle and the list. */
CURL *site_client(const char *url);
CURLcode site_ask(CURL *c, struct curl_slist *headers);
/* GET; the status. Fails the test when there is no answer. */
int site_get(const char *url);
/* A header of the response, "(none)" without it. */
char *site_header(const char *name);
void site_expect_problem(int status, const char *code);

#endif
