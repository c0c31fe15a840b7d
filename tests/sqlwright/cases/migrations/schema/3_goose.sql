-- +goose Up
alter table t add column a text;
-- +goose StatementBegin
create function f() returns int language plpgsql as $$ begin return 1; end $$;
-- +goose StatementEnd
-- +goose Down
alter table t drop column a;
