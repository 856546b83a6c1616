-- The rows of a person and a cluster say what their files take, and what has been begun
-- to come (upload), also of what a cascade takes away. Small ones take more room than
-- they have bytes, and so do their rows. A number that is written is locked: of two who
-- add, the second counts the first. Smaller pictures of one count once they are made.

-- @postgresql
CREATE FUNCTION file_room_add(person uuid, cluster uuid, more bigint) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
  BEGIN
    UPDATE users SET file_bytes = file_bytes + more WHERE id = person;
    UPDATE space SET file_bytes = file_bytes + more WHERE id = cluster;
  END
$$;

CREATE FUNCTION file_room_take() RETURNS trigger LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
  BEGIN
    PERFORM file_room_add(new.uploaded_by, new.cluster_id, new.size + 4096);
    RETURN NULL;
  END
$$;

CREATE FUNCTION file_room_give() RETURNS trigger LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
  BEGIN
    PERFORM file_room_add(old.uploaded_by, old.cluster_id,
      -old.size - old.preview_bytes - 4096);
    RETURN NULL;
  END
$$;

CREATE FUNCTION file_room_change() RETURNS trigger LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
  BEGIN
    PERFORM file_room_add(new.uploaded_by, new.cluster_id,
      new.preview_bytes - old.preview_bytes);
    RETURN NULL;
  END
$$;

CREATE TRIGGER file_room_take AFTER INSERT ON file
  FOR EACH ROW EXECUTE FUNCTION file_room_take();

CREATE TRIGGER file_room_change AFTER UPDATE OF preview_bytes ON file
  FOR EACH ROW EXECUTE FUNCTION file_room_change();

CREATE TRIGGER file_room_give AFTER DELETE ON file
  FOR EACH ROW EXECUTE FUNCTION file_room_give();

CREATE FUNCTION upload_room_take() RETURNS trigger LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
  BEGIN
    PERFORM file_room_add(new.user_id, new.cluster_id, new.size + 4096);
    RETURN NULL;
  END
$$;

CREATE FUNCTION upload_room_give() RETURNS trigger LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
  BEGIN
    PERFORM file_room_add(old.user_id, old.cluster_id, -old.size - 4096);
    RETURN NULL;
  END
$$;

CREATE TRIGGER upload_room_take AFTER INSERT ON upload
  FOR EACH ROW EXECUTE FUNCTION upload_room_take();

CREATE TRIGGER upload_room_give AFTER DELETE ON upload
  FOR EACH ROW EXECUTE FUNCTION upload_room_give();
-- @sqlite
CREATE TRIGGER file_room_take AFTER INSERT ON file BEGIN
  UPDATE users SET file_bytes = file_bytes + new.size + 4096 WHERE id = new.uploaded_by;
  UPDATE space SET file_bytes = file_bytes + new.size + 4096 WHERE id = new.cluster_id;
END;

CREATE TRIGGER file_room_change AFTER UPDATE OF preview_bytes ON file BEGIN
  UPDATE users SET file_bytes = file_bytes + new.preview_bytes - old.preview_bytes
   WHERE id = new.uploaded_by;
  UPDATE space SET file_bytes = file_bytes + new.preview_bytes - old.preview_bytes
   WHERE id = new.cluster_id;
END;

CREATE TRIGGER file_room_give AFTER DELETE ON file BEGIN
  UPDATE users SET file_bytes = file_bytes - old.size - old.preview_bytes - 4096
   WHERE id = old.uploaded_by;
  UPDATE space SET file_bytes = file_bytes - old.size - old.preview_bytes - 4096
   WHERE id = old.cluster_id;
END;

CREATE TRIGGER upload_room_take AFTER INSERT ON upload BEGIN
  UPDATE users SET file_bytes = file_bytes + new.size + 4096 WHERE id = new.user_id;
  UPDATE space SET file_bytes = file_bytes + new.size + 4096 WHERE id = new.cluster_id;
END;

CREATE TRIGGER upload_room_give AFTER DELETE ON upload BEGIN
  UPDATE users SET file_bytes = file_bytes - old.size - 4096 WHERE id = old.user_id;
  UPDATE space SET file_bytes = file_bytes - old.size - 4096 WHERE id = old.cluster_id;
END;
-- @end
