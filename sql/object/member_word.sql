-- Whoever joins a cluster is found there by the words of their name.

-- @postgresql
-- Its name comes behind that of match_member_add, which has locked the row of the user:
-- whoever renames themselves meanwhile waits, or has done so, and these are the words.
CREATE FUNCTION member_word_add() RETURNS trigger LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
  BEGIN
    INSERT INTO member_word (space_id, word, user_id, previous)
    SELECT new.space_id, w, new.user_id, lag(w) OVER (ORDER BY w)
      FROM unnest(string_to_array((SELECT u.words FROM users u WHERE u.id = new.user_id),
                                  ' ') COLLATE "C") AS w
     WHERE w <> '';
    RETURN NULL;
  END
$$;

CREATE TRIGGER member_word_add AFTER INSERT ON member
  FOR EACH ROW WHEN (new.cluster_id = new.space_id) EXECUTE FUNCTION member_word_add();
-- @sqlite
CREATE TRIGGER member_word_add AFTER INSERT ON member
  WHEN new.cluster_id = new.space_id BEGIN
  INSERT INTO member_word (space_id, word, user_id, previous)
  SELECT new.space_id, value, new.user_id, lag(value) OVER (ORDER BY value)
    FROM json_each('["' || replace(
           (SELECT u.words FROM users u WHERE u.id = new.user_id), ' ', '","') || '"]')
   WHERE value <> '';
END;
-- @end
