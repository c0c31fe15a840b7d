alter table flyway add column second text;
