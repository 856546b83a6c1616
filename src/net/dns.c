/*
 * The child asks, reads what comes from strangers, and ends with what it found
 * as its exit status.
 */
#include "net/dns.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdint.h>
#include <string.h>

#include "base/str.h"
#include "net/apart.h"

#include "base/banned.h"

enum { ANSWER_MAX = 65535, ADDRESS_SIZE = 16 };

/* What is asked for. */
struct question {
	const char *name;
	const char *const *texts;
	size_t n;
};

static bool
parse_server(const char *text, struct sockaddr_in *server)
{
	size_t len = strcspn(text, ":");
	char address[ADDRESS_SIZE];
	int64_t port = NS_DEFAULTPORT;

	if (len >= sizeof(address) ||
	    (text[len] && !str_to_int(text + len + 1, 1, 65535, &port)))
		return false;
	str_copy(address, len + 1, text);
	*server = (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port) };
	return inet_pton(AF_INET, address, &server->sin_addr) == 1;
}

bool
net_dns_server_is_valid(const char *server)
{
	struct sockaddr_in address;

	return parse_server(server, &address);
}

/* A record is strings, each behind its length. */
static size_t
join_strings(const ns_rr *record, char *text)
{
	const unsigned char *p = ns_rr_rdata(*record);
	const unsigned char *end = p + ns_rr_rdlen(*record);
	size_t len = 0;

	while (p < end) {
		size_t n = *p++;

		if (n > (size_t)(end - p))
			break;
		memcpy(text + len, p, n);
		len += n;
		p += n;
	}
	return len;
}

static bool
is_wanted(const ns_rr *record, const struct question *q)
{
	char text[ANSWER_MAX];
	size_t len = join_strings(record, text);

	for (size_t i = 0; i < q->n; i++)
		if (strlen(q->texts[i]) == len &&
		    memcmp(q->texts[i], text, len) == 0)
			return true;
	return false;
}

static enum net_dns_outcome
read_answer(const unsigned char *answer, int len, const struct question *q)
{
	enum net_dns_outcome outcome = NET_DNS_NO_RECORD;
	ns_msg message;
	ns_rr record;

	if (ns_initparse(answer, len, &message))
		return NET_DNS_FAILED;
	for (int i = 0; i < ns_msg_count(message, ns_s_an); i++) {
		if (ns_parserr(&message, ns_s_an, i, &record))
			return NET_DNS_FAILED;
		if (ns_rr_type(record) != ns_t_txt)
			continue;
		if (is_wanted(&record, q))
			return NET_DNS_FOUND;
		outcome = NET_DNS_OTHER_TEXT;
	}
	return outcome;
}

static enum net_dns_outcome
ask(const char *server, const struct question *q)
{
	static unsigned char answer[ANSWER_MAX];
	struct __res_state state = { 0 };
	int len;

	if (res_ninit(&state))
		return NET_DNS_FAILED;
	state.options |= RES_USEVC;
	if (*server) {
		if (!parse_server(server, &state.nsaddr_list[0]))
			return NET_DNS_FAILED;
		state.nscount = 1;
	}
	len = res_nquery(
	    &state, q->name, ns_c_in, ns_t_txt, answer, sizeof(answer));
	if (len >= 0)
		return read_answer(answer, len, q);
	return state.res_h_errno == HOST_NOT_FOUND ||
		       state.res_h_errno == NO_DATA
		   ? NET_DNS_NO_RECORD
		   : NET_DNS_FAILED;
}

/* What the child does. */
struct work {
	const char *server;
	struct question question;
};

static int
ask_apart(void *ctx)
{
	const struct work *work = ctx;

	return (int)ask(work->server, &work->question);
}

enum net_dns_outcome
net_dns_find_text(
    const char *server, const char *name, const char *const *texts, size_t n)
{
	struct work work = { server, { name, texts, n } };
	int outcome = NET_DNS_FAILED;

	switch (net_apart_run(
	    &(struct net_apart){
		.work = ask_apart, .ctx = &work, .limit_s = NET_DNS_WAIT_S },
	    &outcome)) {
	case NET_APART_DONE:
		break;
	case NET_APART_LATE:
		return NET_DNS_SILENT;
	case NET_APART_GIVEN_UP:
	case NET_APART_FAILED:
		return NET_DNS_FAILED;
	}
	return outcome >= 0 && outcome <= (int)NET_DNS_SILENT
		   ? (enum net_dns_outcome)outcome
		   : NET_DNS_FAILED;
}

const char *
net_dns_sentence(enum net_dns_outcome outcome)
{
	static const char *const sentences[] = {
		[NET_DNS_FOUND] = "The record is there.",
		[NET_DNS_NO_RECORD] = "There is no such TXT record.",
		[NET_DNS_OTHER_TEXT] =
		    "There is a TXT record, but with another text.",
		[NET_DNS_FAILED] = "The name servers could not tell.",
		[NET_DNS_SILENT] = "The name servers did not answer in time.",
	};

	return sentences[outcome];
}
