-- A list of what is not over asks each space for each span that its events have. A row
-- never goes, so nobody has to wait for who might be adding an event of that span.

-- @postgresql
CREATE FUNCTION space_span_add() RETURNS trigger LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
  BEGIN
    INSERT INTO space_span (space_id, span) VALUES (new.audience_id, new.span)
        ON CONFLICT DO NOTHING;
    RETURN NULL;
  END
$$;

CREATE TRIGGER space_span_add AFTER INSERT ON event
  FOR EACH ROW WHEN (new.audience_id IS NOT NULL)
  EXECUTE FUNCTION space_span_add();

CREATE TRIGGER space_span_set AFTER UPDATE OF audience_id, span ON event
  FOR EACH ROW WHEN (new.audience_id IS NOT NULL)
  EXECUTE FUNCTION space_span_add();
-- @sqlite
CREATE TRIGGER space_span_add AFTER INSERT ON event WHEN new.audience_id IS NOT NULL BEGIN
  INSERT INTO space_span (space_id, span) VALUES (new.audience_id, new.span)
      ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER space_span_set AFTER UPDATE OF audience_id, span ON event
  WHEN new.audience_id IS NOT NULL BEGIN
  INSERT INTO space_span (space_id, span) VALUES (new.audience_id, new.span)
      ON CONFLICT DO NOTHING;
END;
-- @end
