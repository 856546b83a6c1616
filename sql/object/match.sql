-- What somebody lets be compared stands in an entry of each cluster that they are a
-- member of. It follows from their row of match_setting alone: a membership that comes
-- or goes touches that row, with the row of the user locked, as whoever writes the
-- settings has it.

CREATE VIEW match_wanted AS
SELECT m.space_id AS cluster_id, s.user_id, s.vector, s.free
  FROM match_setting s
  JOIN member m ON m.user_id = s.user_id AND m.cluster_id = m.space_id
  LEFT JOIN match_exception x ON x.user_id = m.user_id AND x.cluster_id = m.space_id
 WHERE s.vector IS NOT NULL AND m.is_active AND x.user_id IS NULL;

-- The entries that are not as they are wanted, as they will be.
CREATE VIEW match_stale AS
SELECT w.cluster_id, w.user_id, w.vector, w.free
  FROM match_wanted w
  LEFT JOIN match_entry e ON e.cluster_id = w.cluster_id AND e.user_id = w.user_id
 WHERE e.vector IS NULL OR e.vector <> w.vector OR e.free <> w.free
UNION ALL
SELECT e.cluster_id, e.user_id, NULL, NULL
  FROM match_entry e
  LEFT JOIN match_wanted w ON w.user_id = e.user_id AND w.cluster_id = e.cluster_id
 WHERE e.vector IS NOT NULL AND w.user_id IS NULL;

-- @postgresql
CREATE FUNCTION match_spread() RETURNS trigger LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
  DECLARE
    place uuid;
    next_version bigint;
  BEGIN
    FOR place IN SELECT s.cluster_id FROM match_stale s
                  WHERE s.user_id = new.user_id ORDER BY s.cluster_id LOOP
      INSERT INTO match_cluster AS c (cluster_id, version) VALUES (place, 1)
          ON CONFLICT (cluster_id) DO UPDATE SET version = c.version + 1
          RETURNING c.version INTO next_version;
      INSERT INTO match_entry (cluster_id, user_id, version, vector, free)
      SELECT s.cluster_id, s.user_id, next_version, s.vector, s.free
        FROM match_stale s
       WHERE s.user_id = new.user_id AND s.cluster_id = place
          ON CONFLICT (cluster_id, user_id) DO UPDATE
         SET version = excluded.version, vector = excluded.vector, free = excluded.free;
    END LOOP;
    RETURN NULL;
  END
$$;

CREATE TRIGGER match_spread AFTER UPDATE ON match_setting
  FOR EACH ROW EXECUTE FUNCTION match_spread();

CREATE FUNCTION match_touch() RETURNS trigger LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
  DECLARE
    person uuid := CASE tg_op WHEN 'DELETE' THEN old.user_id ELSE new.user_id END;
  BEGIN
    PERFORM FROM users WHERE id = person FOR NO KEY UPDATE;
    UPDATE match_setting SET touched = touched + 1 WHERE user_id = person AND is_on;
    RETURN NULL;
  END
$$;

CREATE TRIGGER match_member_add AFTER INSERT ON member
  FOR EACH ROW WHEN (new.cluster_id = new.space_id) EXECUTE FUNCTION match_touch();

CREATE TRIGGER match_member_set AFTER UPDATE OF is_active ON member
  FOR EACH ROW WHEN (new.cluster_id = new.space_id AND new.is_active <> old.is_active)
  EXECUTE FUNCTION match_touch();

CREATE TRIGGER match_member_remove AFTER DELETE ON member
  FOR EACH ROW WHEN (old.cluster_id = old.space_id) EXECUTE FUNCTION match_touch();

-- Whose row goes takes their entries along, which nobody would learn of.
CREATE FUNCTION match_forget() RETURNS trigger LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
  DECLARE
    place uuid;
  BEGIN
    FOR place IN SELECT e.cluster_id FROM match_entry e
                  WHERE e.user_id = old.id ORDER BY e.cluster_id LOOP
      UPDATE match_cluster SET version = version + 1, base = version + 1
       WHERE cluster_id = place;
    END LOOP;
    RETURN old;
  END
$$;

CREATE TRIGGER match_forget BEFORE DELETE ON users
  FOR EACH ROW EXECUTE FUNCTION match_forget();
-- @sqlite
CREATE TRIGGER match_forget BEFORE DELETE ON users BEGIN
  UPDATE match_cluster SET version = version + 1, base = version + 1
   WHERE cluster_id IN (SELECT e.cluster_id FROM match_entry e WHERE e.user_id = old.id);
END;

CREATE TRIGGER match_spread AFTER UPDATE ON match_setting BEGIN
  INSERT INTO match_cluster (cluster_id, version)
  SELECT s.cluster_id, 0 FROM match_stale s WHERE s.user_id = new.user_id
      ON CONFLICT DO NOTHING;
  UPDATE match_cluster SET version = version + 1
   WHERE cluster_id IN (SELECT s.cluster_id FROM match_stale s WHERE s.user_id = new.user_id);
  INSERT INTO match_entry (cluster_id, user_id, version, vector, free)
  SELECT s.cluster_id, s.user_id, c.version, s.vector, s.free
    FROM match_stale s
    JOIN match_cluster c ON c.cluster_id = s.cluster_id
   WHERE s.user_id = new.user_id
      ON CONFLICT (cluster_id, user_id) DO UPDATE
     SET version = excluded.version, vector = excluded.vector, free = excluded.free;
END;

CREATE TRIGGER match_member_add AFTER INSERT ON member
  WHEN new.cluster_id = new.space_id BEGIN
  UPDATE match_setting SET touched = touched + 1 WHERE user_id = new.user_id AND is_on;
END;

CREATE TRIGGER match_member_set AFTER UPDATE OF is_active ON member
  WHEN new.cluster_id = new.space_id AND new.is_active <> old.is_active BEGIN
  UPDATE match_setting SET touched = touched + 1 WHERE user_id = new.user_id AND is_on;
END;

CREATE TRIGGER match_member_remove AFTER DELETE ON member
  WHEN old.cluster_id = old.space_id BEGIN
  UPDATE match_setting SET touched = touched + 1 WHERE user_id = old.user_id AND is_on;
END;
-- @end
