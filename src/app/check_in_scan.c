/*
 * A code says itself which ticket it is of; only what that ticket's event has
 * signed counts.
 */
#include "app/check_in_scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "json/list.h"

#include "base/banned.h"

enum { SHORT_CODE_MAX = 20 };

/*
 * What an item says.
 */

static int
count_names(const struct app_check_in_item *item)
{
	return (item->code != NULL) + (item->short_code != NULL) +
	       !uuid_is_nil(item->ticket.v) + !uuid_is_nil(item->user.v);
}

/* As they are kept: Crockford's digits are read in either case, and what looks
 * like one is it. */
static const char *
read_short_code(struct call *call, const char *text)
{
	char *code = arena_strdup(call->arena, text);

	for (char *p = code; *p; p++) {
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
		if (*p == 'O')
			*p = '0';
		if (*p == 'I' || *p == 'L')
			*p = '1';
	}
	return code;
}

static void
read_code(
    struct call *call, struct event_id event, struct app_check_in_scan *scan)
{
	struct crypt_entry *entry = &scan->entry;

	scan->is_code = crypt_entry_read(scan->item->code, entry);
	if (!scan->is_code)
		return;
	if (entry->kind == CRYPT_ENTRY_TICKET)
		scan->ticket.v = entry->id;
	else
		scan->user.v = entry->id;
	if (crypt_entry_open(call->keys, event.v, scan->item->code, entry))
		scan->by = entry->kind == CRYPT_ENTRY_TICKET
			       ? APP_CHECK_IN_TICKET
			       : APP_CHECK_IN_PERSON;
}

static void
read_item(
    struct call *call, struct event_id event, struct app_check_in_scan *scan)
{
	const struct app_check_in_item *item = scan->item;

	scan->ticket = item->ticket;
	scan->user = item->user;
	if (item->code)
		read_code(call, event, scan);
	else if (item->short_code)
		scan->by = APP_CHECK_IN_SHORT_CODE;
	else
		scan->by = uuid_is_nil(item->user.v) ? APP_CHECK_IN_TICKET
						     : APP_CHECK_IN_PERSON;
	if (item->short_code)
		scan->short_code = read_short_code(call, item->short_code);
}

enum err
app_check_in_scan_read(struct call *call, struct event_id event,
    const struct app_check_in_item *items, size_t n,
    struct app_check_in_scan *scans)
{
	for (size_t i = 0; i < n; i++) {
		if (count_names(&items[i]) != 1)
			return fault(call->fault, ERR_VALIDATION_FAILED,
			    "Each is of one code, ticket or person.");
		scans[i] = (struct app_check_in_scan){ .item = &items[i] };
		read_item(call, event, &scans[i]);
	}
	return ERR_OK;
}

/*
 * Who that is.
 */

static const char *
list_of(struct call *call, const struct app_check_in_scan *scans, size_t n,
    enum app_check_in_by by)
{
	struct json_list list;

	json_list_init(&list, n, APP_CHECK_IN_NAME_BYTES);
	for (size_t i = 0; i < n; i++) {
		if (scans[i].by != by)
			continue;
		if (by == APP_CHECK_IN_SHORT_CODE)
			json_write_text(&list.w, scans[i].short_code);
		else
			json_write_uuid(&list.w, by == APP_CHECK_IN_TICKET
						     ? scans[i].ticket.v
						     : scans[i].user.v);
	}
	return json_list_text(&list, call->arena);
}

typedef const struct q_check_in_party_row *row_ref;

static int
compare_tickets(const void *a, const void *b)
{
	const row_ref *one = a, *other = b;

	return memcmp(&(*one)->ticket_id, &(*other)->ticket_id,
	    sizeof(struct event_ticket_id));
}

static int
compare_codes(const void *a, const void *b)
{
	const row_ref *one = a, *other = b;

	return strcmp((*one)->short_code, (*other)->short_code);
}

/* The rows with tickets, in an order by which they are found. */
struct index {
	row_ref *v;
	size_t n;
	int (*compare)(const void *, const void *);
};

static struct index
make_index(const struct app_check_in_people *people,
    int (*compare)(const void *, const void *))
{
	struct index x = { .compare = compare };

	x.v = arena_array(people->call->arena, people->n_rows, sizeof(row_ref));
	for (size_t i = 0; i < people->n_rows; i++)
		if (people->rows[i].short_code)
			x.v[x.n++] = &people->rows[i];
	if (x.n)
		qsort(x.v, x.n, sizeof(row_ref), compare);
	return x;
}

static row_ref
find_row(const struct index *x, const struct app_check_in_scan *scan)
{
	struct q_check_in_party_row wanted = { .ticket_id = scan->ticket,
		.short_code = scan->short_code };
	row_ref key = &wanted, *found = NULL;

	if (x->n)
		found = bsearch(&key, x->v, x->n, sizeof(row_ref), x->compare);
	return found ? *found : NULL;
}

static void
find_all(const struct app_check_in_people *people,
    struct app_check_in_scan *scans, size_t n)
{
	struct index tickets = make_index(people, compare_tickets);
	struct index codes = make_index(people, compare_codes);

	for (size_t i = 0; i < n; i++) {
		struct app_check_in_scan *s = &scans[i];
		struct user_id user = s->user;

		if (s->by == APP_CHECK_IN_NOBODY)
			continue;
		if (s->by != APP_CHECK_IN_PERSON)
			s->row = find_row(
			    s->by == APP_CHECK_IN_TICKET ? &tickets : &codes,
			    s);
		if (s->row)
			user = s->row->user_id;
		if (s->row || s->by == APP_CHECK_IN_PERSON)
			s->person = app_check_in_people_find(people, user);
	}
}

enum err
app_check_in_scan_find(struct app_check_in_people *people,
    struct app_check_in_scan *scans, size_t n, const char *nonces)
{
	struct call *call = people->call;
	enum err err = app_check_in_people_read(people,
	    list_of(call, scans, n, APP_CHECK_IN_TICKET),
	    list_of(call, scans, n, APP_CHECK_IN_SHORT_CODE),
	    list_of(call, scans, n, APP_CHECK_IN_PERSON), nonces);

	if (!err)
		find_all(people, scans, n);
	return err;
}

/*
 * Where else it belongs.
 */

/* What was named in vain and may be elsewhere: ids of tickets, or of who has
 * answered. */
static const char *
list_lost(struct call *call, const struct app_check_in_scan *scans, size_t n,
    bool tickets, size_t *n_lost)
{
	struct json_list list;
	struct uuid id;

	*n_lost = 0;
	json_list_init(&list, n, APP_CHECK_IN_NAME_BYTES);
	for (size_t i = 0; i < n; i++) {
		id = tickets ? scans[i].ticket.v : scans[i].user.v;
		if (scans[i].person || uuid_is_nil(id) ||
		    (!tickets && !scans[i].is_code))
			continue;
		json_write_uuid(&list.w, id);
		++*n_lost;
	}
	return json_list_text(&list, call->arena);
}

/* Whether a code, if it is one, was signed for an event. */
static bool
is_of(struct call *call, const struct app_check_in_scan *scan,
    struct event_id event)
{
	struct crypt_entry entry;

	return !scan->item->code ||
	       crypt_entry_open(call->keys, event.v, scan->item->code, &entry);
}

static void
note(enum check_in_result *result, bool is_mate)
{
	*result = is_mate ? CHECK_IN_RESULT_WRONG_DATE
			  : CHECK_IN_RESULT_WRONG_EVENT;
}

static enum err
find_tickets(struct call *call, struct event_id event,
    const struct app_check_in_scan *scans, size_t n,
    enum check_in_result *results)
{
	struct q_check_in_tickets_elsewhere_row *rows;
	size_t n_rows = 0;
	const char *ids = list_lost(call, scans, n, true, &n_rows);
	enum err err = n_rows
			   ? q_check_in_tickets_elsewhere(call->db,
				 .event = event, .tickets = ids, &rows, &n_rows)
			   : ERR_OK;

	for (size_t i = 0; !err && i < n_rows; i++)
		for (size_t k = 0; k < n; k++)
			if (!scans[k].person &&
			    uuid_eq(scans[k].ticket.v, rows[i].id.v) &&
			    is_of(call, &scans[k], rows[i].event_id))
				note(&results[k], rows[i].is_mate);
	return err;
}

static enum err
find_answers(struct call *call, struct event_id event,
    const struct app_check_in_scan *scans, size_t n,
    enum check_in_result *results)
{
	struct q_check_in_answers_elsewhere_row *rows;
	size_t n_rows = 0;
	const char *ids = list_lost(call, scans, n, false, &n_rows);
	enum err err = n_rows
			   ? q_check_in_answers_elsewhere(call->db,
				 .event = event, .users = ids, &rows, &n_rows)
			   : ERR_OK;

	for (size_t i = 0; !err && i < n_rows; i++)
		for (size_t k = 0; k < n; k++)
			if (!scans[k].person && scans[k].is_code &&
			    uuid_eq(scans[k].user.v, rows[i].user_id.v) &&
			    is_of(call, &scans[k], rows[i].event_id))
				note(&results[k], rows[i].is_mate);
	return err;
}

enum err
app_check_in_scan_elsewhere(struct call *call, struct event_id event,
    const struct app_check_in_scan *scans, size_t n,
    enum check_in_result *results)
{
	enum err err;

	for (size_t i = 0; i < n; i++)
		results[i] = CHECK_IN_RESULT_UNKNOWN;
	err = find_tickets(call, event, scans, n, results);
	return err ? err : find_answers(call, event, scans, n, results);
}
