-- Who belongs to spaces.

-- The one way into a space that is not closing: its count goes with the row, and
-- orders those who join at once.
-- fragment: count_member
UPDATE space SET member_count = member_count + 1, admin_count = admin_count + :admins
 WHERE id = :space AND closes_at IS NULL

-- name: member_admit :exec
-- Somebody joins, in a built-in role; changes nothing in a space that is closing
-- or gone. admins: 1 for one who is an admin or owner from the start, else 0.
-- in:  space space_id, user user_id, builtin text, via text, admins int,
--      proof_key bytes?, expires_at time?, now time
-- @postgresql
WITH counted AS (
       {{count_member}}
       RETURNING id, cluster_id, message_count)
-- @sqlite
{{count_member}};
-- @end
INSERT INTO member (space_id, user_id, cluster_id, role_id, is_active, via,
       proof_key, expires_at, read_number, joined_at)
SELECT c.id, :user, c.cluster_id, r.id, TRUE, :via, :proof_key, :expires_at,
       c.message_count, :now
-- @postgresql
  FROM counted c
-- @sqlite
  FROM space c
-- @end
  JOIN role r ON r.space_id = c.id AND r.builtin = :builtin
 WHERE c.id = :space
