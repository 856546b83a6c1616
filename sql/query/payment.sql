-- What people pay, and what is paid back. Who writes something of a reservation has
-- locked the seats of its event (seats_lock).

-- Pages where people pay.

-- name: checkout_add :exec
-- Somebody is to pay a reservation by a provider.
-- in:  reservation reservation_id, provider text, request text, now time
INSERT INTO checkout (reservation_id, provider, attempt, request, created_at)
VALUES (:reservation, :provider, 1, :request, :now)

-- name: checkout_find :one
-- The one of a reservation.
-- in:  reservation reservation_id
-- out: provider text, attempt int, request text, ref text?, created_at time
SELECT k.provider, k.attempt, k.request, k.ref, k.created_at
  FROM checkout k
 WHERE k.reservation_id = :reservation

-- name: checkout_url :one
-- Where it is; url: of what a program of before has opened.
-- in:  reservation reservation_id
-- out: sealed_url bytes?, url text?
SELECT k.sealed_url, k.url FROM checkout k WHERE k.reservation_id = :reservation

-- name: checkout_find_by_ref :one
-- The reservation that a provider's page is for.
-- in:  provider text, ref text
-- out: reservation_id reservation_id
SELECT k.reservation_id FROM checkout k WHERE k.provider = :provider AND k.ref = :ref

-- name: checkout_set_request :exec
-- Another attempt, after the provider has not taken the one before; attempt 0: it was
-- not taken.
-- in:  reservation reservation_id, attempt int, request text
UPDATE checkout
   SET attempt = CASE :attempt WHEN 0 THEN attempt ELSE :attempt END, request = :request
 WHERE reservation_id = :reservation AND ref IS NULL

-- name: checkout_open :exec
-- The provider has answered; changes nothing when it has before.
-- in:  reservation reservation_id, ref text, sealed_url bytes?, look_at time
UPDATE checkout SET ref = :ref, sealed_url = :sealed_url, look_at = :look_at
 WHERE reservation_id = :reservation AND ref IS NULL

-- name: checkout_set_look :exec
-- When the provider is asked about it; NULL: nobody can pay there any more.
-- in:  reservation reservation_id, look_at time?
UPDATE checkout
   SET look_at = :look_at,
       sealed_url = CASE WHEN :look_at IS NULL THEN NULL ELSE sealed_url END,
       url = CASE WHEN :look_at IS NULL THEN NULL ELSE url END
 WHERE reservation_id = :reservation AND ref IS NOT NULL

-- name: checkout_due :many
-- Those to ask about: a page.
-- in:  now time, limit int
-- out: reservation_id reservation_id
SELECT k.reservation_id
  FROM checkout k
 WHERE k.look_at <= :now
 ORDER BY k.look_at
 LIMIT :limit

-- name: checkout_sealed :many
-- A page of where people pay that a key seals.
-- in:  key bytes, after reservation_id, limit int
-- out: id reservation_id, value bytes?
SELECT k.reservation_id AS id, k.sealed_url AS value
  FROM checkout k
 WHERE k.sealed_url IS NOT NULL AND substr(k.sealed_url, 2, 4) = :key
   AND k.reservation_id > :after
 ORDER BY k.reservation_id
 LIMIT :limit

-- name: checkout_sealed_count :one
-- How many a key seals.
-- in:  key bytes
-- out: n int
SELECT count(*) AS n
  FROM checkout k
 WHERE k.sealed_url IS NOT NULL AND substr(k.sealed_url, 2, 4) = :key

-- name: checkout_reseal :exec
-- The same under another key; nothing when it is another by now.
-- in:  id reservation_id, old bytes, new bytes
UPDATE checkout SET sealed_url = :new WHERE reservation_id = :id AND sealed_url = :old

-- name: checkout_order :one
-- What a reservation is for, and who pays.
-- in:  reservation reservation_id
-- out: event_id event_id, title text, email text, currency text, total_minor int
SELECT r.event_id, {{event_title e}} AS title, u.email, r.currency, r.total_minor
  FROM reservation r
  JOIN event e ON e.id = r.event_id
  JOIN users u ON u.id = r.user_id
 WHERE r.id = :reservation

-- name: checkout_items :many
-- What it is of.
-- in:  reservation reservation_id
-- out: name text, quantity int, price_minor int
SELECT t.name, i.quantity, i.price_minor
  FROM reservation_item i
  JOIN ticket_type t ON t.id = i.ticket_type_id
 WHERE i.reservation_id = :reservation
 ORDER BY i.ticket_type_id
 LIMIT 10

-- Money.

-- name: payment_add :exec
-- One more of a reservation, by word of who sells.
-- in:  id payment_id, reservation reservation_id, kind text, minor int, now time
INSERT INTO payment (id, event_id, reservation_id, provider, kind, amount_minor, currency,
       at)
SELECT :id, r.event_id, r.id, 'offline', :kind, :minor, r.currency, :now
  FROM reservation r
 WHERE r.id = :reservation

-- fragment: payment_out
id payment_id, event_id event_id, reservation_id reservation_id?, provider text, ref text?,
kind text, status text, amount_minor int, currency text, charge_id payment_id?

-- fragment: payment_columns
p.id, p.event_id, p.reservation_id, p.provider, p.ref, p.kind, p.status, p.amount_minor,
p.currency, p.charge_id

-- name: payment_insert :exec
-- One that a provider knows of, or is to.
-- in:  {{payment_out}}, look_at time?, now time
INSERT INTO payment (id, event_id, reservation_id, provider, ref, kind, status,
       amount_minor, currency, charge_id, at, look_at)
VALUES (:id, :event_id, :reservation_id, :provider, :ref, :kind, :status, :amount_minor,
        :currency, :charge_id, :now, :look_at)

-- name: payment_find :one
-- One of them.
-- in:  id payment_id
-- out: {{payment_out}}, at time
SELECT {{payment_columns}}, p.at FROM payment p WHERE p.id = :id

-- name: payment_find_by_ref :one
-- The one that a provider knows by that.
-- in:  provider text, ref text
-- out: {{payment_out}}
SELECT {{payment_columns}} FROM payment p
 WHERE p.provider = :provider AND p.ref = :ref

-- name: payment_lock :one
-- Nobody else writes it, or does this, until the transaction ends.
-- in:  id payment_id
-- out: id payment_id
SELECT p.id FROM payment p WHERE p.id = :id {{for_update_of p}}

-- name: payment_set :exec
-- What has become of it.
-- in:  id payment_id, ref text?, status text, look_at time?
UPDATE payment SET ref = :ref, status = :status, look_at = :look_at WHERE id = :id

-- name: payment_set_look :exec
-- When the provider is asked about it.
-- in:  id payment_id, look_at time?
UPDATE payment SET look_at = :look_at WHERE id = :id

-- name: payment_due :many
-- Those to ask about: a page.
-- in:  now time, limit int
-- out: id payment_id
SELECT p.id
  FROM payment p
 WHERE p.look_at <= :now
 ORDER BY p.look_at
 LIMIT :limit

-- name: payment_left :many
-- What providers took for a reservation and neither paid back nor are to.
-- in:  reservation reservation_id
-- out: id payment_id, event_id event_id, provider text, currency text, left_minor int
SELECT p.id, p.event_id, p.provider, p.currency,
       p.amount_minor
       - (SELECT CAST(COALESCE(sum(b.amount_minor), 0) AS {{integer}})
            FROM payment b
           WHERE b.charge_id = p.id AND b.status <> 'failed') AS left_minor
  FROM payment p
 WHERE p.reservation_id = :reservation AND p.kind = 'charge' AND p.ref IS NOT NULL
 LIMIT 100

-- name: payment_is_pending :one
-- Whether a provider is to pay something of a reservation back.
-- in:  reservation reservation_id
-- out: is_pending bool
SELECT (SELECT p.id FROM payment p
         WHERE p.reservation_id = :reservation AND p.status = 'pending'
         LIMIT 1) IS NOT NULL AS is_pending

-- Deliveries.

-- name: webhook_receipt_add :exec
-- One has its effect in this transaction; changes nothing when it has had it.
-- in:  source text, message text, now time
INSERT INTO webhook_receipt (source, message_id, received_at)
VALUES (:source, :message, :now)
    ON CONFLICT (source, message_id) DO NOTHING

-- name: webhook_receipt_purge :exec
-- Forgets at most limit of those that came before a time, the oldest first.
-- in:  before time, limit int
DELETE FROM webhook_receipt
 WHERE (source, message_id) IN (SELECT w.source, w.message_id
                                  FROM webhook_receipt w
                                 WHERE w.received_at < :before
                                 ORDER BY w.received_at
                                 LIMIT :limit)
