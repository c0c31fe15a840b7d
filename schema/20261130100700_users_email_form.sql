-- migrate:up
-- No spaces and no line ends, which could become further lines in the head of a mail. Rows from before stay as they are;
-- one with such an address can be deleted, and changed together with its address.
alter table users add constraint users_email_form_check
  check (deleted_at is not null or email ~ '^[^@[:space:][:cntrl:]]+@[^@[:space:][:cntrl:]]+$') not valid;

-- migrate:down
alter table users drop constraint users_email_form_check;
