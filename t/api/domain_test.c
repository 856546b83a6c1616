/*
 * Domains of clusters: claiming one, and proving it by DNS.
 */
#include <string.h>

#include "t/lib/api.h"
#include "t/lib/dns_server.h"
#include "t/lib/rows.h"
#include "t/lib/work.h"

#include "base/banned.h"

#define DAY "86400000000"

static struct dns_server dns;

static void
given_cluster(void)
{
	given("c", "ann", "/clusters {'name': 'Tea house'}");
}

/* A claim, with the record that proves it. */
static void
given_claim(const char *name)
{
	given_cluster();
	expect(201, as("ann", POST, "/clusters/%s/domains {'name': '%s'}",
			id("c"), name));
	keep_id("record",
	    text("%s txt %s\n", body("/txt_name"), body("/txt_value")));
}

static void
given_dns(void)
{
	dns_server_start(&dns);
	api_set("DNS_SERVER", dns.address);
}

/* As if all of it had been so many days earlier. */
static void
pass_days(int days)
{
#define EARLIER(unit)                                              \
	"UPDATE space_domain SET check_at = check_at - %d * " unit \
	", created_at = created_at - %d * " unit                   \
	", failing_since = failing_since - %d * " unit
	work_sql(text(EARLIER("interval '1 day'"), days, days, days),
	    text(EARLIER(DAY), days, days, days));
#undef EARLIER
	work_sql("DELETE FROM throttle", "DELETE FROM throttle");
}

static void
verify(void)
{
	expect(202, as("ann", POST, "/clusters/%s/domains/%s/verify", id("c"),
			"campus.example"));
	work();
}

static const char *
state_of(void)
{
	expect(200, as("ann", GET, "/clusters/%s/domains", id("c")));
	return body_count("") == 0 ? "gone" : body("/0/state");
}

static void
expect_state(const char *state)
{
	expect_text(state, state_of());
}

static void
given_verified(void)
{
	given_dns();
	given_claim("campus.example");
	dns_server_set(&dns, "%s", id("record"));
	verify();
	expect_state("verified");
}

Test_engines(api_domain, a_claim_says_which_record_proves_it)
{
	given_cluster();
	expect(201, as("ann", POST,
			"/clusters/%s/domains {'name': ' CAMPUS.example. ', "
			"'with_subdomains': true, 'ttl_days': 365}",
			id("c")));
	expect_text("campus.example", body("/name"));
	expect_text("pending", body("/state"));
	expect_text("_hearth-challenge.campus.example", body("/txt_name"));
	cr_expect(str_has_prefix(body("/txt_value"), "hearth-verify="));
	expect_int(14 + 26, (long)strlen(body("/txt_value")));
	expect_text("true", body("/with_subdomains"));
	expect_text("false", body("/auto_join"));
	expect_int(365, body_int("/ttl_days"));
	expect_text("null", body("/last_error"));
	keep_id("value", body("/txt_value"));
	expect(200, as("ann", GET, "/clusters/%s/domains", id("c")));
	expect_int(1, body_count(""));
	expect_text(id("value"), body("/0/txt_value"));
	expect(200, as("ann", GET, "/clusters/%s/audit-log", id("c")));
	expect_text("domain.add", body("/0/action"));
	expect_text("campus.example", body("/0/details/name"));
}

static void
expect_refused(const char *code, const char *name)
{
	expect(422, as("ann", POST, "/clusters/%s/domains {'name': '%s'}",
			id("c"), name));
	expect_text(code, error_at("/name"));
}

#define LABEL_50 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee."

Test_engines(api_domain, nobody_claims_what_is_everybodys)
{
	given_cluster();
	expect_refused("public_suffix", "co.uk");
	expect_refused("public_suffix", "GitHub.io.");
	expect_refused("public_suffix", "duckdns.org");
	expect_refused("pattern", "example");
	expect_refused("domain", "_dmarc.campus.example");
	expect_refused("domain", "192.0.2.1");
	expect_refused("domain", "*.campus.example");
	expect_refused("domain", "ann@campus.example");
	/* 236 characters: the name of the record would be too long */
	expect_refused("too_long", LABEL_50 LABEL_50 LABEL_50 LABEL_50
	    "aaaaaaaaaaaaaaaaaaaaaaaa.example");
	expect(
	    201, as("ann", POST, "/clusters/%s/domains {'name': '%s'}", id("c"),
		     LABEL_50 LABEL_50 LABEL_50 LABEL_50
		     "aaaaaaaaaaaaaaaaaaaaaaa.example"));
	expect(201,
	    as("ann", POST, "/clusters/%s/domains {'name': 'ann.github.io'}",
		id("c")));
	expect_refused("taken", "Ann.github.io");
	expect(201, as("ann", POST,
			"/clusters/%s/domains {'name': 'm\u00fcnchen.example'}",
			id("c")));
	expect_text("xn--mnchen-3ya.example", body("/name"));
	expect_refused("taken", "xn--mnchen-3ya.example");
}

Test_engines(api_domain, a_cluster_claims_twenty)
{
	given_cluster();
	for (int i = 0; i < 20; i++)
		expect(201, as("ann", POST,
				"/clusters/%s/domains {'name': 'd%d.example'}",
				id("c"), i));
	expect_problem(403, "forbidden",
	    as("ann", POST, "/clusters/%s/domains {'name': 'd.example'}",
		id("c")));
	expect(
	    204, as("ann", DELETE, "/clusters/%s/domains/d7.example", id("c")));
	expect(201, as("ann", POST,
			"/clusters/%s/domains {'name': 'd.example'}", id("c")));
	expect(200, as("ann", GET, "/clusters/%s/domains", id("c")));
	expect_int(20, body_count(""));
}

Test_engines(api_domain, only_who_may_manages_them)
{
	given_claim("campus.example");
	expect(200, as("bob", POST, "/clusters/%s/join", id("c")));
	expect_problem(
	    403, "forbidden", as("bob", GET, "/clusters/%s/domains", id("c")));
	expect_problem(403, "forbidden",
	    as("bob", POST, "/clusters/%s/domains/campus.example/verify",
		id("c")));
	expect_problem(404, "not_found",
	    as("ann", POST, "/clusters/%s/domains/other.example/verify",
		id("c")));
	expect_problem(404, "not_found",
	    as("ann", DELETE, "/clusters/%s/domains/-", id("c")));
	given("g", "ann", "/groups {'name': 'x'}");
	expect_problem(
	    404, "not_found", as("ann", GET, "/clusters/%s/domains", id("g")));
	expect(202, as("ann", DELETE, "/clusters/%s", id("c")));
	expect(200, as("ann", GET, "/clusters/%s/domains", id("c")));
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/clusters/%s/domains/campus.example/verify",
		id("c")));
	expect_problem(409, "invalid_transition",
	    as("ann", PATCH, "/clusters/%s/domains/campus.example {}",
		id("c")));
	expect_problem(409, "invalid_transition",
	    as("ann", DELETE, "/clusters/%s/domains/campus.example", id("c")));
	expect_problem(409, "invalid_transition",
	    as("ann", POST, "/clusters/%s/domains {'name': 'b.example'}",
		id("c")));
}

Test_engines(api_domain, a_record_proves_it)
{
	given_dns();
	given_claim("campus.example");
	verify();
	expect_state("pending");
	expect_text("There is no such TXT record.", body("/0/last_error"));
	dns_server_set(&dns, "%s", id("record"));
	expect_problem(429, "rate_limited",
	    as("ann", POST, "/clusters/%s/domains/campus.example/verify",
		id("c")));
	expect_text("60", header("Retry-After"));
	pass_days(0);
	verify();
	expect_state("verified");
	expect_text("null", body("/0/last_error"));
	cr_expect(!str_eq(body("/0/verified_at"), "null"));
	expect(200, as("ann", GET, "/clusters/%s/audit-log", id("c")));
	expect_text("domain.verify", body("/0/action"));
	expect_text("worker", body("/0/actor_kind"));
	dns_server_stop(&dns);
}

/* Records that prove the claim of somebody else, or of before, prove nothing.
 */
Test_engines(api_domain, nobody_takes_a_domain_over)
{
	given_verified();
	given("d", "eve", "/clusters {'name': 'Evil'}");
	expect(201,
	    as("eve", POST, "/clusters/%s/domains {'name': 'campus.example'}",
		id("d")));
	expect(202, as("eve", POST,
			"/clusters/%s/domains/campus.example/verify", id("d")));
	work();
	expect(200, as("eve", GET, "/clusters/%s/domains", id("d")));
	expect_text("pending", body("/0/state"));
	expect_text("There is a TXT record, but with another text.",
	    body("/0/last_error"));
	expect(204,
	    as("ann", DELETE, "/clusters/%s/domains/campus.example", id("c")));
	expect(201,
	    as("ann", POST, "/clusters/%s/domains {'name': 'campus.example'}",
		id("c")));
	pass_days(0);
	verify();
	expect_state("pending");
	dns_server_stop(&dns);
}

Test_engines(api_domain, several_clusters_prove_one_domain)
{
	given_verified();
	given("d", "bob", "/clusters {'name': 'x'}");
	expect(201,
	    as("bob", POST, "/clusters/%s/domains {'name': 'campus.example'}",
		id("d")));
	dns_server_set(&dns, "%s%s txt %s\n", id("record"), body("/txt_name"),
	    body("/txt_value"));
	expect(202, as("bob", POST,
			"/clusters/%s/domains/campus.example/verify", id("d")));
	work();
	expect(200, as("bob", GET, "/clusters/%s/domains", id("d")));
	expect_text("verified", body("/0/state"));
	expect_state("verified");
	dns_server_stop(&dns);
}

Test_engines(api_domain, it_lapses_when_its_record_is_gone_for_a_week)
{
	given_verified();
	pass_days(6);
	dns_server_set(&dns, "\n");
	work();
	expect_text("null", (state_of(), body("/0/last_error")));
	pass_days(1);
	work();
	expect_state("verified");
	expect_text("There is no such TXT record.", body("/0/last_error"));
	pass_days(6);
	work();
	expect_state("verified");
	expect_int(0, work_mails("ann@example.org"));
	pass_days(1);
	work();
	expect_state("lapsed");
	cr_expect(strstr(work_mail("ann@example.org"),
	    "Subject: A domain has lapsed: Tea house"));
	expect(200, as("ann", GET, "/clusters/%s/audit-log", id("c")));
	expect_text("domain.lapse", body("/0/action"));
	dns_server_set(&dns, "%s", id("record"));
	pass_days(7);
	work();
	expect_state("verified");
	expect_int(1, work_mails("ann@example.org"));
	dns_server_stop(&dns);
}

Test_engines(api_domain, one_miss_between_two_hits_is_forgotten)
{
	given_verified();
	dns_server_set(&dns, "\n");
	pass_days(7);
	work();
	dns_server_set(&dns, "%s", id("record"));
	pass_days(7);
	work();
	dns_server_set(&dns, "\n");
	pass_days(7);
	work();
	expect_state("verified");
	dns_server_stop(&dns);
}

Test_engines(api_domain, what_nobody_can_tell_counts_for_nothing)
{
	given_verified();
	dns_server_set(&dns, "_hearth-challenge.campus.example fail\n");
	for (int i = 0; i < 3; i++) {
		pass_days(7);
		work();
	}
	expect_state("verified");
	expect_text("The name servers could not tell.", body("/0/last_error"));
	dns_server_stop(&dns);
	pass_days(7);
	work();
	expect_state("verified");
}

Test_engines(api_domain, a_claim_goes_after_thirty_days)
{
	given_dns();
	given_claim("campus.example");
	pass_days(29);
	work();
	expect_state("pending");
	pass_days(1);
	dns_server_set(&dns, "_hearth-challenge.campus.example fail\n");
	work();
	expect_state("pending");
	dns_server_set(&dns, "\n");
	pass_days(1);
	work();
	expect_state("gone");
	expect(200, as("ann", GET, "/clusters/%s/audit-log", id("c")));
	expect_text("domain.remove", body("/0/action"));
	dns_server_stop(&dns);
}

/* As a clock that is ahead writes it. */
Test_engines(api_domain, no_look_is_put_off_by_a_clock_that_was_wrong)
{
	given_verified();
	pass_days(-400);
	dns_server_set(&dns, "\n");
	work();
	expect_text("There is no such TXT record.",
	    (state_of(), body("/0/last_error")));
	dns_server_stop(&dns);
}

Test_engines(api_domain, its_rules_change)
{
	given_claim("campus.example");
	expect(200, as("ann", PATCH,
			"/clusters/%s/domains/CAMPUS.example {'ttl_days': 30, "
			"'auto_join': true}",
			id("c")));
	expect_int(30, body_int("/ttl_days"));
	expect_text("true", body("/auto_join"));
	expect(
	    200, as("ann", PATCH,
		     "/clusters/%s/domains/campus.example {'ttl_days': null}",
		     id("c")));
	expect_text("null", body("/ttl_days"));
	expect_text("true", body("/auto_join"));
	expect_text("false", body("/with_subdomains"));
}

Test_engines(api_domain, a_look_at_one_that_is_gone_is_no_error)
{
	struct rows rows;

	given_claim("campus.example");
	expect(202, as("ann", POST,
			"/clusters/%s/domains/campus.example/verify", id("c")));
	expect(204,
	    as("ann", DELETE, "/clusters/%s/domains/campus.example", id("c")));
	work();
	rows_count(&rows);
	expect_int(0, (long)rows_of(&rows, "space_domain"));
}
