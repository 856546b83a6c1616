-- Pictures of people, events and spaces, by the id in their address.

-- The id in the address of a picture of Hearth's, "...<id>-l.jpg"; of another address
-- anything.
-- fragment: picture_in url
substr({url}, length({url}) - 41, 36)

-- name: picture_is_shown :one
-- Whether anybody or anything has that picture.
-- in:  name text
-- out: shown int
SELECT 1 AS shown FROM users u
 WHERE u.image_url IS NOT NULL AND {{picture_in u.image_url}} = :name
 UNION ALL
SELECT 1 FROM event e
 WHERE e.image_url IS NOT NULL AND {{picture_in e.image_url}} = :name
 UNION ALL
SELECT 1 FROM space s
 WHERE s.image_url IS NOT NULL AND {{picture_in s.image_url}} = :name
 LIMIT 1
