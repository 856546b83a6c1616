/*
 * Nothing that Hearth calls goes through a proxy that its environment names:
 * under plain CGI a client's header "Proxy:" becomes HTTP_PROXY, and mail has
 * to reach the server of MAIL_URL itself.
 */
#ifndef CONF_PROXY_H
#define CONF_PROXY_H

/* Takes the variables that libcurl and its like obey (HTTP_PROXY and its kin)
 * out of the environment. To be called early in main. */
void conf_forget_proxies(void);

#endif
