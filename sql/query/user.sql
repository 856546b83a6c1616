-- What users may change about themselves.
-- fragment: user_profile
first_name text, last_name text, phone text?, bio text?, image_url text?,
timezone text, locale text, tags json, is_discoverable bool, freebusy freebusy_consent

-- name: user_me :one
-- A user as they see themselves.
-- in:  id user_id
-- out: id user_id, email text, is_verified bool, first_name text, last_name text,
--      name text, phone text?, bio text?, image_url text?, timezone text,
--      locale text, tags json, is_discoverable bool, freebusy freebusy_consent,
--      role user_role,
--      created_at time, updated_at time, _version int
SELECT id, email, is_verified, first_name, last_name,
       first_name || ' ' || last_name AS name, phone, bio, image_url, timezone,
       locale, tags, is_discoverable, freebusy, role, created_at, updated_at,
       version AS _version
  FROM users
 WHERE id = :id

-- name: user_get :one
-- A user as others see them, those who do at all. The row's version counts private changes too; no part
-- of it stands in the entity tag.
-- in:  id user_id, viewer user_id
-- out: id user_id, first_name text, last_name text, name text,
--      image_url text?, bio text?, tags json, _version int
SELECT u.id, u.first_name, u.last_name, u.first_name || ' ' || u.last_name AS name,
       u.image_url, u.bio, u.tags, CAST(0 AS {{integer}}) AS _version
  FROM users u
 WHERE u.id = :id AND {{person_visible u}}

-- name: user_find :one
-- That there is such a user.
-- in:  id user_id
-- out: id user_id
SELECT id FROM users WHERE id = :id

-- name: user_for_login :one
-- What decides whether somebody may sign in. email_key: the address in the form
-- that makes it unique.
-- in:  email_key text
-- out: id user_id, password_hash text?, is_verified bool, is_suspended bool,
--      is_guest bool, first_name text, last_name text, email text
SELECT id, password_hash, is_verified, suspended_at IS NOT NULL AS is_suspended,
       is_guest, first_name, last_name, email
  FROM users
 WHERE email_key = :email_key

-- name: user_address :one
-- The address that somebody signs in with, in the form that makes it unique, and when
-- it was proved.
-- in:  id user_id
-- out: email_key text, is_verified bool, verified_at time
SELECT email_key, is_verified, COALESCE(verified_at, created_at) AS verified_at
  FROM users
 WHERE id = :id

-- name: user_for_write :one
-- A user's own row, to be changed.
-- in:  id user_id
-- out: {{user_profile}}, email text, role user_role, password_hash text?,
--      is_guest bool, words text?, version int
SELECT {{columns user_profile}}, email, role, password_hash, is_guest, words, version
  FROM users
 WHERE id = :id
 {{for_update}}

-- name: user_add :exec
-- A new user; changes nothing when the address is taken. words: of the name.
-- in:  id user_id, email text, email_key text, password_hash text?,
--      is_verified bool, first_name text, last_name text, words text?,
--      role user_role, now time
INSERT INTO users (id, email, email_key, password_hash, is_verified, verified_at,
       first_name, last_name, words, timezone, locale, tags, role, created_at, updated_at,
       version)
VALUES (:id, :email, :email_key, :password_hash, :is_verified,
       CASE WHEN :is_verified THEN :now END, :first_name,
       :last_name, :words, 'UTC', 'en', '[]', :role, :now, :now, 1)
    ON CONFLICT (email_key) DO NOTHING

-- name: user_set_profile :exec
-- Replaces what users may change about themselves.
-- in:  id user_id, {{user_profile}}, now time
UPDATE users
   SET {{sets user_profile}}, updated_at = :now, version = version + 1
 WHERE id = :id

-- name: user_lock :one
-- Lets only one transaction at a time go on with a user, and tells what mails to
-- them depend on.
-- in:  id user_id
-- out: email text, is_verified bool, is_suspended bool, is_guest bool
SELECT email, is_verified, suspended_at IS NOT NULL AS is_suspended, is_guest
  FROM users
 WHERE id = :id
-- @postgresql
   FOR NO KEY UPDATE
-- @end

-- name: user_lock_for_login :one
-- What has been verified of somebody, as it is now. Whoever changes it waits, and
-- then sees the session that was begun; and so does whoever adds what
-- user_look_again looks for.
-- in:  id user_id
-- out: password_hash text?, is_suspended bool
SELECT password_hash, suspended_at IS NOT NULL AS is_suspended
  FROM users
 WHERE id = :id
 {{for_update}}

-- name: user_look_again :exec
-- Says no more of somebody than is so that they see anything otherwise than everybody.
-- Their row is locked whole.
-- in:  id user_id
UPDATE users
   SET in_spaces = in_spaces AND EXISTS (
         SELECT 1 FROM member m WHERE m.user_id = :id AND m.is_active),
       has_blocks = has_blocks AND EXISTS (
         SELECT 1 FROM block b WHERE b.user_id = :id),
       has_unlisted = has_unlisted AND (EXISTS (
         SELECT 1 FROM event e WHERE e.organizer_id = :id AND NOT e.is_listed AND NOT e.is_series)
           OR EXISTS (
         SELECT 1 FROM event_guest g WHERE g.user_id = :id AND g.sees))
 WHERE id = :id AND (in_spaces OR has_blocks OR has_unlisted)

-- name: user_set_password :exec
-- Replaces the password; only the one with old_hash, unless that is NULL.
-- in:  id user_id, old_hash text?, password_hash text, now time
UPDATE users
   SET password_hash = :password_hash, updated_at = :now, version = version + 1
 WHERE id = :id AND (:old_hash IS NULL OR password_hash = :old_hash)

-- name: user_rehash_password :exec
-- The same password under newer parameters; nothing if it changed meanwhile.
-- in:  id user_id, old_hash text, new_hash text
UPDATE users SET password_hash = :new_hash
 WHERE id = :id AND password_hash = :old_hash

-- name: user_set_verified :exec
-- The address has been proved; changes nothing when it had been before.
-- in:  id user_id, now time
UPDATE users
   SET is_verified = TRUE, verified_at = :now, updated_at = :now,
       version = version + 1
 WHERE id = :id AND NOT is_verified

-- name: user_set_email :exec
-- Somebody has another address, which they have proved.
-- in:  id user_id, email text, email_key text, now time
UPDATE users
   SET email = :email, email_key = :email_key, is_verified = TRUE, verified_at = :now,
       updated_at = :now, version = version + 1
 WHERE id = :id

-- name: user_drop_password :exec
-- Nobody signs in with the password any more.
-- in:  id user_id, now time
UPDATE users
   SET password_hash = NULL, updated_at = :now, version = version + 1
 WHERE id = :id

-- name: user_give_way :exec
-- Whoever has signed up with an address and never proved it loses it to who does:
-- nowhere stands in its place.
-- in:  email_key text, nowhere text
UPDATE users
   SET email = :nowhere, email_key = :nowhere, password_hash = NULL, version = version + 1
 WHERE email_key = :email_key AND NOT is_verified

-- name: user_prove :exec
-- The address has been proved by whoever signs in with it; changes nothing when it had
-- been before. A password that was chosen before that may be a stranger's.
-- in:  id user_id, now time
UPDATE users
   SET is_guest = FALSE, is_verified = TRUE, verified_at = :now, password_hash = NULL,
       updated_at = :now, version = version + 1
 WHERE id = :id AND NOT is_verified

-- name: user_set_guest :exec
-- The address has been proved by an answer to an event; changes nothing when it had
-- been before. A password that was chosen before that may be a stranger's.
-- in:  id user_id, email text, first_name text, last_name text, words text, now time
UPDATE users
   SET is_guest = TRUE, is_verified = TRUE, verified_at = :now, email = :email,
       first_name = :first_name, last_name = :last_name, words = :words,
       password_hash = NULL, updated_at = :now, version = version + 1
 WHERE id = :id AND NOT is_verified

-- name: user_end_guest :exec
-- A guest has an account from now on; changes nothing for others.
-- in:  id user_id
UPDATE users SET is_guest = FALSE WHERE id = :id AND is_guest

-- name: user_give :exec
-- An administrator makes an account of a guest, whom they name.
-- in:  id user_id, first_name text, last_name text, words text?, role user_role, now time
UPDATE users
   SET first_name = :first_name, last_name = :last_name, words = :words, role = :role,
       updated_at = :now, version = version + 1
 WHERE id = :id AND is_guest

-- name: user_permissions :one
-- What a user may do everywhere.
-- in:  id user_id
-- out: permissions int
SELECT {{role_permissions role}} AS permissions FROM users WHERE id = :id

-- name: user_promote :exec
-- An attendee becomes organizer; changes nothing for others.
-- in:  id user_id, now time
UPDATE users
   SET role = 'organizer', updated_at = :now, version = version + 1
 WHERE id = :id AND role = 'attendee'

-- name: user_raise :exec
-- Somebody may do what a role lets them; nobody may do less.
-- in:  id user_id, role user_role, now time
UPDATE users
   SET role = :role, updated_at = :now, version = version + 1
 WHERE id = :id AND role <> 'admin' AND role <> :role AND :role <> 'attendee'

-- name: user_set_unverified :exec
-- A second sign-up for an address that nobody has proved yet has the names. Changes
-- nothing of an account that an administrator has given a role, or made: its link was
-- mailed before since or works after until, and those that are asked for are not so.
-- in:  id user_id, email text, first_name text, last_name text, words text,
--      since time, until time, now time
UPDATE users
   SET email = :email, first_name = :first_name, last_name = :last_name,
       words = :words, updated_at = :now, version = version + 1
 WHERE id = :id AND NOT is_verified AND role = 'attendee'
   AND NOT EXISTS (SELECT 1
                     FROM verification v
                    WHERE v.user_id = :id AND v.purpose = 'reset_password'
                      AND v.used_at IS NULL AND v.expires_at > :now
                      AND (v.created_at < :since OR v.expires_at > :until))

-- name: user_waiting_count :one
-- How many accounts wait for their address to be verified; not counted beyond
-- limit.
-- in:  limit int
-- out: n int
SELECT count(*) AS n
  FROM (SELECT w.id FROM users w WHERE NOT w.is_verified LIMIT :limit) AS waiting

-- name: user_purge :exec
-- Forgets at most limit accounts that nobody has signed up for since a time and
-- whose address was never verified. One to which anything belongs stays, and so
-- does one that an operator has touched, or whose owner may yet open a link.
-- in:  before time, now time, limit int
DELETE FROM users
 WHERE id IN (SELECT u.id
                FROM users u
               WHERE NOT u.is_verified AND u.updated_at < :before
                 AND CASE WHEN u.role = 'attendee' THEN TRUE ELSE FALSE END
                 AND u.suspended_at IS NULL
                 AND NOT EXISTS (SELECT 1 FROM verification x
                                  WHERE x.user_id = u.id AND x.used_at IS NULL
                                    AND x.expires_at > :now)
                 AND NOT EXISTS (SELECT 1 FROM session x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM account x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM oauth_flow x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM event x WHERE x.organizer_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM rsvp x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM reservation x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM event_ticket x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM check_in x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM check_in x WHERE x.staff_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM interest x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM learned_interest x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM member x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM space x WHERE x.owner_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM ban x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM ban x WHERE x.by_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM invite x WHERE x.by_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM invite x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM block x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM join_request x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM join_request x WHERE x.by_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM report x WHERE x.reporter_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM report x WHERE x.about_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM report x WHERE x.handled_by = u.id)
                 AND NOT EXISTS (SELECT 1 FROM message x WHERE x.sender_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM event_notice x WHERE x.sender_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM feedback x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM calendar_feed x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM calendar_import x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM calendar_source x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM busy x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM event_invitation x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM event_invitation x WHERE x.invited_by = u.id)
                 AND NOT EXISTS (SELECT 1 FROM file x WHERE x.uploaded_by = u.id)
                 AND NOT EXISTS (SELECT 1 FROM upload x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM spark x WHERE x.created_by = u.id)
                 AND NOT EXISTS (SELECT 1 FROM spark_participant x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM spark_invite x WHERE x.created_by = u.id)
                 AND NOT EXISTS (SELECT 1 FROM poll x WHERE x.created_by = u.id)
                 AND NOT EXISTS (SELECT 1 FROM poll_person x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM routine x WHERE x.created_by = u.id)
                 AND NOT EXISTS (SELECT 1 FROM routine_pool x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM run_assignee x WHERE x.user_id = u.id)
                 AND NOT EXISTS (SELECT 1 FROM run_step x WHERE x.by_user = u.id)
                 AND NOT EXISTS (SELECT 1 FROM swap x WHERE x.from_user = u.id)
                 AND NOT EXISTS (SELECT 1 FROM swap x WHERE x.to_user = u.id)
                 AND NOT EXISTS (SELECT 1 FROM (
                       SELECT user_id FROM availability
                       UNION ALL SELECT user_id FROM match_setting
                       UNION ALL SELECT user_id FROM match_exception
                       UNION ALL SELECT user_id FROM match_entry
                       UNION ALL SELECT user_id FROM match_dismissal
                       UNION ALL SELECT other_id FROM match_dismissal) AS x
                     WHERE x.user_id = u.id)
               ORDER BY u.updated_at, u.id
               LIMIT :limit)
   AND NOT is_verified AND updated_at < :before

-- name: user_lock_whole :one
-- Keeps a user as they are: whatever is being written that refers to them has been
-- committed, or waits.
-- in:  id user_id
-- out: id user_id
SELECT id FROM users WHERE id = :id {{for_update}}

-- name: user_suspend :exec
-- Keeps a user out; changes nothing when they are out already, unless it is because they
-- have asked to be erased, which they may take back.
-- in:  id user_id, now time
UPDATE users
   SET suspended_at = :now, updated_at = :now, version = version + 1
 WHERE id = :id AND (suspended_at IS NULL OR suspended_at = erase_asked_at)

-- name: user_restore :exec
-- Lets a suspended user in again, who is not to be erased any more; changes nothing for
-- others, and for who is being erased.
-- in:  id user_id, now time
UPDATE users
   SET suspended_at = NULL, erase_at = NULL, erase_asked_at = NULL, updated_at = :now,
       version = version + 1
 WHERE id = :id AND suspended_at IS NOT NULL
   AND CASE WHEN erase_at <= :now THEN FALSE ELSE TRUE END
