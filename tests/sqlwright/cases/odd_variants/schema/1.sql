create table list_things_pages ("UNSET" int primary key, "args" int not null, "class" text, "Keys" text not null unique);
