-- compatible: 43
-- What the files of a person, and of a cluster's events, take: file_room.sql counts
-- along.
--
-- When a person is erased: the number goes with their row.

ALTER TABLE users ADD COLUMN file_bytes {int} NOT NULL DEFAULT 0;
ALTER TABLE space ADD COLUMN file_bytes {int} NOT NULL DEFAULT 0;

UPDATE users
   SET file_bytes = (SELECT sum(f.size + 4096) FROM file f WHERE f.uploaded_by = users.id)
 WHERE EXISTS (SELECT 1 FROM file f WHERE f.uploaded_by = users.id);
UPDATE space
   SET file_bytes = (SELECT sum(f.size + 4096) FROM file f WHERE f.cluster_id = space.id)
 WHERE EXISTS (SELECT 1 FROM file f WHERE f.cluster_id = space.id);
