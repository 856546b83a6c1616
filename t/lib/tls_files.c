#include "t/lib/tls_files.h"

#include <stdio.h>

#include "base/bug.h"
#include "t/lib/process.h"

#include "base/banned.h"

enum { MAKE_MS = 20000, PATH_SIZE = 96 };

static void
path_in(const char *dir, const char *name, char path[PATH_SIZE])
{
	bug_if(snprintf(path, PATH_SIZE, "%s/%s", dir, name) >= PATH_SIZE);
}

void
tls_files_make(const char *dir, const char *name)
{
	char ca[PATH_SIZE], ca_key[PATH_SIZE], cert[PATH_SIZE], key[PATH_SIZE],
	    log[PATH_SIZE], alt[PATH_SIZE];

	path_in(dir, "ca.pem", ca);
	path_in(dir, "ca.key", ca_key);
	path_in(dir, "server.pem", cert);
	path_in(dir, "server.key", key);
	path_in(dir, "openssl.log", log);
	snprintf(alt, sizeof(alt), "subjectAltName=%s", name);
	bug_if(process_run(log, MAKE_MS,
	    (const char *const[]){ "openssl", "req", "-x509", "-newkey", "ec",
		"-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
		"2", "-subj", "/CN=Test authority", "-keyout", ca_key, "-out",
		ca, NULL }));
	bug_if(process_run(log, MAKE_MS,
	    (const char *const[]){ "openssl", "req", "-x509", "-newkey", "ec",
		"-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
		"2", "-subj", "/CN=server.test", "-addext", alt, "-addext",
		"basicConstraints=critical,CA:FALSE", "-CA", ca, "-CAkey",
		ca_key, "-keyout", key, "-out", cert, NULL }));
}
