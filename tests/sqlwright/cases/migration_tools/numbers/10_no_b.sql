alter table numbers drop column b;
