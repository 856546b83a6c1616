/*
 * contract --out DIR [--version V] [--prefix P] FILE...
 *
 * Reads the fragments of the contract and writes what is compiled and served
 * from it. Nothing is written when any fragment has a mistake.
 */
#include "gen/contract.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <sysexits.h>
#include <sys/stat.h>

#include "base/attr.h"
#include "gen/text.h"

#include "base/banned.h"

static const char usage[] =
    "usage: contract --out DIR [--version V] [--prefix P] FILE...\n"
    "Writes P.h, P.c, words.h, words.c, openapi.json, openapi.c and the lanes "
    "of\n"
    "web servers into DIR from fragments of OpenAPI 3.1. P is api unless "
    "given.\n";

static void
write_c(struct contract *c, struct buf *out)
{
	contract_write_tables(c, out);
	contract_write_routes(c, out);
}

static int
write_all(struct contract *c)
{
	const struct {
		const char *name;
		void (*write)(struct contract *, struct buf *);
	} files[] = {
		{ arena_printf(&c->arena, "%s.h", c->prefix),
		    contract_write_header },
		{ arena_printf(&c->arena, "%s.c", c->prefix), write_c },
		{ arena_printf(&c->arena, "%swords.h", contract_list_prefix(c)),
		    contract_write_words_header },
		{ arena_printf(&c->arena, "%swords.c", contract_list_prefix(c)),
		    contract_write_words },
		{ "openapi.json", contract_write_openapi },
		{ "openapi.c", contract_write_embedded },
		{ "nginx-lanes.conf", contract_write_nginx_lanes },
		{ "apache-lanes.conf", contract_write_apache_lanes },
		{ "lighttpd-lanes.conf", contract_write_lighttpd_lanes },
	};
	struct gen_error error = { "" };
	bool ok = true;

	if (mkdir(c->out, 0777) && errno != EEXIST) {
		fprintf(stderr, "contract: %s: %m\n", c->out);
		return EX_CANTCREAT;
	}
	for (size_t i = 0; i < N_OF(files) && ok; i++) {
		struct buf text;

		buf_init(&text, CONTRACT_TEXT_MAX);
		files[i].write(c, &text);
		ok = gen_text_write(c->out, files[i].name, &text, &error);
		buf_release(&text);
	}
	if (!ok)
		fprintf(stderr, "%s\n", error.text);
	return ok ? EX_OK : EX_IOERR;
}

static int
generate(struct contract *c, char **files)
{
	c->document = json_object_new_object();
	c->paths = json_object_new_object();
	c->components = json_object_new_object();
	contract_openapi_start(c);
	json_object_object_add(c->document, "paths", c->paths);
	json_object_object_add(c->document, "components", c->components);
	for (; *files; files++)
		contract_read(c, *files);
	contract_responses_complete(c);
	contract_schema_check_components(c);
	/* what follows relies on sound schemas */
	if (!c->n_errors)
		contract_lists_read(c);
	if (!c->n_errors)
		contract_operations_read(c);
	if (!c->n_errors)
		contract_routes_read(c);
	if (!c->n_errors)
		contract_openapi_complete(c);
	return c->n_errors ? EX_DATAERR : write_all(c);
}

int
main(int argc, char **argv)
{
	static const struct option options[] = { { "out", required_argument,
						     NULL, 'o' },
		{ "version", required_argument, NULL, 'v' },
		{ "prefix", required_argument, NULL, 'p' },
		{ "help", no_argument, NULL, 'h' }, { 0 } };
	struct contract c = { .prefix = "api", .version = "0" };
	int option, result;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'o')
			c.out = optarg;
		else if (option == 'v')
			c.version = optarg;
		else if (option == 'p')
			c.prefix = optarg;
		else
			break;
	}
	if (option == 'h') {
		fputs(usage, stdout);
		return EX_OK;
	}
	if (option != -1 || !c.out || optind == argc) {
		fputs(usage, stderr);
		return EX_USAGE;
	}
	arena_init(&c.arena, 256 << 20);
	result = generate(&c, argv + optind);
	json_object_put(c.document);
	arena_release(&c.arena);
	return result;
}
