/*
 * The environment without proxies.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

#include "conf/proxy.h"

#include "base/banned.h"

Test(conf_proxy, what_names_a_proxy_leaves_the_environment)
{
	setenv("HTTP_PROXY", "http://127.0.0.1:1", 1);
	setenv("all_proxy", "http://127.0.0.1:1", 1);
	setenv("smtp_proxy", "http://127.0.0.1:1", 1);
	setenv("HTTP_PROXIMITY", "near", 1);
	conf_forget_proxies();
	cr_expect(zero(ptr, getenv("HTTP_PROXY")));
	cr_expect(zero(ptr, getenv("all_proxy")));
	cr_expect(zero(ptr, getenv("smtp_proxy")));
	cr_expect(eq(str, getenv("HTTP_PROXIMITY"), "near"));
}
