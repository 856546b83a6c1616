DROP INDEX audit_actor_id_action_index;
DROP INDEX audit_action_index;
DROP INDEX audit_space_id_actor_id_index;
DROP INDEX audit_space_id_action_index;
