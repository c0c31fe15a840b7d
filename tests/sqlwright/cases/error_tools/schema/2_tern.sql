{{ template "shared/users.sql" . }}
