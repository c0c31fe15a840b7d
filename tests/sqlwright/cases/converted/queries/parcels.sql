-- name: AddParcel :one
insert into parcels (id, wrapping, layers, spare) values (@id, @wrapping, @layers, @spare) returning *;

-- name: DescribedParcel :one
select json_build_object('wrapping', wrapping, 'layers', layers) as parcel from parcels where id = @id;

-- name: RawWrapping :one
-- The document's own bytes, to hand on as they are.
-- @json wrapping: msgspec.Raw
select wrapping from parcels where id = @id;
