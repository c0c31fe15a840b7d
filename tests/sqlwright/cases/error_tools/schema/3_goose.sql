-- +goose ENVSUB ON
-- +goose Up
create table b (id int default ${VALUE});
