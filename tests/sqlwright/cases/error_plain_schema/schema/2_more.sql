create type size as enum ('small', 'large');

create table shirts (id int primary key, size size not null, size size);

alter table tags add colour text;

comment on column steps.colour is 'No table.';
