--
-- As pg_dump writes it: with psql's own commands, data, and roles that are not here.
--

\restrict 0a1B2c
SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SELECT pg_catalog.set_config('search_path', '', false);
SET row_security = off;

CREATE ROLE owner_of_all;
CREATE EXTENSION IF NOT EXISTS plpgsql WITH SCHEMA pg_catalog;

CREATE TYPE public.mood AS ENUM ('low', 'high');
ALTER TYPE public.mood OWNER TO owner_of_all;

CREATE TABLE public.notes (
    id integer NOT NULL,
    body text NOT NULL,
    mood public.mood
);
ALTER TABLE public.notes OWNER TO owner_of_all;
ALTER TABLE ONLY public.notes ADD CONSTRAINT notes_pkey PRIMARY KEY (id);
ALTER TABLE public.notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON public.notes TO reader USING (id > 0);
COMMENT ON POLICY mine ON public.notes IS 'Their own';
COMMENT ON ROLE owner_of_all IS 'Not here';
COMMENT ON TABLE public.notes IS 'A path such as
\home\me is no command of psql here';

COPY public.notes (id, body, mood) FROM stdin;
1	it's; $$ /* "	low
2	\\N and \N	\N
\.

SELECT 'create database other' \gexec
GRANT SELECT ON TABLE public.notes TO reader WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE owner_of_all GRANT SELECT ON TABLES TO reader;
ALTER DATABASE production SET timezone TO 'UTC';
CREATE FUNCTION public.refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ begin raise 'no functions'; end $$;
CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('CREATE FUNCTION') EXECUTE FUNCTION public.refuse();
\unrestrict 0a1B2c
