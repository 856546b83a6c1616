#include "t/api/invariants.h"

#include "t/lib/given.h"
#include "t/lib/rows.h"

#include "base/banned.h"

/* Those who hold a built-in role of the space s. */
#define HOLDERS(builtin)                                                      \
	"(SELECT m.user_id FROM member m JOIN role r ON r.id = m.role_id "    \
	"WHERE m.space_id = s.id AND r.builtin = '" builtin "' UNION SELECT " \
	"x.user_id FROM member_role x JOIN role r ON r.id = x.role_id "       \
	"WHERE x.space_id = s.id AND r.builtin = '" builtin "')"
/* The space whose members the event e is for, as it says itself. */
#define HOME                                                              \
	"CASE e.visibility WHEN 'cluster' THEN e.cluster_id WHEN 'group'" \
	" THEN e.group_id END"
/* Whether two people, of whom one organizes the event e, are blocked. */
#define APART(user)                                                 \
	"EXISTS (SELECT 1 FROM block b WHERE b.user_id = " user " " \
	"AND b.other_id = e.organizer_id)"
#define ANSWERS "rsvp a JOIN event e ON e.id = a.event_id"

static const struct {
	const char *name, *rows; /* from where ... */
} invariants[] = {
	{ "member counts", "space s WHERE s.member_count <> (SELECT count(*) "
			   "FROM member m WHERE m.space_id = s.id)" },
	{ "admin counts",
	    "space s WHERE s.admin_count <> (SELECT count(*) FROM (SELECT * "
	    "FROM " HOLDERS("admin") " AS a UNION SELECT * FROM " HOLDERS(
		"owner") " AS o) AS held)" },
	{ "groups with another owner than one",
	    "space s WHERE s.kind = 'group' AND (s.admin_count <> 1 OR "
	    "s.owner_id NOT IN " HOLDERS("owner") ")" },
	{ "clusters whose owner is no admin",
	    "space s WHERE s.kind <> 'group' AND (s.admin_count < 1 OR "
	    "s.owner_id NOT IN " HOLDERS("admin") ")" },
	{ "members of a group and not of its cluster",
	    "member m WHERE m.cluster_id <> m.space_id AND NOT EXISTS (SELECT "
	    "1 FROM member c WHERE c.space_id = m.cluster_id AND c.user_id = "
	    "m.user_id AND (c.is_active OR (SELECT s.admits_alumni FROM space "
	    "s WHERE s.id = m.space_id)))" },
	{ "members who are banned",
	    "ban b JOIN member m ON m.user_id = b.user_id AND (m.space_id = "
	    "b.space_id OR m.cluster_id = b.space_id)" },
	{ "alumni with another role",
	    "member_role x JOIN member m ON m.space_id = x.space_id AND "
	    "m.user_id = x.user_id WHERE NOT m.is_active" },
	{ "requests of members",
	    "join_request q JOIN member m ON m.space_id = q.space_id AND "
	    "m.user_id = q.user_id WHERE q.state = 'pending' AND m.is_active" },
	{ "requests of people who are banned",
	    "join_request q JOIN space s ON s.id = q.space_id JOIN ban b ON "
	    "b.user_id = q.user_id AND (b.space_id = s.id OR b.space_id = "
	    "s.cluster_id) WHERE q.state = 'pending'" },
	{ "spaces that the wrong people know of",
	    "space s LEFT JOIN space c ON c.id = s.cluster_id WHERE "
	    "s.is_listed <> NOT (s.is_private OR COALESCE(c.is_private, "
	    "FALSE)) OR s.is_listed <> (s.audience_id IS NULL) OR "
	    "s.audience_id <> CASE WHEN s.is_private THEN s.id ELSE c.id END" },
	{ "messages with gaps between their numbers",
	    "space s WHERE s.message_count <> (SELECT count(*) FROM message m "
	    "WHERE m.space_id = s.id) OR s.message_count <> (SELECT "
	    "COALESCE(max(m.number), 0) FROM message m WHERE m.space_id = "
	    "s.id)" },
	{ "blocks with one side",
	    "block b WHERE NOT EXISTS (SELECT 1 FROM block o WHERE o.user_id = "
	    "b.other_id AND o.other_id = b.user_id AND (o.is_mine OR "
	    "b.is_mine))" },
	{ "events that the wrong people see",
	    "event e JOIN users u ON u.id = e.organizer_id WHERE e.is_shown <> "
	    "(e.published_at IS NOT NULL AND e.hidden_at IS NULL AND "
	    "u.suspended_at IS NULL) OR e.is_listed <> (e.is_shown AND "
	    "e.visibility = 'public' AND NOT e.is_series) OR "
	    "(e.audience_id IS NULL) <> NOT (e.is_shown "
	    "AND e.visibility IN ('cluster', 'group')) OR "
	    "e.audience_id <> " HOME },
	{ "guests who do not see what they should",
	    "event_guest g JOIN event e ON e.id = g.event_id WHERE "
	    "g.start_time <> e.start_time OR g.sees <> (g.role <> 'guest' OR "
	    "(g.is_invited AND e.is_shown))" },
	{ "guests of whom they are apart from",
	    "event_guest g JOIN event e ON e.id = g.event_id WHERE " APART(
		"g.user_id") },
	{ "guests who are banned",
	    "event_guest g JOIN event e ON e.id = g.event_id JOIN ban b ON "
	    "b.user_id = g.user_id AND (b.space_id = e.cluster_id OR "
	    "b.space_id = e.group_id)" },
	{ "strays",
	    ANSWERS " WHERE e.visibility <> 'public' AND a.user_id <> "
		    "e.organizer_id AND NOT EXISTS (SELECT 1 FROM member m "
		    "WHERE m.space_id = " HOME " AND m.user_id = a.user_id AND "
		    "m.is_active) AND NOT EXISTS (SELECT 1 FROM event_guest g "
		    "WHERE g.event_id = e.id AND g.user_id = a.user_id)" },
	{ "answers of people who are banned",
	    ANSWERS " JOIN ban b ON b.user_id = a.user_id AND (b.space_id = "
		    "e.cluster_id OR b.space_id = e.group_id)" },
	{ "answers of people who are apart from the organizer",
	    ANSWERS " WHERE " APART("a.user_id") },
	{ "events whose seats are not those of the answers",
	    "event e WHERE e.taken <> (SELECT COALESCE(sum(a.party_size), 0) "
	    "FROM rsvp a WHERE a.event_id = e.id AND a.status = 'attending' "
	    "AND NOT e.is_series) + (SELECT COALESCE(sum(h.persons), 0) FROM "
	    "reservation h WHERE h.event_id = e.id AND h.expires_at IS NOT "
	    "NULL) + (SELECT COALESCE(sum(c.seats), 0) FROM check_in c WHERE "
	    "c.event_id = e.id) OR e.waiting <> (SELECT count(*) FROM rsvp a "
	    "WHERE a.event_id = "
	    "e.id AND a.status = 'waitlisted')" },
	{ "ticket types whose seats are not those that are held and sold",
	    "ticket_type t WHERE t.taken <> (SELECT COALESCE(sum(i.quantity), "
	    "0) FROM reservation_item i JOIN reservation h ON h.id = "
	    "i.reservation_id WHERE i.ticket_type_id = t.id AND h.expires_at "
	    "IS NOT NULL) + (SELECT count(*) FROM event_ticket k WHERE "
	    "k.ticket_type_id = t.id AND k.status = 'valid') + (SELECT "
	    "COALESCE(sum(c.seats), 0) FROM check_in c WHERE c.ticket_type_id "
	    "= t.id)" },
	{ "events whose ticket types have two currencies",
	    "ticket_type t JOIN ticket_type o ON o.event_id = t.event_id AND "
	    "o.currency <> t.currency" },
	{ "events that do not know whether they have tickets, and in which "
	  "currency",
	    "(SELECT e.has_tickets, e.currency, (SELECT min(t.currency) FROM "
	    "ticket_type t WHERE t.event_id = e.id) AS of_types FROM event e) "
	    "AS e WHERE e.has_tickets <> (e.of_types IS NOT NULL) OR "
	    "COALESCE(e.currency, '') <> COALESCE(e.of_types, '')" },
	{ "tickets without a seat",
	    "(SELECT k.event_id, k.user_id, count(*) AS n FROM event_ticket k "
	    "WHERE k.status = 'valid' GROUP BY k.event_id, k.user_id) AS k "
	    "LEFT JOIN rsvp a ON a.event_id = k.event_id AND a.user_id = "
	    "k.user_id AND a.status = 'attending' WHERE a.party_size IS NULL "
	    "OR a.party_size <> k.n" },
	{ "people who have come otherwise than doors say",
	    "rsvp a WHERE a.arrived <> (SELECT COALESCE(sum(c.arrivals), 0) "
	    "FROM check_in c WHERE c.event_id = a.event_id AND c.user_id = "
	    "a.user_id AND c.undone_at IS NULL)" },
	{ "tickets that are inside otherwise than doors say",
	    "(SELECT k.event_id, k.user_id, count(*) AS n, sum(CASE WHEN "
	    "k.is_inside THEN 1 ELSE 0 END) AS inside FROM event_ticket k "
	    "GROUP BY k.event_id, k.user_id) AS k WHERE k.inside <> (SELECT "
	    "COALESCE(sum(c.moved), 0) FROM check_in c WHERE c.event_id = "
	    "k.event_id AND c.user_id = k.user_id AND c.undone_at IS NULL)" },
	{ "reservations whose tickets are not what was sold",
	    "reservation h WHERE (CASE h.status WHEN 'confirmed' THEN "
	    "h.persons ELSE 0 END) <> (SELECT count(*) FROM event_ticket k "
	    "WHERE k.reservation_id = h.id AND k.status = 'valid')" },
	{ "offers without who is offered them, or the other way round",
	    "rsvp a WHERE (a.status = 'offered') <> EXISTS (SELECT 1 FROM "
	    "reservation h WHERE h.event_id = a.event_id AND h.user_id = "
	    "a.user_id AND h.is_offer AND h.expires_at IS NOT NULL)" },
	{ "people who wait for tickets that there are",
	    "rsvp a JOIN event e ON e.id = a.event_id JOIN ticket_type t ON "
	    "t.id = a.ticket_type_id WHERE a.status = 'waitlisted' AND "
	    "e.status = 'published' AND a.party_size = 1 AND (e.capacity IS "
	    "NULL OR e.taken < e.capacity) AND (t.capacity IS NULL OR t.taken "
	    "< t.capacity) AND NOT EXISTS (SELECT 1 FROM rsvp o WHERE "
	    "o.event_id = a.event_id AND o.status = 'waitlisted' AND o.passed "
	    ">= 3 AND (o.queued_at, o.user_id) < (a.queued_at, a.user_id))" },
	{ "answers that follow from none to the series",
	    ANSWERS " WHERE a.is_standing AND NOT e.is_series AND NOT EXISTS "
		    "(SELECT 1 FROM rsvp s WHERE s.event_id = e.series_id AND "
		    "s.user_id = a.user_id)" },
	{ "dates with a waitlist that an answer to the series missed",
	    ANSWERS " JOIN event d ON d.series_id = e.id JOIN users u ON u.id "
		    "= a.user_id WHERE d.is_open AND d.waitlist AND d.status = "
		    "'published' AND d.is_shown AND (d.capacity IS NULL OR "
		    "d.capacity >= a.party_size) AND u.suspended_at IS NULL "
		    "AND a.status <> 'removed' AND NOT EXISTS (SELECT 1 FROM "
		    "rsvp o WHERE o.event_id = d.id AND o.user_id = "
		    "a.user_id)" },
	{ "seats of people who are suspended",
	    ANSWERS " JOIN users u ON u.id = a.user_id WHERE u.suspended_at IS "
		    "NOT NULL AND e.status = 'published' AND a.status IN "
		    "('attending', 'waitlisted')" },
};

/* rows: from where ... */
void
expect_no(const char *name, const char *rows)
{
	const char *sql = text("SELECT count(*) AS n FROM %s", rows);
	long long n = (long long)rows_n(sql, sql);

	cr_expect(n == 0, "%s: %lld", name, n);
}

void
expect_invariants(void)
{
	for (size_t i = 0; i < N_OF(invariants); i++)
		expect_no(invariants[i].name, invariants[i].rows);
}

void
expect_invariant(const char *name)
{
	size_t i = 0;

	while (!str_eq(invariants[i].name, name))
		i++;
	expect_no(name, invariants[i].rows);
}
