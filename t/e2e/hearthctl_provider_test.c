/*
 * hearthctl: with whose accounts people sign in, as an operator keeps them.
 * These are asked for real.
 */
#include <stdlib.h>
#include <sysexits.h>

#include "t/e2e/ctl_fixture.h"
#include "t/lib/http_server.h"
#include "t/lib/signer.h"

#include "base/banned.h"

static struct http_server server;

/* The server says of itself what a provider says; issuer: of whom. */
static void
publish(const char *issuer)
{
	char *url = text("http://%s", server.host);

	http_server_set(&server, "metadata",
	    "{\"issuer\":\"%s\",\"authorization_endpoint\":\"%s/auth\","
	    "\"token_endpoint\":\"%s/token\",\"jwks_uri\":\"%s/jwks\"}",
	    issuer, url, url, url);
	http_server_set(&server, "jwks", "{\"keys\":[%s]}",
	    signer_jwk(signer_new(CRYPT_ES256, 0), ""));
	http_server_set(&server, "site",
	    "/.well-known/openid-configuration give metadata\n"
	    "/jwks give jwks\n");
}

/* They are migrated, the server is there, and may be asked; its address. */
static char *
start(void)
{
	migrate();
	http_server_start(&server);
	setenv("OUTBOUND_ALLOW", server.host, 1);
	publish(text("http://%s", server.host));
	return text("http://%s", server.host);
}

static void
expect_doctor(const char *line)
{
	ctl("doctor --run-dir %s", t.dir);
	expect_out(line);
}

Test_engines(e2e_hearthctl_provider, one_is_added_asked_changed_and_removed)
{
	char *url = start();

	expect_exit(0, ctl_with("s3cr et/+=\n",
			   text("provider add --kind oidc --client-id hearth "
				"--issuer %s --scopes openid --secret-file - "
				"ours",
			       url)));
	expect_out("/api/v1/auth/oauth/ours/callback\n");
	expect_doctor("warn  providers: OAUTH_REDIRECT_URIS has none");
	expect_doctor("warn  providers: ours has not said of itself");
	expect_exit(0, ctl("provider test ours"));
	expect_out(
	    text("%s says who it is, and has keys; people can sign", url));
	expect_exit(0, ctl("provider list --json"));
	expect_out(
	    text("\"name\":\"ours\",\"kind\":\"oidc\",\"issuer\":\"%s\"", url));
	expect_out("\"has_secret\":true");
	expect_no_out("s3cr");
	expect_doctor(text("ok    providers: ours: %s\n", url));
	expect_exit(0, ctl("provider change --title Ours --enabled no ours"));
	expect_exit(0, ctl("provider test ours"));
	expect_out("people cannot sign in");
	expect_exit(0, ctl("provider remove ours"));
	expect_exit(0, ctl("provider list --json"));
	expect_out("[]\n");
	http_server_stop(&server);
}

Test_engines(e2e_hearthctl_provider, why_one_does_not_do_is_said)
{
	char *url = start();

	expect_exit(0, ctl("provider add --kind oidc --client-id hearth "
			   "--issuer %s/ --enabled yes a",
			   url));
	/* a path that ends with a slash is another issuer */
	expect_exit(EX_UNAVAILABLE, ctl("provider test a"));
	expect_err("its issuer is another");
	http_server_set(&server, "site", "%s", "");
	expect_exit(EX_UNAVAILABLE, ctl("provider test a"));
	http_server_stop(&server);
	expect_exit(EX_UNAVAILABLE, ctl("provider test a"));
	expect_err("The provider gave no answer. The server cannot be ");
}

static const struct {
	const char *input, *line, *said;
	int status;
} refused[] = {
	{ "", "add a", "client_id: ", EX_DATAERR },
	{ "", "add --kind king --client-id x a", "kind: Must be one of",
	    EX_DATAERR },
	{ "", "add --kind oidc --client-id x a", "issuer: ", EX_DATAERR },
	{ "", "add --kind google --client-id x A", "name: ", EX_DATAERR },
	{ "", "add --kind google --client-id x clerk", "name: ", EX_DATAERR },
	{ "", "add --kind google --client-id x --enabled maybe a",
	    "neither yes nor no", EX_USAGE },
	{ "", "add --kind google --client-id x --tenants 1,2 a",
	    "tenants/0: ", EX_DATAERR },
	{ "", "add --kind google --client-id x --secret-file - a",
	    "on one line", EX_DATAERR },
	{ "a\nb\n", "add --kind google --client-id x --secret-file - a",
	    "on one line", EX_DATAERR },
	{ "", "add --kind google --client-id x --secret-file /none a",
	    "/none: No such file", EX_NOINPUT },
	{ "", "change --title x none", "no provider 'none'", EX_DATAERR },
	{ "", "change --client-id= ours", "client_id: ", EX_DATAERR },
	{ "", "change --kind google ours", "--kind", EX_USAGE },
	{ "", "remove none", "no provider 'none'", EX_DATAERR },
	{ "", "test none", "no provider 'none'", EX_DATAERR },
	{ "", "add --kind google --client-id x ours", "name: ", EX_DATAERR },
};

Test_engines(e2e_hearthctl_provider, what_cannot_be_one_is_refused)
{
	migrate();
	expect_exit(
	    0, ctl_with("a secret", "provider add --kind google --client-id x "
				    "--secret-file - ours"));
	for (size_t i = 0; i < N_OF(refused); i++) {
		expect_exit(refused[i].status,
		    ctl_with(refused[i].input,
			text("provider %s", refused[i].line)));
		expect_err(refused[i].said);
	}
	setenv("SECRET_KEY", "another secret key that is long enough", 1);
	expect_doctor("fail  providers: the secret of ours does not open");
	expect_exit(EX_SOFTWARE, ctl("provider test ours"));
}
