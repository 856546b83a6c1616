/*
 * The names by which programs are told of proxies, in both cases of letters.
 */
#include "conf/proxy.h"

#include <stdlib.h>

#include "base/attr.h"

#include "base/banned.h"

void
conf_forget_proxies(void)
{
	static const char *const names[] = { "http_proxy", "HTTP_PROXY",
		"https_proxy", "HTTPS_PROXY", "ftp_proxy", "FTP_PROXY",
		"all_proxy", "ALL_PROXY", "smtp_proxy", "SMTP_PROXY",
		"smtps_proxy", "SMTPS_PROXY", "no_proxy", "NO_PROXY" };

	for (size_t i = 0; i < N_OF(names); i++)
		unsetenv(names[i]);
}
