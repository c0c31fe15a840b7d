-- ============================================
-- Notification preferences
-- ============================================

-- -------- Reading ---------
-- name: GetPreference :one
-- --------------------------
-- One of them.
-- --------------------------
select * from notification_preferences where id = $1;

------------------------------------------------
-- name: ListPreferences :many
-- ===== All of them =====
select * from notification_preferences;
