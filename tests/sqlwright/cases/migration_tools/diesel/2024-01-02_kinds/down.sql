alter table diesel drop column kind;
