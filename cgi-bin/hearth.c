/*
 * hearth.fcgi: the responder. FastCGI when descriptor 0 is a listening socket,
 * plain CGI when a web server executes it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "api/server.h"
#include "base/log.h"
#include "base/process.h"
#include "base/str.h"
#include "conf/conf.h"
#include "conf/proxy.h"
#include "http/serve.h"

#include "base/banned.h"

enum { DRAIN_MS = 20000, SETTINGS_MAX = 256 * 1024 };

/* Where the settings say, and no less than they say. */
static enum err
start_log(const struct conf *conf, struct fault *f)
{
	log_init("hearth", log_level_parse(conf->log_level));
	return log_to(conf->log) ? ERR_OK
				 : fault(f, ERR_CONFIG, "LOG: %s: %s",
				       conf->log, strerror(errno));
}

static int
fail(const struct fault *f)
{
	log_error("%s", f->detail);
	return EX_CONFIG;
}

/* Reads the settings and serves until told to end; the exit status. */
static int
serve(struct arena *settings)
{
	struct conf conf;
	struct fault f = { 0 };
	struct api_server *server;
	int status;

	if (conf_load(&conf, NULL, CONF_NEED_DATABASE | CONF_NEED_SECRET,
		settings, &f) ||
	    start_log(&conf, &f) ||
	    api_server_new(&conf, &api_routes, &f, &server))
		return fail(&f);
	status = http_serve(
	    &(struct http_serve_options){
		.body_max = (size_t)conf.body_max_bytes,
		.requests_max = conf.requests_max,
		.rss_max = (size_t)conf.rss_max_mib << 20,
		.idle_ms = DRAIN_MS,
	    },
	    &(struct http_handler){ .prepare = api_server_prepare,
		.take = api_server_take,
		.handle = api_server_handle,
		.done = api_server_done,
		.ctx = server });
	api_server_free(server);
	return status;
}

int
main(int argc, char **argv)
{
	struct arena settings;
	int status;

	process_begin();
	/* CGI makes arguments of a query without "=": they are a stranger's */
	if (getenv("REQUEST_METHOD"))
		argc = 1;
	if (argc > 1 && str_eq(argv[1], "--version")) {
		puts(PACKAGE_STRING);
		return EX_OK;
	}
	if (argc > 1) {
		fputs("usage: hearth.fcgi [--version]\n"
		      "A web server or spawn-fcgi starts it; see "
		      "hearth.fcgi(8).\n",
		    stderr);
		return str_eq(argv[1], "--help") ? EX_OK : EX_USAGE;
	}
	http_block_signals();
	conf_forget_proxies();
	log_init("hearth", LOG_INFO);
	arena_init(&settings, SETTINGS_MAX);
	status = serve(&settings);
	arena_release(&settings);
	return status;
}
