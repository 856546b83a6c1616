DROP TABLE ui_config;
