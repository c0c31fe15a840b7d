alter table flyway alter column second set not null;
