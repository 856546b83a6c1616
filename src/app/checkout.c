/*
 * The row says what was asked, in the words that were sent: another request
 * with the same key would be refused, and one with another key might open a
 * second page.
 */
#include "app/checkout.h"

#include <string.h>

#include "app/job.h"
#include "app/hearing.h"
#include "app/payment_page.h"
#include "app/reservation.h"
#include "app/sale.h"
#include "app/sold.h"
#include "base/clock.h"
#include "base/str.h"
#include "generated/query/payment.h"
#include "rule/reservation.h"
#include "rule/transition.h"

#include "base/banned.h"

enum { PAGE = 100, PROMISE_D = 30 };

#define MINUTE_US (60 * CLOCK_SECOND_US)

/*
 * By whom.
 */

static bool
is_usable(const struct conf *conf, const struct pay_provider *p)
{
	return *(pay_provider_is_remote(p) ? conf->stripe_secret_key
					   : conf->payment_instructions);
}

/* The first of the operator's list that can be used, or the one that is asked
 * for. */
static const struct pay_provider *
provider_of(struct call *call, const char *asked)
{
	char *list = arena_strdup(call->arena, call->conf->payment_providers);
	const struct pay_provider *p;
	char *name;

	while ((name = strsep(&list, ","))) {
		p = pay_provider_find(name);
		if (p && is_usable(call->conf, p) &&
		    (!asked || str_eq(asked, name)))
			return p;
	}
	return NULL;
}

/* Whether a URL is of an origin: "https://host:port" and a path, or none. */
static bool
is_of(const char *url, const char *origin, size_t len)
{
	return len && strncmp(url, origin, len) == 0 &&
	       (!url[len] || strchr("/?", url[len]));
}

static bool
is_ours(const struct conf *conf, const char *url)
{
	const char *origins = conf->cors_origins;

	if (is_of(url, conf->public_url, strlen(conf->public_url)))
		return true;
	while (*origins) {
		size_t len = strcspn(origins, ",");

		if (is_of(url, origins, len))
			return true;
		origins += len + (origins[len] == ',');
	}
	return false;
}

static enum err
check_url(struct call *call, const char *pointer, const char *url)
{
	return !url || (!str_has_control(url) && is_ours(call->conf, url))
		   ? ERR_OK
		   : fault_value(call->fault, pointer, "origin",
			 "It leads to another site.");
}

enum err
app_checkout_choose(struct call *call, const struct app_checkout_wish *wish,
    const struct pay_provider **provider)
{
	struct q_checkout_order_row order;
	enum err err = app_reservation_see(call, wish->reservation);

	*provider = NULL;
	if (!err)
		err = check_url(call, "/success_url", wish->success_url);
	if (!err)
		err = check_url(call, "/cancel_url", wish->cancel_url);
	if (!err)
		err = q_checkout_order(
		    call->db, .reservation = wish->reservation, &order);
	if (err || order.total_minor == 0)
		return err;
	*provider = provider_of(call, wish->provider);
	return *provider ? ERR_OK
			 : fault(call->fault, ERR_PROVIDER_UNAVAILABLE,
			       "Nothing can be paid like that on this server.");
}

/*
 * Opening.
 */

/* An attempt to have a page. */
struct attempt {
	struct call *call;
	const struct app_checkout_wish *wish;
	struct app_checkout *out;
	struct q_reservation_for_write_row row;
	char id[UUID_TEXT_SIZE];
};

static const char *
url_of(const struct attempt *a, const char *asked)
{
	return asked ? asked
		     : arena_printf(a->call->arena, "%s/reservations/%s",
			   a->call->conf->public_url, a->id);
}

static enum err
read_items(struct call *call, struct reservation_id id, struct pay_order *order)
{
	struct q_checkout_items_row *rows;
	struct pay_item *items;
	enum err err = q_checkout_items(
	    call->db, .reservation = id, &rows, &order->n);

	if (err)
		return err;
	items = arena_array(call->arena, order->n, sizeof(*items));
	for (size_t i = 0; i < order->n; i++)
		items[i] = (struct pay_item){ rows[i].name, rows[i].quantity,
			rows[i].price_minor };
	order->items = items;
	return ERR_OK;
}

/* What is sent to the provider. */
static enum err
write_order(struct attempt *a, const char **form)
{
	struct call *call = a->call;
	struct q_checkout_order_row row;
	struct pay_order order = { .reservation = a->id,
		.ends_us = call->now_us + PAY_SESSION_M * MINUTE_US,
		.success_url = url_of(a, a->wish->success_url),
		.cancel_url = url_of(a, a->wish->cancel_url) };
	enum err err = q_checkout_order(
	    call->db, .reservation = a->row.id, &row);

	if (!err)
		err = read_items(call, a->row.id, &order);
	if (err)
		return err;
	order.title = row.title;
	order.email = row.email;
	order.currency = row.currency;
	return a->out->provider->order(&order, call->arena, form)
		   ? ERR_OK
		   : fault(call->fault, ERR_PROVIDER_FAILED,
			 "Such an amount cannot be paid by this provider.");
}

static enum err
await(const struct attempt *a)
{
	struct opt_time until = { true,
		a->call->now_us + RULE_RESERVATION_SESSION_M * MINUTE_US };

	return q_reservation_set(a->call->db, .id = a->row.id,
	    .status = RESERVATION_STATUS_AWAITING_PAYMENT, .expires = until,
	    .now = a->call->now_us, NULL);
}

static void
ask_for(struct attempt *a, const char *form, int64_t attempt)
{
	a->out->request = a->out->provider->open(
	    form, arena_printf(a->call->arena, "res-%s-%lld", a->id,
		      (long long)attempt));
}

static enum err
begin_first(struct attempt *a)
{
	const char *form;
	int to;
	enum err err = rule_transition_find(&rule_reservation_machine,
	    RULE_AWAIT, (int)a->row.status, a->call->fault, &to);

	if (!err)
		err = write_order(a, &form);
	if (!err)
		err = await(a);
	if (!err)
		err = q_checkout_add(a->call->db, .reservation = a->row.id,
		    .provider = a->out->provider->name, .request = form,
		    .now = a->call->now_us, NULL);
	if (!err)
		ask_for(a, form, 1);
	return err;
}

/* The provider did not take what was asked before. */
static enum err
begin_anew(struct attempt *a, const struct q_checkout_find_row *before)
{
	const char *form;
	enum err err = ERR_OK;

	if (before->attempt >= RULE_RESERVATION_ATTEMPTS)
		err = fault(a->call->fault, ERR_PROVIDER_FAILED,
		    "The provider has refused it too often.");
	if (!err)
		err = write_order(a, &form);
	if (!err)
		err = await(a);
	if (!err)
		err = q_checkout_set_request(a->call->db,
		    .reservation = a->row.id, .attempt = before->attempt + 1,
		    .request = form, NULL);
	if (!err)
		ask_for(a, form, before->attempt + 1);
	return err;
}

static enum err
begin_again(struct attempt *a, const struct q_checkout_find_row *before)
{
	if (a->row.status != RESERVATION_STATUS_AWAITING_PAYMENT ||
	    !str_eq(before->provider, a->out->provider->name))
		return fault(a->call->fault, ERR_INVALID_TRANSITION,
		    "It was to be paid otherwise, or it is paid.");
	a->out->created_us = before->created_at;
	a->out->is_open = before->ref != NULL;
	if (!a->out->is_open && !*before->request)
		return begin_anew(a, before);
	a->out->is_repeated = true;
	if (!a->out->is_open)
		ask_for(a, before->request, before->attempt);
	return ERR_OK;
}

enum err
app_checkout_begin(struct call *call, const struct app_checkout_wish *wish,
    const struct pay_provider *provider, struct app_checkout *out)
{
	struct attempt a = { .call = call, .wish = wish, .out = out };
	struct q_checkout_find_row before;
	struct event_id event;
	enum err err = app_sale_load_own(
	    call, wish->reservation, &event, &a.row);

	if (err)
		return err;
	uuid_format(wish->reservation.v, a.id);
	*out = (struct app_checkout){ .reservation = wish->reservation,
		.provider = provider,
		.created_us = call->now_us,
		.version = a.row.version };
	err = q_checkout_find(
	    call->db, .reservation = wish->reservation, &before);
	if (err == ERR_NOT_FOUND)
		return begin_first(&a);
	return err ? err : begin_again(&a, &before);
}

/* There is a page. What else the provider says of it it says again when it is
 * asked. */
static enum err
keep(struct call *call, const struct app_checkout *checkout,
    const struct pay_fact *fact)
{
	struct app_sold s;
	bool is_wanted;
	enum err err = app_sold_lock(call, checkout->reservation, &s);

	if (err)
		return err;
	is_wanted = s.row.status == RESERVATION_STATUS_AWAITING_PAYMENT &&
		    fact->kind == PAY_OPEN;
	err = app_payment_page_open(call, checkout->reservation, fact,
	    is_wanted ? rule_reservation_look_again(call->now_us, call->now_us)
		      : call->now_us);
	return err ? err : app_sold_touch(&s);
}

enum err
app_checkout_end(struct call *call, const struct app_checkout *checkout,
    enum pay_end end, const struct json_value *answer)
{
	struct pay_fact fact;
	enum err err = ERR_OK;

	if (end == PAY_ANSWERED && checkout->provider->read(answer, &fact) &&
	    fact.session)
		return keep(call, checkout, &fact);
	if (end == PAY_REFUSED)
		err = q_checkout_set_request(call->db,
		    .reservation = checkout->reservation, .attempt = 0,
		    .request = "", NULL);
	if (err)
		return err;
	call->fault->retry_after_s = 5;
	return end == PAY_REFUSED ? fault(call->fault, ERR_PROVIDER_FAILED,
					"The provider does not take it.")
				  : fault(call->fault, ERR_PROVIDER_UNAVAILABLE,
					"The provider gives no answer.");
}

/*
 * What has become of it.
 */

enum err
app_checkout_due(struct call *call, size_t *n)
{
	struct q_checkout_due_row *due;
	enum err err = q_checkout_due(
	    call->db, .now = call->now_us, .limit = PAGE, &due, n);

	for (size_t i = 0; !err && i < *n; i++) {
		const char *payload = app_job_payload_id(
		    call->arena, "reservation_id", due[i].reservation_id.v);

		err = app_job_add(call, APP_CHECKOUT_JOB, payload,
		    &(struct app_job_options){ .priority = APP_JOB_URGENT,
			.dedupe_key = arena_printf(
			    call->arena, "checkout %s", payload) });
	}
	return err;
}

enum err
app_checkout_look(struct call *call, struct reservation_id reservation,
    struct app_checkout *out)
{
	struct q_checkout_find_row row;
	enum err err = q_checkout_find(
	    call->db, .reservation = reservation, &row);

	if (err)
		return err;
	*out = (struct app_checkout){ .reservation = reservation,
		.provider = pay_provider_find(row.provider),
		.created_us = row.created_at,
		.is_open = row.ref != NULL };
	if (!row.ref || !out->provider ||
	    !pay_provider_is_remote(out->provider))
		return ERR_NOT_FOUND;
	out->request = out->provider->look(call->arena, row.ref);
	return ERR_OK;
}

/* When it is asked about again; not set: what it says has its effect. */
static struct opt_time
look_after(struct call *call, const struct app_checkout *checkout,
    enum pay_kind kind, enum reservation_status status)
{
	/* what was promised may come when nobody holds seats for it any more */
	bool may_come = kind == PAY_PENDING &&
			call->now_us - checkout->created_us <
			    PROMISE_D * CLOCK_DAY_US;
	bool is_open = status == RESERVATION_STATUS_AWAITING_PAYMENT ||
		       kind == PAY_OPEN || may_come;

	return (struct opt_time){ is_open,
		rule_reservation_look_again(
		    checkout->created_us, call->now_us) };
}

enum err
app_checkout_looked(struct call *call, struct app_checkout *checkout,
    enum pay_end end, const struct json_value *answer, bool *expires)
{
	struct pay_fact fact = { .kind = PAY_OPEN };
	struct app_sold s;
	enum err err = ERR_OK;

	*expires = false;
	if (end == PAY_ANSWERED && checkout->provider->read(answer, &fact) &&
	    fact.session)
		err = app_hearing_hear(call, checkout->provider, &fact);
	else
		end = PAY_SILENT;
	if (!err)
		err = app_sold_lock(call, checkout->reservation, &s);
	if (err)
		return err;
	*expires = end == PAY_ANSWERED && fact.kind == PAY_OPEN &&
		   s.row.status != RESERVATION_STATUS_AWAITING_PAYMENT;
	if (*expires)
		checkout->request = checkout->provider->expire(
		    call->arena, fact.session);
	return q_checkout_set_look(call->db,
	    .reservation = checkout->reservation,
	    .look_at = look_after(call, checkout, fact.kind, s.row.status),
	    NULL);
}
