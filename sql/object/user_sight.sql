-- The row of a user says whether they may see anything otherwise than everybody, so
-- that a list need not look for it. A trigger says so in the transaction that makes it
-- true. What has become untrue is found when they sign in (user_look_again), with their
-- row locked whole: who makes it true meanwhile waits, by the lock that each trigger
-- takes first, and then finds it untrue.

-- @postgresql
-- Of a membership that is new the foreign key has taken that lock: the triggers that
-- check it have names that come before all others.
CREATE FUNCTION user_sight_in_spaces() RETURNS trigger LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
  BEGIN
    IF tg_op = 'UPDATE' THEN
      PERFORM FROM users WHERE id = new.user_id FOR KEY SHARE;
    END IF;
    UPDATE users SET in_spaces = TRUE WHERE id = new.user_id AND NOT in_spaces;
    RETURN NULL;
  END
$$;

CREATE TRIGGER user_sight_member_add AFTER INSERT ON member
  FOR EACH ROW WHEN (new.is_active) EXECUTE FUNCTION user_sight_in_spaces();

CREATE TRIGGER user_sight_member_set AFTER UPDATE OF is_active ON member
  FOR EACH ROW WHEN (new.is_active) EXECUTE FUNCTION user_sight_in_spaces();

CREATE FUNCTION user_sight_has_blocks() RETURNS trigger LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
  BEGIN
    PERFORM FROM users WHERE id = new.user_id FOR KEY SHARE;
    UPDATE users SET has_blocks = TRUE WHERE id = new.user_id AND NOT has_blocks;
    RETURN NULL;
  END
$$;

CREATE TRIGGER user_sight_block_add AFTER INSERT ON block
  FOR EACH ROW EXECUTE FUNCTION user_sight_has_blocks();

CREATE FUNCTION user_sight_has_unlisted(person uuid) RETURNS void LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
  BEGIN
    PERFORM FROM users WHERE id = person FOR KEY SHARE;
    UPDATE users SET has_unlisted = TRUE WHERE id = person AND NOT has_unlisted;
  END
$$;

CREATE FUNCTION user_sight_organizer() RETURNS trigger LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
  BEGIN
    PERFORM user_sight_has_unlisted(new.organizer_id);
    RETURN NULL;
  END
$$;

CREATE TRIGGER user_sight_event_add AFTER INSERT ON event
  FOR EACH ROW WHEN (NOT new.is_listed AND NOT new.is_series) EXECUTE FUNCTION user_sight_organizer();

CREATE TRIGGER user_sight_event_set AFTER UPDATE OF is_listed, organizer_id ON event
  FOR EACH ROW
  WHEN (NOT new.is_listed AND NOT new.is_series AND (old.is_listed OR old.organizer_id <> new.organizer_id))
  EXECUTE FUNCTION user_sight_organizer();

CREATE FUNCTION user_sight_guest() RETURNS trigger LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
  BEGIN
    PERFORM user_sight_has_unlisted(new.user_id);
    RETURN NULL;
  END
$$;

CREATE TRIGGER user_sight_guest_add AFTER INSERT ON event_guest
  FOR EACH ROW WHEN (new.sees) EXECUTE FUNCTION user_sight_guest();

CREATE TRIGGER user_sight_guest_set AFTER UPDATE OF sees ON event_guest
  FOR EACH ROW WHEN (new.sees AND NOT old.sees) EXECUTE FUNCTION user_sight_guest();
-- @sqlite
CREATE TRIGGER user_sight_member_add AFTER INSERT ON member WHEN new.is_active BEGIN
  UPDATE users SET in_spaces = TRUE WHERE id = new.user_id AND NOT in_spaces;
END;

CREATE TRIGGER user_sight_member_set AFTER UPDATE OF is_active ON member WHEN new.is_active BEGIN
  UPDATE users SET in_spaces = TRUE WHERE id = new.user_id AND NOT in_spaces;
END;

CREATE TRIGGER user_sight_block_add AFTER INSERT ON block BEGIN
  UPDATE users SET has_blocks = TRUE WHERE id = new.user_id AND NOT has_blocks;
END;

CREATE TRIGGER user_sight_event_add AFTER INSERT ON event
  WHEN NOT new.is_listed AND NOT new.is_series BEGIN
  UPDATE users SET has_unlisted = TRUE WHERE id = new.organizer_id AND NOT has_unlisted;
END;

CREATE TRIGGER user_sight_event_set AFTER UPDATE OF is_listed, organizer_id ON event
  WHEN NOT new.is_listed AND NOT new.is_series
    AND (old.is_listed OR old.organizer_id <> new.organizer_id) BEGIN
  UPDATE users SET has_unlisted = TRUE WHERE id = new.organizer_id AND NOT has_unlisted;
END;

CREATE TRIGGER user_sight_guest_add AFTER INSERT ON event_guest WHEN new.sees BEGIN
  UPDATE users SET has_unlisted = TRUE WHERE id = new.user_id AND NOT has_unlisted;
END;

CREATE TRIGGER user_sight_guest_set AFTER UPDATE OF sees ON event_guest
  WHEN new.sees AND NOT old.sees BEGIN
  UPDATE users SET has_unlisted = TRUE WHERE id = new.user_id AND NOT has_unlisted;
END;
-- @end
