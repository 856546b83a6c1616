DROP TABLE timezone_rules;
