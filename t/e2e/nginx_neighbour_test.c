/*
 * Hearth's site beside another one, on the same nginx: whatever Hearth does to
 * its own clients, the other site's do not notice; and an upgrade renews what
 * is Hearth's and leaves alone what is the administrator's.
 */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "t/e2e/site_fixture.h"

#include "base/banned.h"

enum { REQUESTS = 800 };

#define NEIGHBOUR "neighbour.example.org"
#define LANES	  "usr/share/hearth/nginx/nginx-lanes.conf"
#define SITE	  "site/sites-enabled/hearth"

TestSuite(e2e_nginx_neighbour, .init = site_lay_out, .fini = site_stop,
    .timeout = 60);

/* A site of files, which nginx would limit as it does those of Hearth, that
 * claims to be the one for hosts that nobody knows. */
static void
move_in(void)
{
	char site[512];

	snprintf(site, sizeof(site),
	    "server {\n\tlisten unix:%s default_server;\n"
	    "\tserver_name " NEIGHBOUR ";\n\troot %s;\n}\n",
	    site_path("site/80"), site_path("."));
	site_write(site_path("site/sites-enabled/neighbour"), site);
	site_write(site_path("page"), "welcome");
	cr_assert(eq(int,
	    site_run(
		(const char *const[]){ "sed", "-i", "/hearth-strangers/s/^/#/",
		    site_path("site/sites-enabled/hearth"), NULL }),
	    0));
}

/* How many of all the requests get this status. */
static int
count(const char *url, int status)
{
	int n = 0;

	for (int i = 0; i < REQUESTS; i++)
		n += site_get(url) == status;
	return n;
}

Test(e2e_nginx_neighbour, is_not_limited_while_hearth_is)
{
	move_in();
	cr_expect(site_is_sound(site_path("site/nginx.conf")), "%s",
	    site_read(site_path("said")));
	site_start();
	cr_expect(gt(int, count("https://" SITE_HOST "/healthcheck", 429), 0));
	cr_expect(eq(int, count("http://" NEIGHBOUR "/page", 200), REQUESTS));
	cr_expect(eq(str, site_header("Strict-Transport-Security"), "(none)"));
}

Test(e2e_nginx_neighbour, has_the_hosts_that_nobody_knows)
{
	move_in();
	site_start();
	cr_expect(eq(int, site_get("http://other.example.org/page"), 200));
	cr_expect(eq(int, site_get("http://" SITE_HOST "/page"), 301));
}

/* As if installed with that prefix, without programs. */
static void
install(void)
{
	char prefix[192];

	snprintf(prefix, sizeof(prefix), "prefix=%s", site_path("usr"));
	cr_assert(eq(int,
		      site_run((const char *const[]){ "env", "-u", "MAKEFLAGS",
			  "-u", "MFLAGS", "-u", "MAKELEVEL", "make", "-s", "-C",
			  TOP_BUILDDIR, "install-data", prefix,
			  "DESTDIR=", "sysconfdir=/dev/null/etc", NULL }),
		      0),
	    "%s", site_read(site_log()));
}

/* The installed site, at home here and under a name of one's own. */
static void
edit(void)
{
	static const char script[] =
	    "sed -e \"s/example.org/example.net/; s|/etc/ssl/[a-z]*|$1/site|\""
	    " -e '/listen \\[/d' -e \"s|listen |listen unix:$1/|\""
	    " \"$1/usr/share/hearth/nginx/hearth.conf\""
	    " >\"$1/site/sites-enabled/hearth\" &&"
	    " sed -i \"s|/var/log/nginx|$1/site/log|;"
	    " s|/srv/hearth/files|$1/site/files|\""
	    " \"$1\"/usr/share/hearth/nginx/*.conf";

	cr_assert(eq(int,
	    site_run((const char *const[]){
		"sh", "-c", script, "sh", site_path("."), NULL }),
	    0));
}

/* Files are where others say that they are. */
static void
expect_own_places(const char *file)
{
	const char *content = site_read(site_path("%s", file));

	cr_expect(strstr(content, site_path("usr/share/hearth/")) != NULL &&
		      strstr(content, " /usr/share/") == NULL &&
		      strstr(content, "\"/usr/share/hearth") == NULL,
	    "%s", file);
}

Test(e2e_nginx_neighbour, an_upgrade_keeps_edits_and_renews_the_rest)
{
	char before[4096];

	install();
	cr_assert(strstr(site_read(site_path(LANES)), "/auth/login") != NULL);
	expect_own_places(LANES);
	expect_own_places("usr/share/hearth/apache/hearth-server.conf");
	expect_own_places("usr/share/hearth/lighttpd/hearth-server.conf");
	site_write(site_path(LANES), "# of an older version\n");
	edit();
	str_copy(before, sizeof(before), site_read(site_path(SITE)));

	install();
	cr_expect(strstr(site_read(site_path(LANES)), "/auth/login") != NULL);
	cr_expect(eq(str, (char *)site_read(site_path(SITE)), before));
	edit();
	cr_expect(site_is_sound(site_path("site/nginx.conf")), "%s",
	    site_read(site_path("said")));
}
