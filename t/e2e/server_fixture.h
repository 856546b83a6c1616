/*
 * Hearth behind each of the web servers that it is documented for: the same
 *pools and the same tests, another server in front, on ports of its own.
 *
 *	Test_servers(e2e_servers, a_file_is_served) { ... }
 *
 * makes e2e_servers::a_file_is_served_by_nginx, and so on. Within, as() and
 * anonymous() of talk.h go through that server by https.
 */
#ifndef T_E2E_SERVER_FIXTURE_H
#define T_E2E_SERVER_FIXTURE_H

#include "t/lib/e2e.h"

enum server { NGINX, APACHE_PROXY, APACHE_FCGID, APACHE_CGI, LIGHTTPD };

#define SERVER_HOST "hearth.example.org"

/* Which one runs, and as a test names it. */
enum server server_kind(void);
const char *server_name(void);
/* Whether it asks the two pools; else it starts Hearth itself. */
bool server_has_pools(void);
/* Starts Hearth and the server, and returns when that answers. */
void server_start(enum server);
void server_stop(void);
void server_pass(void);

/* Sends a request by https, or in the clear. The response is the same until the
 * next one. Fails the test when there is none. */
const struct response *server_ask(
    const char *scheme, const struct talk_request *r);
/* The port of https. */
int server_port(void);
/* A file of the site, path as in its URL. */
void server_write(const char *path, const char *content);
/* Whether any log of the server or of Hearth has the text. */
bool server_has_logged(const char *text);

#define TEST_BY(suite, name, kind, word)                                   \
	Test(suite, name##_by_##word, .fini = server_stop, .timeout = 300) \
	{                                                                  \
		server_start(kind);                                        \
		suite##_##name();                                          \
		server_pass();                                             \
	}
#define Test_servers(suite, name)                        \
	static void suite##_##name(void);                \
	TEST_BY(suite, name, NGINX, nginx)               \
	TEST_BY(suite, name, APACHE_PROXY, apache_proxy) \
	TEST_BY(suite, name, APACHE_FCGID, apache_fcgid) \
	TEST_BY(suite, name, APACHE_CGI, apache_cgi)     \
	TEST_BY(suite, name, LIGHTTPD, lighttpd)         \
	static void suite##_##name(void)

/* A port that nobody has at this moment. */
int free_port(void);

#endif
