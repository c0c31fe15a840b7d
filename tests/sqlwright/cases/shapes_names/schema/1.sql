create table "list" (id int primary key, "class" int not null, "Any" text, "a b" date not null);
create table structs (struct int not null, "Struct" text not null, names text[] not null);
create type "Decoder" as (frozen int, "UnsetType" float8);
