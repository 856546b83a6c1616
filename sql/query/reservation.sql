-- Seats that are held until somebody confirms or pays them. Who writes one has locked
-- the seats of its event (seats_lock), then its ticket types by id.

-- Whether a reservation holds seats and is no ticket yet.
-- fragment: is_live reservation
({reservation}.expires_at IS NOT NULL)

-- What it is at a time, whether or not anybody has noticed.
-- fragment: reservation_status_at reservation
CASE WHEN {reservation}.expires_at <= :now THEN 'expired' ELSE {reservation}.status END

-- Whether it can be paid.
-- fragment: awaits reservation
({reservation}.status = 'awaiting_payment' AND {reservation}.expires_at > :now)

-- What was paid of a kind.
-- fragment: payment_sum reservation, kind
(SELECT CAST(COALESCE(sum(m.amount_minor), 0) AS {{integer}})
   FROM payment m
  WHERE m.reservation_id = {reservation}.id AND m.kind = {kind}
    AND m.status = 'succeeded')

-- What was paid, less what went back or is to.
-- fragment: money_kept reservation
(SELECT CAST(COALESCE(sum(CASE m.kind WHEN 'charge' THEN m.amount_minor
                                      ELSE -m.amount_minor END), 0) AS {{integer}})
   FROM payment m
  WHERE m.reservation_id = {reservation}.id AND m.status <> 'failed')

-- The same, less what is still had costs.
-- fragment: money_rest reservation
{{money_kept {reservation} }}
- CASE WHEN {reservation}.status IN ('refund_due', 'refunded') THEN 0
       ELSE {reservation}.total_minor END

-- What nobody pays back by itself, and is to be.
-- fragment: money_due reservation
{{later 0, {{money_rest {reservation} }} }}

-- fragment: reservation_items reservation
-- @postgresql
(SELECT json_agg(json_build_object('ticket_type_id', i.ticket_type_id, 'name', i.name,
                                   'quantity', i.quantity, 'price', i.price))
-- @sqlite
(SELECT json_group_array(json_object('ticket_type_id', uuid_text(i.ticket_type_id),
                                     'name', i.name, 'quantity', i.quantity,
                                     'price', i.price))
-- @end
   FROM (SELECT m.ticket_type_id, t.name, m.quantity,
                {{decimal m.price_minor, c.digits}} AS price
           FROM reservation_item m
           JOIN ticket_type t ON t.id = m.ticket_type_id
          WHERE m.reservation_id = {reservation}.id
          ORDER BY m.ticket_type_id) AS i)

-- fragment: reservation_out
id reservation_id, event_id event_id, user_id user_id, status reservation_status,
is_offer bool, persons int, total text, paid text, refunded text, due text,
currency text, provider text?, expires_at time?, reference text, items json, created_at time,
updated_at time

-- fragment: reservation_columns
r.id, r.event_id, r.user_id, {{reservation_status_at r}} AS status, r.is_offer,
r.persons, {{decimal r.total_minor, c.digits}} AS total,
{{decimal {{payment_sum r, 'charge'}}, c.digits}} AS paid,
{{decimal {{payment_sum r, 'refund'}}, c.digits}} AS refunded,
{{decimal {{money_due r}}, c.digits}} AS due, r.currency,
(SELECT k.provider FROM checkout k WHERE k.reservation_id = r.id) AS provider,
r.expires_at, r.reference, {{reservation_items r}} AS items, r.created_at, r.updated_at

-- name: reservation_get :one
-- One, as whoever may see it does. instructions, payment_url: how to pay, where it waits
-- for that.
-- in:  id reservation_id, instructions text?, payment_url text?, now time
-- out: {{reservation_out}}, instructions text?, payment_url text?, _version int
SELECT {{reservation_columns}},
       CASE WHEN {{awaits r}} AND p.reservation_id IS NULL THEN :instructions END
         AS instructions,
       CASE WHEN {{awaits r}} THEN :payment_url END AS payment_url,
       r.version AS _version
  FROM reservation r
  LEFT JOIN checkout p ON p.reservation_id = r.id
  JOIN currency c ON c.code = r.currency
 WHERE r.id = :id

-- name: payment_kept :one
-- What was paid for a reservation, and paid back.
-- in:  id reservation_id
-- out: paid_minor int, refunded_minor int
SELECT {{payment_sum r, 'charge'}} AS paid_minor,
       {{payment_sum r, 'refund'}} AS refunded_minor
  FROM reservation r
 WHERE r.id = :id

-- name: reservation_due :one
-- What is to be paid back of one, and nobody does by itself; all that could be.
-- in:  id reservation_id
-- out: due_minor int, kept_minor int
SELECT {{money_due r}} AS due_minor, {{money_kept r}} AS kept_minor
  FROM reservation r
 WHERE r.id = :id

-- name: reservation_list_mine :many
-- Somebody's, the latest first; only: of what an invitation to that
-- event is to.
-- in:  viewer user_id, only event_id?, now time
-- out: {{reservation_out}}
-- page: id desc
SELECT {{reservation_columns}}
  FROM reservation r
  JOIN currency c ON c.code = r.currency
 WHERE r.user_id = :viewer AND r.id < :after_id
   AND CASE WHEN :only IS NULL THEN TRUE ELSE {{reaches :only, r.event_id}} END
 ORDER BY r.id DESC
 LIMIT :limit

-- name: reservation_list :many
-- Those of an event, the latest first.
-- in:  event event_id, status reservation_status?, now time
-- out: {{reservation_out}}
-- page: id desc
SELECT {{reservation_columns}}
  FROM reservation r
  JOIN currency c ON c.code = r.currency
 WHERE r.event_id = :event AND r.id < :after_id
   AND CASE WHEN :status IS NULL THEN TRUE
            ELSE {{reservation_status_at r}} = :status END
 ORDER BY r.id DESC
 LIMIT :limit

-- name: reservation_access :one
-- Whose it is, and of which event; whether the viewer sells its tickets.
-- in:  id reservation_id, viewer user_id
-- out: event_id event_id, user_id user_id, is_visible bool, permissions int, version int
SELECT r.event_id, r.user_id, COALESCE({{event_visible e}}, FALSE) AS is_visible,
       {{event_sellers e, u.role}} AS permissions, r.version
  FROM reservation r
  JOIN event e ON e.id = r.event_id
  JOIN users u ON u.id = :viewer
 WHERE r.id = :id

-- fragment: reservation_facts_out
id reservation_id, user_id user_id, status reservation_status, is_offer bool, persons int,
total_minor int, currency text, expires_at time?

-- fragment: reservation_facts
r.id, r.user_id, r.status, r.is_offer, r.persons, r.total_minor, r.currency, r.expires_at

-- name: reservation_for_write :one
-- One that is about to be changed.
-- in:  id reservation_id, now time
-- out: {{reservation_facts_out}}, version int, start_time time, is_paid bool,
--      is_refundable bool, has_arrived bool
SELECT {{reservation_facts}}, r.version, e.start_time,
       (SELECT p.id FROM payment p WHERE p.reservation_id = r.id LIMIT 1) IS NOT NULL
         AS is_paid,
       r.total_minor = 0 OR (SELECT x.id FROM ticket_type x
           JOIN reservation_item i ON i.ticket_type_id = x.id
          WHERE i.reservation_id = r.id
            AND NOT {{is_refundable x, e.start_time}}
          LIMIT 1) IS NULL AS is_refundable,
       (SELECT k.id FROM event_ticket k
         WHERE k.reservation_id = r.id AND k.status = 'valid'
           AND k.arrived_at IS NOT NULL
         LIMIT 1) IS NOT NULL AS has_arrived
  FROM reservation r
  JOIN event e ON e.id = r.event_id
 WHERE r.id = :id
 {{for_update_of r}}

-- name: reservation_live :one
-- What somebody holds of an event.
-- in:  event event_id, user user_id
-- out: {{reservation_facts_out}}
SELECT {{reservation_facts}}
  FROM reservation r
 WHERE r.event_id = :event AND r.user_id = :user AND {{is_live r}}

-- name: reservation_dead :many
-- Those of an event whose time is over: a page.
-- in:  event event_id, now time
-- out: {{reservation_facts_out}}
SELECT {{reservation_facts}}
  FROM reservation r
 WHERE r.event_id = :event AND {{is_live r}} AND r.expires_at <= :now
 LIMIT 1000

-- name: reservation_ending :many
-- Those of a cancelled event that hold seats, or are paid: a page.
-- in:  event event_id, limit int
-- out: {{reservation_facts_out}}
SELECT {{reservation_facts}}
  FROM reservation r
 WHERE r.event_id = :event
   AND (r.status IN ('held', 'awaiting_payment')
        OR (r.status = 'confirmed' AND r.total_minor > 0))
 ORDER BY r.id
 LIMIT :limit

-- name: reservation_confirmed :many
-- Those of somebody who has tickets of them.
-- in:  event event_id, user user_id
-- out: {{reservation_facts_out}}
SELECT {{reservation_facts}}
  FROM reservation r
 WHERE r.event_id = :event AND r.user_id = :user AND r.status = 'confirmed'
 LIMIT 1000

-- name: reservation_is_owed :one
-- Whether somebody has paid for an event, or for a date of that series, or may be
-- paying, and has not got it back.
-- in:  event event_id
-- out: is_owed bool
SELECT (SELECT r.id FROM reservation r
         WHERE r.event_id = :event AND {{is_paid_for r}} LIMIT 1) IS NOT NULL
       OR (SELECT r.id FROM event d JOIN reservation r ON r.event_id = d.id
            WHERE d.series_id = :event AND {{is_paid_for r}} LIMIT 1) IS NOT NULL
       AS is_owed

--- Its money is here, or may be on its way.
-- fragment: is_paid_for reservation
(({reservation}.total_minor > 0
  AND ({reservation}.status IN ('confirmed', 'refund_due', 'awaiting_payment')
       OR (SELECT k.reservation_id FROM checkout k
            WHERE k.reservation_id = {reservation}.id AND k.look_at IS NOT NULL)
          IS NOT NULL))
 OR {{money_due {reservation}}} > 0)

-- name: reservation_events_due :many
-- Events of which a hold is dead: a page, some of them more than once.
-- in:  now time, limit int
-- out: event_id event_id
SELECT r.event_id FROM reservation r
 WHERE r.expires_at <= :now
 ORDER BY r.expires_at
 LIMIT :limit

-- name: reservation_events_off :many
-- What of an event that was cancelled, or of dates of that series that are not over, has
-- tickets.
-- in:  event event_id, now time
-- out: event_id event_id
SELECT e.id AS event_id FROM event e
 WHERE e.id = :event AND e.has_tickets AND e.status = 'cancelled'
UNION ALL
SELECT d.id AS event_id FROM event d
 WHERE d.series_id = :event AND d.has_tickets AND d.status = 'cancelled'
   AND d.end_time > :now

-- name: reservation_held :many
-- Of which events somebody holds seats: a page.
-- in:  user user_id, limit int
-- out: event_id event_id
SELECT r.event_id FROM reservation r
 WHERE r.user_id = :user AND {{is_live r}}
 LIMIT :limit

-- name: reservation_count_live :one
-- How many somebody holds and has not paid, of all events.
-- in:  user user_id, now time
-- out: n int
SELECT count(*) AS n FROM reservation r
 WHERE r.user_id = :user AND r.expires_at > :now

-- name: reservation_fits :one
-- Whether there are seats for one that holds none any more, its event lies ahead, and
-- whose it is may come.
-- in:  id reservation_id, now time
-- out: fits bool
SELECT e.status = 'published' AND e.end_time > :now
       AND (e.capacity IS NULL OR e.taken + r.persons <= e.capacity)
       AND (SELECT t.id
              FROM reservation_item i
              JOIN ticket_type t ON t.id = i.ticket_type_id
             WHERE i.reservation_id = r.id
               AND (t.taken + i.quantity > t.capacity
                    OR i.quantity + (SELECT count(*) FROM event_ticket k
                                      WHERE k.ticket_type_id = t.id
                                        AND k.user_id = r.user_id
                                        AND k.status = 'valid') > t.per_person_max)
             LIMIT 1) IS NULL
       AND COALESCE((SELECT a.status = 'removed' FROM rsvp a
                      WHERE a.event_id = e.id AND a.user_id = r.user_id), FALSE)
           IS FALSE
       AND (SELECT u.suspended_at FROM users u WHERE u.id = r.user_id) IS NULL AS fits
  FROM reservation r
  JOIN event e ON e.id = r.event_id
 WHERE r.id = :id

-- name: reservation_item_list :many
-- What one is of, in the order in which types are locked.
-- in:  id reservation_id
-- out: ticket_type_id ticket_type_id, quantity int, price_minor int
SELECT i.ticket_type_id, i.quantity, i.price_minor
  FROM reservation_item i
 WHERE i.reservation_id = :id
 ORDER BY i.ticket_type_id
 LIMIT 10

-- name: reservation_add :exec
-- Somebody holds seats.
-- in:  id reservation_id, event event_id, user user_id, is_offer bool, persons int,
--      total int, currency text, expires time, reference text, now time
INSERT INTO reservation (id, event_id, user_id, status, is_offer, persons, total_minor,
       currency, expires_at, reference, created_at, updated_at, version)
VALUES (:id, :event, :user, 'held', :is_offer, :persons, :total, :currency, :expires,
       :reference, :now, :now, 1)

-- name: reservation_item_add :exec
-- So many of a type.
-- in:  id reservation_id, type ticket_type_id, quantity int, price int
INSERT INTO reservation_item (reservation_id, ticket_type_id, quantity, price_minor)
VALUES (:id, :type, :quantity, :price)

-- name: reservation_set :exec
-- It moves to another state; expires: of one that still holds its seats until then.
-- in:  id reservation_id, status reservation_status, expires time?, now time
UPDATE reservation
   SET status = :status, expires_at = :expires, updated_at = :now, version = version + 1
 WHERE id = :id

-- The types of an event, with what decides whether somebody gets one.

-- name: ticket_type_lock :many
-- They stay as they are until the transaction ends.
-- in:  event event_id
-- out: id ticket_type_id, payment_type payment_type, price int?, min_price int?,
--      currency text, digits int, capacity int?, taken int, sales_opens_at time?,
--      sales_closes_at time?, per_person_max int, is_hidden bool
SELECT t.id, t.payment_type, t.price_minor AS price, t.min_price_minor AS min_price,
       t.currency, c.digits, t.capacity, t.taken, t.sales_opens_at, t.sales_closes_at,
       t.per_person_max, t.is_hidden
  FROM ticket_type t
  JOIN currency c ON c.code = t.currency
 WHERE t.event_id = :event
 ORDER BY t.id
 LIMIT 30
 {{for_update_of t}}

-- name: ticket_type_for_wait :one
-- One that somebody may wait for.
-- in:  event event_id, id ticket_type_id
-- out: capacity int?, per_person_max int
SELECT t.capacity, t.per_person_max
  FROM ticket_type t
 WHERE t.id = :id AND t.event_id = :event AND NOT t.is_hidden

-- name: rsvp_waits_before :one
-- Whether somebody else waits who is to have seats of a type first: who wants some of
-- it, or whom only the seats of the event keep.
-- in:  event event_id, user user_id, type ticket_type_id
-- out: is_before bool
SELECT (SELECT r.user_id
          FROM rsvp r
          JOIN ticket_type t ON t.id = r.ticket_type_id
         WHERE r.event_id = e.id AND r.status = 'waitlisted' AND r.user_id <> :user
           AND (e.capacity IS NULL OR r.party_size <= e.capacity)
           AND (t.capacity IS NULL OR r.party_size <= t.capacity)
           AND (r.ticket_type_id = :type OR t.capacity IS NULL
                OR t.taken + r.party_size <= t.capacity)
         LIMIT 1) IS NOT NULL AS is_before
  FROM event e
 WHERE e.id = :event

-- name: ticket_type_move :exec
-- Adds to what is taken; changes nothing when that would pass the capacity, or free
-- what nobody has.
-- in:  id ticket_type_id, n int
UPDATE ticket_type SET taken = taken + :n
 WHERE id = :id AND taken + :n >= 0
   AND (:n <= 0 OR capacity IS NULL OR taken + :n <= capacity)

-- name: event_set_tickets :exec
-- Whether it has ticket types, and the currency in which they all are.
-- in:  event event_id
UPDATE event
   SET has_tickets = {{event_currency}} IS NOT NULL, currency = {{event_currency}}
 WHERE id = :event

-- Tickets.

-- name: event_ticket_add :exec
-- One that lets somebody in.
-- in:  id event_ticket_id, reservation reservation_id, type ticket_type_id,
--      event event_id, user user_id, short_code text, now time
INSERT INTO event_ticket (id, reservation_id, ticket_type_id, event_id, user_id, serial,
       short_code, status, is_inside, created_at, updated_at, version)
VALUES (:id, :reservation, :type, :event, :user, 1, :short_code, 'valid', FALSE, :now,
       :now, 1)

-- name: event_ticket_count :many
-- How many somebody has, of each type.
-- in:  event event_id, user user_id
-- out: ticket_type_id ticket_type_id, n int
SELECT t.id AS ticket_type_id,
       (SELECT count(*) FROM event_ticket k
         WHERE k.user_id = :user AND k.ticket_type_id = t.id AND k.status = 'valid') AS n
  FROM ticket_type t
 WHERE t.event_id = :event
 ORDER BY t.id
 LIMIT 30

-- name: event_ticket_valid :many
-- How many valid ones a reservation has, of each type, in the order of their ids.
-- in:  reservation reservation_id
-- out: ticket_type_id ticket_type_id, n int
SELECT i.ticket_type_id,
       (SELECT count(*) FROM event_ticket k
         WHERE k.reservation_id = i.reservation_id
           AND k.ticket_type_id = i.ticket_type_id AND k.status = 'valid') AS n
  FROM reservation_item i
 WHERE i.reservation_id = :reservation
 ORDER BY i.ticket_type_id
 LIMIT 10

-- name: event_ticket_end :exec
-- Those of a reservation let nobody in any more.
-- in:  reservation reservation_id, now time
UPDATE event_ticket
   SET status = 'cancelled', updated_at = :now, version = version + 1
 WHERE reservation_id = :reservation AND status = 'valid'

-- Answers of who has tickets.

-- name: rsvp_seat :exec
-- Somebody comes with so many seats more.
-- in:  event event_id, user user_id, seats int, now time, version int
INSERT INTO rsvp (event_id, user_id, status, party_size, passed, created_at, updated_at,
       version, source)
VALUES (:event, :user, 'attending', :seats, 0, :now, :now, :version, 'api')
    ON CONFLICT (event_id, user_id) DO UPDATE
   SET status = 'attending',
       party_size = CASE WHEN rsvp.status = 'attending' THEN rsvp.party_size + :seats
                         ELSE excluded.party_size END,
       queued_at = NULL, passed = 0, is_standing = FALSE, source = excluded.source,
       updated_at = excluded.updated_at, version = rsvp.version + 1

-- name: rsvp_unseat :exec
-- Somebody comes with so many fewer, or not at all.
-- in:  event event_id, user user_id, seats int, now time
UPDATE rsvp
   SET status = CASE WHEN party_size <= :seats THEN 'not_attending' ELSE status END,
       party_size = CASE WHEN party_size <= :seats THEN party_size
                         ELSE party_size - :seats END,
       updated_at = :now, version = version + 1
 WHERE event_id = :event AND user_id = :user AND status = 'attending'

-- name: rsvp_wait_for :exec
-- Somebody waits for a type.
-- in:  event event_id, user user_id, type ticket_type_id
UPDATE rsvp SET ticket_type_id = :type WHERE event_id = :event AND user_id = :user

-- name: rsvp_waiting_for_types :many
-- The waitlist of an event with tickets, in order, behind a place in it.
-- in:  event event_id, after time, after_user user_id, limit int
-- out: user_id user_id, party_size int, passed int, queued_at time,
--      ticket_type_id ticket_type_id?
SELECT user_id, party_size, passed, queued_at, ticket_type_id
  FROM rsvp
 WHERE event_id = :event AND status = 'waitlisted'
   AND (queued_at, user_id) > (:after, :after_user)
 ORDER BY queued_at, user_id
 LIMIT :limit

-- name: rsvp_offer :exec
-- Somebody who waited may have seats, for a while.
-- in:  event event_id, user user_id, now time
UPDATE rsvp
   SET status = 'offered', updated_at = :now, version = version + 1
 WHERE event_id = :event AND user_id = :user AND status = 'waitlisted'

-- name: rsvp_leave_line :exec
-- Somebody who waited has found seats.
-- in:  event event_id, user user_id, now time
UPDATE rsvp
   SET status = 'not_attending', queued_at = NULL, passed = 0, updated_at = :now,
       version = version + 1
 WHERE event_id = :event AND user_id = :user AND status = 'waitlisted'

-- name: rsvp_offer_end :exec
-- They did not want them.
-- in:  event event_id, user user_id, now time
UPDATE rsvp
   SET status = 'not_attending', queued_at = NULL, passed = 0, updated_at = :now,
       version = version + 1
 WHERE event_id = :event AND user_id = :user AND status = 'offered'

-- name: reservation_shrink :exec
-- One that is confirmed has one ticket less, which cost so much.
-- in:  id reservation_id, price int, now time
UPDATE reservation
   SET persons = persons - 1, total_minor = total_minor - :price, updated_at = :now,
       version = version + 1
 WHERE id = :id

-- name: reservation_item_shrink :exec
-- The same of its type; changes nothing when that was the last.
-- in:  id reservation_id, type ticket_type_id
UPDATE reservation_item SET quantity = quantity - 1
 WHERE reservation_id = :id AND ticket_type_id = :type AND quantity > 1

-- name: reservation_item_remove :exec
-- It is not of a type any more.
-- in:  id reservation_id, type ticket_type_id
DELETE FROM reservation_item WHERE reservation_id = :id AND ticket_type_id = :type
