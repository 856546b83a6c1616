/*
 * DNS is asked outside of a transaction; what it says is then written in one.
 */
#include "worker/domain.h"

#include "app/domain.h"
#include "base/str.h"
#include "net/dns.h"
#include "worker/attempt.h"

#include "base/banned.h"

static enum net_dns_outcome
ask(struct call *call, struct domain_id id, const char *name)
{
	char texts[CRYPT_KEY_SETS][APP_DOMAIN_TEXT_SIZE];
	const char *wanted[CRYPT_KEY_SETS];
	unsigned n = crypt_keys_count(call->keys);

	for (unsigned set = 0; set < n; set++) {
		app_domain_text(call, set, id, texts[set]);
		wanted[set] = texts[set];
	}
	return net_dns_find_text(call->conf->dns_server,
	    arena_printf(call->arena, APP_DOMAIN_LABEL "%s", name), wanted, n);
}

static enum rule_domain_look
look_of(enum net_dns_outcome outcome)
{
	switch (outcome) {
	case NET_DNS_FOUND:
		return RULE_DOMAIN_FOUND;
	case NET_DNS_NO_RECORD:
	case NET_DNS_OTHER_TEXT:
		return RULE_DOMAIN_MISSING;
	case NET_DNS_FAILED:
	case NET_DNS_SILENT:
		break;
	}
	return RULE_DOMAIN_UNKNOWN;
}

static enum err
record(struct call *call, struct domain_id id, enum net_dns_outcome outcome)
{
	enum err err = app_begin(call);

	if (!err)
		err = app_domain_looked(
		    call, id, look_of(outcome), net_dns_sentence(outcome));
	if (!err)
		err = db_commit(call->db);
	return err;
}

enum app_job_end
worker_domain_run(struct worker *w, const struct q_job_claim_row *job,
    char reason[WORKER_REASON_SIZE])
{
	struct call *call = &w->call;
	struct q_domain_find_row domain;
	enum net_dns_outcome outcome;
	struct domain_id id;
	enum err err = app_job_read_id(call, job->payload, "domain_id", &id.v);

	if (err) {
		str_copy(reason, WORKER_REASON_SIZE, w->fault.detail);
		return APP_JOB_DEAD;
	}
	err = q_domain_find(call->db, .id = id, &domain);
	if (!err) {
		outcome = ask(call, id, domain.name);
		str_copy(reason, WORKER_REASON_SIZE, net_dns_sentence(outcome));
		err = record(call, id, outcome);
	}
	if (!err)
		return APP_JOB_DONE;
	db_rollback(call->db);
	if (err != ERR_NOT_FOUND)
		return worker_db_failed(w, err, reason);
	str_copy(reason, WORKER_REASON_SIZE, "the domain is gone");
	return APP_JOB_MOOT;
}
