-- +goose Up
-- +goose StatementBegin
create table goose (id int not null, at timestamptz)
-- +goose StatementEnd
-- +goose StatementBegin
create function touch() returns trigger language plpgsql as $$ begin new.at := now(); return new; end; $$
-- +goose StatementEnd
create trigger touched before update on goose for each row execute function touch();
-- +goose Down
drop table goose;
