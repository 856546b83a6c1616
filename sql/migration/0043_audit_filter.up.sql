-- The log of who did what, of one kind or by one person.
--
-- compatible: 42
CREATE INDEX audit_space_id_action_index ON audit (space_id, action, id)
  WHERE space_id IS NOT NULL;
-- What one person did of one kind in a space is found in the index of all that they did
-- there.
CREATE INDEX audit_space_id_actor_id_index ON audit (space_id, actor_id, id, action)
  WHERE space_id IS NOT NULL AND actor_id IS NOT NULL;
CREATE INDEX audit_action_index ON audit (action, id);
CREATE INDEX audit_actor_id_action_index ON audit (actor_id, action, id)
  WHERE actor_id IS NOT NULL;
