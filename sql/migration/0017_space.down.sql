DROP TABLE audit;
DROP TABLE ban;
DROP TABLE member_role;
DROP TABLE member;
DROP TABLE role;
DROP TABLE space;
