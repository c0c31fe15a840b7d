-- AddPayment, AddShipment, CancelOrder, ClearStagedUsers, CountJobs, CreateKey, CreateOrder, CreateUser, FailJob,
-- FindAnswer, FindKey, FinishJob, GetOrder, GetOrderState, GetPayments, GetShipment, GetUser, ImportStagedUsers,
-- KeepAnswer, ListKeys, ListOrders, ListParkedJobs, ListRefusedUsers, ListUsers, NextJob, ParkUnknownJobs, PatchUser,
-- ReturnJob, ReviveJobs, RevokeKey, SoftDeleteUser, StageUsers, TakeJobs, UpdateUser
grant usage on schema public to app;

-- insert: CreateKey
-- select: CreateKey, FindKey, ListKeys, RevokeKey
-- update: RevokeKey
grant insert (hash, name, scope), select (created_at, hash, id, name, revoked_at, scope), update (revoked_at) on public.api_keys to app;

-- delete: KeepAnswer
-- insert: KeepAnswer
-- select: FindAnswer, KeepAnswer
-- update: FindAnswer, KeepAnswer
grant delete, insert (body, fingerprint, key, key_id, location), select (body, created_at, fingerprint, key, key_id, location), update (body, created_at, fingerprint, location) on public.idempotency_keys to app;

-- delete: FinishJob
-- insert: CreateUser
-- select: CountJobs, FailJob, FinishJob, ListParkedJobs, NextJob, ParkUnknownJobs, ReturnJob, ReviveJobs, TakeJobs
-- update: FailJob, ParkUnknownJobs, ReturnJob, ReviveJobs, TakeJobs
grant delete, insert (kind, payload), select (attempts, id, kind, last_error, parked_at, payload, run_at), update (attempts, last_error, parked_at, run_at) on public.jobs to app;

-- insert: CreateOrder
-- select: CancelOrder, CreateOrder, GetOrder
grant insert (order_id, position, quantity, sku, unit_price), select (line_total, order_id, position, quantity, sku, unit_price) on public.order_items to app;

-- insert: CreateOrder
-- select: AddPayment, AddShipment, CancelOrder, CreateOrder, GetOrder, GetOrderState, GetPayments, ListOrders
-- update: AddPayment, AddShipment, CancelOrder
grant insert (total, user_id), select (created_at, id, paid, status, total, updated_at, user_id), update (paid, status, updated_at) on public.orders to app;

-- insert: AddPayment
-- select: AddPayment, GetPayments
grant insert (amount, method, order_id), select (amount, created_at, id, method, order_id) on public.payments to app;

-- insert: AddShipment
-- select: AddShipment, GetShipment
grant insert (carrier, order_id, tracking_number), select (carrier, order_id, shipped_at, tracking_number) on public.shipments to app;

-- delete: ClearStagedUsers
-- insert: StageUsers
-- select: ImportStagedUsers, ListRefusedUsers
grant delete, insert (email, line, name), select (email, id, line, name) on public.user_imports to app;

-- insert: CreateUser, ImportStagedUsers
-- select: CreateOrder, CreateUser, GetUser, ImportStagedUsers, ListRefusedUsers, ListUsers, PatchUser, SoftDeleteUser,
-- UpdateUser
-- update: CreateOrder, PatchUser, SoftDeleteUser, UpdateUser
grant insert (email, id, name), select (created_at, deleted_at, email, id, name, updated_at, version), update (deleted_at, email, name, updated_at, version) on public.users to app;

-- asked for with --also
grant select (version) on schema_migrations to app;
