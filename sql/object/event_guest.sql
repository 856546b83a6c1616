-- Whom an event names sees it by a row of their own, which has what the event says:
-- when it begins, for lists, and whether guests see it now.

-- @postgresql
CREATE FUNCTION event_guest_set() RETURNS trigger LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
  BEGIN
    UPDATE event_guest
       SET start_time = new.start_time, sees = role <> 'guest' OR (is_invited AND new.is_shown)
     WHERE event_id = new.id;
    RETURN NULL;
  END
$$;

CREATE TRIGGER event_guest_set AFTER UPDATE OF start_time, is_shown ON event
  FOR EACH ROW
  WHEN (old.start_time <> new.start_time OR old.is_shown <> new.is_shown)
  EXECUTE FUNCTION event_guest_set();
-- @sqlite
CREATE TRIGGER event_guest_set AFTER UPDATE OF start_time, is_shown ON event BEGIN
  UPDATE event_guest
     SET start_time = new.start_time, sees = role <> 'guest' OR (is_invited AND new.is_shown)
   WHERE event_id = new.id;
END;
-- @end
